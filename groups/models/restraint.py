"""What holds the brand back in a group (trust.md R11, R12): the captain's pauses, the members' quiet vote."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Profile
from community.tokens import keyed_mac
from groups.models.groups import Group

PAUSE = timedelta(days=7)
SLOW = timedelta(days=1)  # how long Talk goes slowly at most
NIGHT = timedelta(hours=12)  # how long Talk is locked at most, of any day and night
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


class Pace(models.IntegerChoices):
    """In so many seconds everybody says one thing."""

    TEN_SECONDS = 10, _("One message in ten seconds")
    MINUTE = 60, _("One message a minute")
    FIVE_MINUTES = 300, _("One message in five minutes")


class SlowTalk(models.Model):
    """A captain has slowed Talk down for everybody in it. `pace_s` and `until` are also the room's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="+")
    by = models.ForeignKey(Profile, models.PROTECT, related_name="+")
    pace_s = models.PositiveSmallIntegerField(choices=Pace.choices)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, editable=False)  # by a captain, earlier

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group"], condition=Q(ended_at=None), name="slow_talk_one_at_a_time"),
            models.CheckConstraint(name="slow_talk_pace", condition=Q(pace_s__in=[10, 60, 300])),
            models.CheckConstraint(name="slow_talk_a_day", condition=Q(until=F("created_at") + SLOW)),
        ]


class NightLock(models.Model):
    """A captain has locked Talk: captains alone speak. `until` is also the room's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="+")
    by = models.ForeignKey(Profile, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, editable=False)  # by a captain, earlier

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="night_lock_twelve_hours_at_most",
                condition=Q(until__gt=F("created_at"), until__lte=F("created_at") + NIGHT),
            ),
        ]
        indexes = [models.Index(fields=["group", "until"], name="night_lock_of_group")]


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
