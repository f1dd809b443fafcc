"""Answers already given, so that a repeated POST gets the same one (header `Idempotency-Key`)."""

from django.db import models
from django.utils import timezone

from community.models.people import Person


class IdempotencyKey(models.Model):
    """`fingerprint` is a keyed hash of method, path and body: the same key with another request is a conflict."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    fingerprint = models.BinaryField(max_length=32)
    status = models.SmallIntegerField(null=True)  # null while the first request is under way
    body = models.JSONField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="idempotency_key_once")]
