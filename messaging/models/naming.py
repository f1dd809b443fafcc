"""Who is named in words: people, the captains, the whole crew."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Profile
from messaging.models.log import Message

CALLS_A_DAY = 2
CALL_RESTS = timedelta(hours=24)


class Mention(models.Model):
    """One name in a message, found when it was sent among those who were in the room. `start` and `end` count code
    points of its body. Two of one name are two rows of one place. Of somebody who has become a former member the row
    stays without `profile`, and their name stands in the body no longer."""

    class What(models.TextChoices):
        PERSON = "person", _("A person")
        CAPTAIN = "captain", _("All captains")
        CREW = "crew", _("Everybody")

    message = models.ForeignKey(Message, models.CASCADE, related_name="mentions", db_index=False)  # by the constraint
    what = models.CharField(max_length=8, choices=What.choices)
    profile = models.ForeignKey(Profile, models.PROTECT, null=True, related_name="+")
    start = models.PositiveSmallIntegerField()
    end = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now, db_index=True)  # when it was written there

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "start", "profile"], name="mention_once", nulls_distinct=False),
            models.CheckConstraint(
                name="mention_of_one_or_of_all", condition=models.Q(what="person") | models.Q(profile=None)
            ),
            models.CheckConstraint(name="mention_is_a_place", condition=models.Q(end__gt=models.F("start"))),
        ]


class CrewCall(models.Model):
    """A captain has called the whole crew. Two in any 24 hours: each takes one of two slots for as long, which the
    database holds (an exclusion constraint)."""

    profile = models.ForeignKey(Profile, models.PROTECT, related_name="+", db_index=False)  # by the constraint
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="+", db_index=False)
    slot = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    until = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="crew_call_slot", condition=models.Q(slot__gte=1, slot__lte=CALLS_A_DAY)),
            models.CheckConstraint(name="crew_call_rests", condition=models.Q(until__gte=models.F("at") + CALL_RESTS)),
        ]
