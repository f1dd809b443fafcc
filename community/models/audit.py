"""The two append-only tables (trust.md R43), written by `community/audit.py` only; triggers refuse changes."""

import uuid

from django.db import models
from django.utils import timezone


class AccessLogEntry(models.Model):
    """Somebody looked at a person's data: who, in which role, why, when. The person reads it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.UUIDField()  # the profile looked at, or the account where that was shown
    viewer = models.UUIDField()  # the account that looked
    role = models.CharField(max_length=20)
    reason = models.CharField(max_length=500)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["subject", "-created_at"])]


class AuditLogEntry(models.Model):
    """One act of consequence, chained by a keyed MAC over the row before it."""

    seq = models.BigIntegerField(primary_key=True)
    actor = models.UUIDField(null=True)  # account; null: the system
    verb = models.CharField(max_length=60)
    brand = models.UUIDField(null=True)
    subject = models.UUIDField(null=True)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    mac = models.BinaryField(max_length=32)
