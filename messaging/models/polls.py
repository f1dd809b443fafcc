"""Polls: what a message asks besides its words, and what was chosen."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from community.models import Profile
from messaging.models.log import Message

OPTION_LENGTH = 80
FEWEST_OPTIONS, MOST_OPTIONS = 2, 10
LASTS = timedelta(days=30)


class Poll(models.Model):
    """Goes with its message. `closes_at` is when it ends by itself, `closed_at` when somebody has ended it before. Of a
    secret one the `box` holds how many chose what, encrypted (`messaging/ballot_box.py`), and `handed` how many have
    handed in a ballot: both stay when somebody who has done so is erased. `version` grows with all that befalls it."""

    message = models.OneToOneField(Message, models.CASCADE, primary_key=True, related_name="poll")
    options = ArrayField(models.CharField(max_length=OPTION_LENGTH))
    multiple = models.BooleanField(default=False)
    secret = models.BooleanField(default=False)
    asked_at = models.DateTimeField(default=timezone.now)
    closes_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    handed = models.PositiveSmallIntegerField(default=0)
    box = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="poll_has_options", condition=Q(options__len__gte=FEWEST_OPTIONS, options__len__lte=MOST_OPTIONS)
            ),
            models.CheckConstraint(
                name="poll_ends_in_time",
                condition=Q(closes_at=None) | Q(closes_at__gt=F("asked_at"), closes_at__lte=F("asked_at") + LASTS),
            ),
            models.CheckConstraint(
                name="poll_secret_has_end_and_box",
                condition=Q(secret=True, closes_at__isnull=False, box__isnull=False)
                | Q(secret=False, box=None, handed=0),
            ),
        ]
        # By these alone the clock looks for polls that have just ended.
        indexes = [
            models.Index(fields=["closes_at"], condition=Q(closes_at__isnull=False), name="poll_closes"),
            models.Index(fields=["closed_at"], condition=Q(closed_at__isnull=False), name="poll_closed"),
        ]

    def __str__(self) -> str:
        return str(self.pk)  # no words outside the conversation (trust.md R43)


class PollVote(models.Model):
    """What somebody has chosen in a poll whose ballot is visible: one row for each, whatever it holds. How many choices
    there may be, and until when, the database keeps (a trigger)."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="votes", db_index=False)  # by the constraint
    profile = models.ForeignKey(Profile, models.PROTECT, related_name="+")
    choices = ArrayField(models.PositiveSmallIntegerField())  # places of the options, ascending
    voted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "profile"], name="poll_vote_once")]


class PollBallot(models.Model):
    """That somebody has handed in a ballot in a secret poll, and nothing more: neither what it said nor when. Keys are
    drawn by lot, so that their order tells nothing; `mark` is a keyed digest of the cid, by which a retry is known. A
    row never changes (a trigger)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="ballots", db_index=False)  # by the constraint
    profile = models.ForeignKey(Profile, models.PROTECT, related_name="+")
    mark = models.BinaryField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "profile"], name="poll_ballot_once")]
