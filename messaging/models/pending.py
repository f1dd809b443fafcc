"""Words that a rule held: outside the log until somebody decides (realtime.md "Tables", trust.md R23, R24)."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Profile
from messaging.models.log import Message
from messaging.models.rooms import Room

WAITS = timedelta(hours=24)  # trust.md R24: undecided for so long, it goes back to its author
RULE_LENGTH = 64


class PendingQuerySet(models.QuerySet["Pending"]):
    def waiting(self) -> PendingQuerySet:
        return self.filter(state=Pending.State.HELD)

    def due(self, now: datetime) -> PendingQuerySet:
        return self.waiting().filter(until__lte=now)

    def go(self, now: datetime) -> None:
        """Their author has gone, and takes along what waits or was given back; what was removed stays its time."""
        self.filter(state=Pending.State.RETURNED, put_away_at=None).update(put_away_at=now, words=b"")
        self.waiting().update(state=Pending.State.RETURNED, ended_at=now, put_away_at=now, words=b"")


class Pending(models.Model):
    """A held message, or with `message` other words for one that stands (whose `version` they were written for). What
    became of it is kept for thirty days, so that a late retry of its cid is answered; its words are encrypted
    (`messaging/held_words.py`), and gone once they are in the log."""

    class State(models.TextChoices):
        HELD = "held", _("Held")
        RELEASED = "released", _("Released")
        RETURNED = "returned", _("Returned to its author")
        REMOVED = "removed", _("Removed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, models.PROTECT, related_name="+", db_index=False)  # the constraint begins with it
    actor = models.ForeignKey(Profile, models.PROTECT, related_name="+")
    cid = models.UUIDField()
    mac = models.BinaryField(max_length=16)
    message = models.ForeignKey(Message, models.CASCADE, null=True, related_name="+")
    version = models.PositiveIntegerField(null=True)
    reply_to = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="+", db_index=False)
    words = models.BinaryField()  # encrypted
    rule = models.CharField(max_length=RULE_LENGTH)
    spans = models.JSONField(default=list)  # [[start, end]], code points of the words
    state = models.CharField(max_length=8, choices=State.choices, default=State.HELD)
    held_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Profile, models.PROTECT, null=True, related_name="+")  # null: the clock
    seq = models.BigIntegerField(null=True)  # where it stands once it is released
    put_away_at = models.DateTimeField(null=True)  # its author has seen how it ended, or has taken it back
    objects = PendingQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "pending"
        constraints = [
            models.UniqueConstraint(fields=["room", "actor", "cid"], name="pending_cid_once"),
            models.CheckConstraint(name="pending_waits_a_day", condition=Q(until__lte=F("held_at") + WAITS)),
            models.CheckConstraint(
                name="pending_ended_or_held",
                condition=Q(state="held", ended_at=None, ended_by=None, put_away_at=None)
                | (~Q(state="held") & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="pending_released_has_its_place",
                condition=Q(state="released", seq__isnull=False) | (~Q(state="released") & Q(seq=None)),
            ),
            # By somebody else than its author (trust.md R33); the clock alone gives back.
            models.CheckConstraint(
                name="pending_decided_by_another",
                condition=Q(state__in=["held", "returned"], ended_by=None)
                | (Q(ended_by__isnull=False) & ~Q(ended_by=F("actor"))),
            ),
            models.CheckConstraint(
                name="pending_edit_knows_its_version",
                condition=Q(message=None, version=None) | Q(message__isnull=False, version__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["until"], condition=Q(state="held"), name="pending_waiting"),
            models.Index(fields=["ended_at"], condition=~Q(state="held"), name="pending_ended"),
        ]

    def __str__(self) -> str:
        return str(self.pk)  # no words outside the conversation (trust.md R43)
