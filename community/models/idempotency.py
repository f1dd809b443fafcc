"""Answers already given, so that a repeated POST gets the same one (header `Idempotency-Key`)."""

from django.db import models
from django.utils import timezone

from community.models.people import Person


class IdempotencyKey(models.Model):
    """Written and read by `community/api/idempotency.py` alone, which says why nothing here is in the clear.

    `key_mac` and `fingerprint` are keyed marks of the client's key and of method, path and body; `answer` is sealed
    with the key itself. `status` and `answer` are null only inside the transaction that makes the row.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    space = models.UUIDField(null=True)  # whose doors it went through: gone from there, gone with its answers
    key_mac = models.BinaryField(max_length=32)
    fingerprint = models.BinaryField(max_length=32)
    status = models.SmallIntegerField(null=True)
    answer = models.BinaryField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key_mac"], name="idempotency_key_once")]
        indexes = [models.Index(fields=["created_at"], name="idempotency_key_age")]
