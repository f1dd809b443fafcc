"""What hangs on a message: the reactions to it, and the words it no longer shows."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from community.models import Profile
from messaging.models.log import Message

EMOJI_LENGTH = 32  # code points: families and flags are long


class Reaction(models.Model):
    """One person's emoji on a message. Rows go with the message's words, or with the person's."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="+", db_index=False)
    profile = models.ForeignKey(Profile, models.PROTECT, related_name="+")
    emoji = models.CharField(max_length=EMOJI_LENGTH)
    # seq of the event that brought this emoji to the message: the emoji stand in this order, and within one the rows
    # by their id, which is what a client that followed the log has as well.
    place = models.BigIntegerField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "profile", "emoji"], name="reaction_once")]


class SealedVersion(models.Model):
    """Words that their author changed or took back, sealed for thirty days (trust.md R31). Only `messaging/sealed.py`
    touches these rows; they are read into the evidence of a case alone. A row is never changed (a trigger holds that),
    only shredded."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="+", db_index=False)
    version = models.PositiveIntegerField()
    body = models.BinaryField()  # encrypted
    sealed_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "version"], name="sealed_version_once")]
