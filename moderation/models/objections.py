"""“This is wrong”: what authors say about a rule that met their words (trust.md R24)."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Profile


class Objection(models.Model):
    """One per text. `ref` is the cid under which the words were sent; the words themselves are encrypted and read
    through `moderation/actions/objections.py` by who decides about it."""

    class Outcome(models.TextChoices):
        NUDGE = "nudge", _("Asked to look again")
        REDACT = "redact", _("Redacted")
        HOLD = "hold", _("Held")
        BLOCK = "block", _("Refused")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    profile = models.ForeignKey(Profile, models.PROTECT, related_name="+")
    space = models.UUIDField(db_index=True)
    ref = models.UUIDField()
    outcome = models.CharField(max_length=6, choices=Outcome.choices)
    rule = models.CharField(max_length=64)
    spans = models.JSONField(default=list)  # [[start, end]], code points of the words
    words = models.BinaryField()  # encrypted
    created_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["profile", "ref"], name="objection_once"),
            models.CheckConstraint(
                name="objection_to_an_outcome",
                condition=models.Q(outcome__in=["nudge", "redact", "hold", "block"]),
            ),
        ]
