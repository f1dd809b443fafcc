"""What a socket needs besides rooms: a way in for apps, and the name of the log it resumes from."""

import uuid

from django.db import models
from django.utils import timezone

from community.models import Person


class SocketTicket(models.Model):
    """Lets one app socket in, once, within a minute. Only the hash of the 256-bit ticket is kept."""

    token_hash = models.BinaryField(primary_key=True, max_length=32)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    session_key = models.CharField(max_length=64, blank=True)  # the device session it came from: ends with it
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()


class LogEpoch(models.Model):
    """One row, rewritten by a restore; part of the log's name (realtime.md "Log epoch")."""

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    value = models.UUIDField(default=uuid.uuid4)

    class Meta:
        constraints = [models.CheckConstraint(name="log_epoch_one_row", condition=models.Q(id=1))]
