"""Rooms, and who may read and speak in them (realtime.md "Tables")."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Brand, Person, Profile


class RoomQuerySet(models.QuerySet["Room"]):
    def visible_to(self, person: Person) -> RoomQuerySet:
        return self.filter(participants__profile__person=person, participants__active=True)


class Room(models.Model):
    """A log with a counter. `space` is the group it belongs to; `shared_from_seq` opens the last unbroken stretch of
    history that the charter shares with newcomers, null when it shares none."""

    class Kind(models.TextChoices):
        TALK = "talk", _("Talk")
        NOTICES = "notices", _("Notices")
        EVENT = "event", _("Event")
        DIRECT = "direct", _("Direct")
        SUPPORT = "support", _("Ask the brand")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="+")
    space = models.UUIDField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    last_seq = models.BigIntegerField(default=0)
    shared_from_seq = models.BigIntegerField(null=True)
    brand_paused_until = models.DateTimeField(null=True)  # by the captain (trust.md R12); who and why says the group
    # Until then everybody says one thing in so many seconds here (trust.md R28); who decided so says the group.
    slow_s = models.PositiveSmallIntegerField(null=True)
    slow_until = models.DateTimeField(null=True)
    locked_until = models.DateTimeField(null=True)  # until then captains alone speak; who decided so says the group
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    objects = RoomQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["space", "kind"], condition=models.Q(kind__in=["talk", "notices"]), name="room_standing_once"
            ),
            models.CheckConstraint(
                name="room_slow_whole",
                condition=models.Q(slow_s=None, slow_until=None)
                | models.Q(slow_s__in=[10, 60, 300], slow_until__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["space"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Participant(models.Model):
    """A profile's place in a room. Deactivated only together with its `member.leave` event (a trigger asks for it)."""

    class Voice(models.TextChoices):
        MEMBER = "member", _("Member")
        CAPTAIN = "captain", _("Captain")
        BRAND = "brand", _("Brand")

    room = models.ForeignKey(Room, models.PROTECT, related_name="participants", db_index=False)  # by the constraint
    profile = models.ForeignKey(Profile, models.PROTECT, related_name="participations")
    voice = models.CharField(max_length=8, choices=Voice.choices, default=Voice.MEMBER)
    active = models.BooleanField(default=True)
    visible_from_seq = models.BigIntegerField(default=0)  # sees events with seq > this
    left_seq = models.BigIntegerField(null=True)
    read_seq = models.BigIntegerField(default=0)
    told_seq = models.BigIntegerField(default=0)  # read before it was marked unread: nobody is told of it once more
    muted_until = models.DateTimeField(null=True)
    slow_until = models.DateTimeField(null=True)  # until then one message in ten minutes
    joined_at = models.DateTimeField(default=timezone.now)
    # Muted by themselves: since then nobody is told of the room, until then, or until they turn it on again. It ends
    # by itself and stays as it was: what was said meanwhile is told of neither later (`messaging/access/hushed.py`).
    hushed_at = models.DateTimeField(null=True)
    hushed_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "profile"], name="participant_once"),
            models.CheckConstraint(
                name="participant_left_or_active",
                condition=models.Q(active=True, left_seq=None) | models.Q(active=False, left_seq__isnull=False),
            ),
            models.CheckConstraint(
                name="participant_hushed_whole",
                condition=models.Q(hushed_until=None) | models.Q(hushed_at__isnull=False),
            ),
        ]
