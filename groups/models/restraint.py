"""What holds the brand back in a group (trust.md R11, R12): the captain's pauses, the members' quiet vote."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from community.models import Profile
from community.tokens import keyed_mac
from groups.models.groups import Group

PAUSE = timedelta(days=7)
QUIET = timedelta(days=14)  # how long a vote counts, and how long the brand then stays out of the room


class BrandPause(models.Model):
    """A captain has paused the brand: it reads and says nothing. `until` is also the room's `brand_paused_until`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="pauses")
    by = models.ForeignKey(Profile, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, editable=False)  # given back earlier

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="brand_pause_a_week_at_most",
                condition=Q(until__gt=F("created_at"), until__lte=F("created_at") + PAUSE),
            ),
        ]


class QuietVote(models.Model):
    """One member's wish that the brand step back. The mark says to nobody whose it is: it is keyed, and made anew from
    those who are in when votes are counted, so that a leaver's no longer counts."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="+", db_index=False)
    mark = models.BinaryField(max_length=32)
    cast_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "mark"], name="quiet_vote_once")]


def vote_mark(group: uuid.UUID, profile: uuid.UUID) -> bytes:
    return keyed_mac("quiet-vote", group.bytes, profile.bytes)


class BrandQuiet(models.Model):
    """The vote has carried: the brand's seats are stepped back until then. Nobody in particular did it, and nobody can
    end it earlier."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="quiets")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="brand_quiet_lasts", condition=Q(until=F("created_at") + QUIET)),
        ]
