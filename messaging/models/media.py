"""Photos and files: what is known of each; their bytes lie beside the database (`messaging/media/files.py`)."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Brand, Person, Profile
from messaging.media.sizes import PER_MESSAGE
from messaging.models.log import Message
from messaging.models.pending import Pending
from messaging.models.rooms import Room

ALT_LENGTH = 500
NAME_LENGTH = 120
UNSENT_LIVES = timedelta(days=1)


class MediaQuerySet(models.QuerySet["Media"]):
    def loose(self) -> MediaQuerySet:
        """Not sent yet."""
        return self.filter(message=None, pending=None)

    def lapsed(self, now: datetime) -> MediaQuerySet:
        return self.loose().filter(created_at__lte=now - UNSENT_LIVES)

    def to_seal(self) -> MediaQuerySet:
        return self.filter(taken_at__isnull=False, sealed_at=None)

    def standing(self) -> MediaQuerySet:
        """Of messages that everybody in the room may see."""
        return self.filter(message__isnull=False, message__deleted_at=None, message__hidden_at=None)


class Media(models.Model):
    """One photo, made anew from its pixels, or one PDF. First its sender's alone; `message` once it is sent, `pending`
    while the words that it came with are held. Rows go before their files do."""

    class Kind(models.TextChoices):
        PHOTO = "photo", _("Photo")
        FILE = "file", _("File")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, models.PROTECT, related_name="+", db_index=False)  # the constraint begins with it
    actor = models.ForeignKey(Profile, models.PROTECT, related_name="+")
    cid = models.UUIDField()  # made once per upload, kept through retries
    kind = models.CharField(max_length=5, choices=Kind.choices)
    message = models.ForeignKey(Message, models.CASCADE, null=True, related_name="media", db_index=False)
    place = models.PositiveSmallIntegerField(null=True)
    pending = models.ForeignKey(Pending, models.CASCADE, null=True, related_name="media", db_index=False)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    blur = models.CharField(max_length=1000, blank=True)  # a picture of a few pixels, WebP in base64
    alt = models.CharField(max_length=ALT_LENGTH, blank=True)  # what can be seen, for who cannot see it
    name = models.CharField(max_length=NAME_LENGTH, blank=True)  # of a file
    bytes = models.PositiveIntegerField()
    marks = ArrayField(models.BinaryField(max_length=16), default=list)  # keyed digests of the pixels (trust.md R29)
    created_at = models.DateTimeField(default=timezone.now)
    # Its author took it back: what everybody saw of it goes, and a sealed copy stays thirty days (trust.md R31).
    taken_at = models.DateTimeField(null=True)
    sealed_at = models.DateTimeField(null=True)
    objects = MediaQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "media"
        constraints = [
            models.UniqueConstraint(fields=["room", "actor", "cid"], name="media_cid_once"),
            models.UniqueConstraint(fields=["message", "place"], name="media_place_once"),
            models.CheckConstraint(
                name="media_sent_has_its_place",
                condition=Q(message=None, pending=None, place=None)
                | Q(message__isnull=False, pending=None, place__lt=PER_MESSAGE, place__isnull=False)
                | Q(message=None, pending__isnull=False, place__lt=PER_MESSAGE, place__isnull=False),
            ),
            models.CheckConstraint(
                name="media_photo_has_its_size",
                condition=Q(kind="photo", width__gt=0, height__gt=0, name="")
                | Q(kind="file", width=None, height=None, blur="", alt="", marks=[]),
            ),
        ]
        indexes = [
            models.Index(fields=["created_at"], condition=Q(message=None, pending=None), name="media_unsent"),
            models.Index(fields=["taken_at"], condition=Q(taken_at__isnull=False), name="media_taken"),
            models.Index(fields=["pending"], condition=Q(pending__isnull=False), name="media_held"),
        ]

    def __str__(self) -> str:
        return str(self.pk)  # nothing of it outside the conversation (trust.md R43)

    @property
    def shape(self) -> dict[str, Any]:
        """As `access/lines.py` reads it, too."""
        if self.kind == Media.Kind.FILE:
            return {"id": str(self.pk), "kind": "file", "name": self.name, "bytes": self.bytes}
        size = {"width": self.width, "height": self.height}
        return {"id": str(self.pk), "kind": "photo", **size, "blur": self.blur, "alt": self.alt}


class UploadDay(models.Model):
    """How much one person has sent in on one day, over all groups: a bound that parallel uploads cannot pass."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    bytes = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "day"], name="upload_day_once")]


class BlockedPicture(models.Model):
    """Pixels that are not to be sent in any group of a brand, by their mark (trust.md R29). Whose they were it does not
    say."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    mark = models.BinaryField(max_length=16)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "mark"], name="blocked_picture_once")]
