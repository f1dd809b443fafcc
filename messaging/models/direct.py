"""Conversations of two: who asked whom, and what was answered (trust.md R39, R40)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from community.models import Profile
from messaging.models.rooms import Room

WAITS = timedelta(days=14)  # unanswered for so long, a request lapses
# From one request to the next to the same person. It counts from the asking, whatever was answered: by when one may ask
# again nobody can tell whether they were declined.
AGAIN_AFTER = timedelta(days=30)


class Direct(models.Model):
    """The one room of two profiles of a space: there is never another one for the same two. `low` and `high` are the
    two by their ids. Until `opened_at` it holds the asker's one message. That it was declined nobody but the other one
    ever learns; who has blocked whom does not stand here at all."""

    room = models.OneToOneField(Room, models.PROTECT, primary_key=True, related_name="direct")
    space = models.UUIDField()
    low = models.ForeignKey(Profile, models.PROTECT, related_name="+", db_index=False)  # found by the constraint
    high = models.ForeignKey(Profile, models.PROTECT, related_name="+")
    asker = models.ForeignKey(Profile, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["low", "high"], name="direct_once_for_two"),
            models.CheckConstraint(name="direct_in_order", condition=Q(low__lt=F("high"))),
            models.CheckConstraint(
                name="direct_asked_by_one_of_them", condition=Q(asker=F("low")) | Q(asker=F("high"))
            ),
            models.CheckConstraint(name="direct_yes_or_no", condition=Q(opened_at=None) | Q(declined_at=None)),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None

    def waits(self, now: datetime) -> bool:
        """Whether the other one may still say yes."""
        return self.opened_at is None and now < self.asked_at + WAITS


class DirectOff(models.Model):
    """Somebody whom nobody of this group may write to directly, by their own choice. Everybody is told so alike."""

    profile = models.OneToOneField(Profile, models.CASCADE, primary_key=True, related_name="+")
    since = models.DateTimeField(default=timezone.now)
