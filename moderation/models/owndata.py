"""A person's own data: taken with them (`Export`), or taken away for good (`Erasure`). trust.md R42."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from community.models import Person

REGRET = timedelta(days=7)


class Export(models.Model):
    """Everything kept about a person, made once, fetched once. One at a time: asking, making and waiting to be fetched
    are one open row; `ended_at` closes it, fetched or not. The file is called by the id and encrypted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="exports")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    held_until = models.DateTimeField(null=True)  # a worker is at it; a stopped one's hold lapses
    done = models.PositiveSmallIntegerField(default=0)  # tables of `parts`
    parts = models.PositiveSmallIntegerField(default=0)
    size = models.PositiveIntegerField(default=0)  # bytes, as downloaded
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="export_one_at_a_time"),
            models.CheckConstraint(
                name="export_ready_expires",
                condition=Q(ready_at=None, expires_at=None) | Q(ready_at__isnull=False, expires_at__isnull=False),
            ),
            models.CheckConstraint(
                name="export_fetched_in_time",
                condition=Q(fetched_at=None) | Q(fetched_at__lte=F("expires_at"), ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Erasure(models.Model):
    """Going for good: asked for, seven days to change one's mind, then carried out step by step until `done_at`.

    The link of the receipt is known to the person alone; only its hash is kept. `went` counts what there was, by table,
    and is all that is left. `replayed`: a restored copy of the database knew the person again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="erasures")
    token_hash = models.BinaryField(max_length=32, unique=True, null=True, editable=False)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    due_at = models.DateTimeField()
    replayed = models.BooleanField(default=False)
    cancelled_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    went = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(cancelled_at=None, done_at=None), name="erasure_one_at_a_time"
            ),
            models.CheckConstraint(
                name="erasure_seven_days", condition=Q(due_at__gte=F("asked_at") + REGRET) | Q(replayed=True)
            ),
            models.CheckConstraint(name="erasure_not_early", condition=Q(begun_at=None) | Q(begun_at__gte=F("due_at"))),
            models.CheckConstraint(
                name="erasure_kept_or_gone", condition=Q(cancelled_at=None) | Q(begun_at=None, done_at=None)
            ),
            models.CheckConstraint(
                name="erasure_done_leads_nowhere", condition=Q(done_at=None) | Q(begun_at__isnull=False, person=None)
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
