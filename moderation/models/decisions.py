"""What was decided, why, and what somebody else said about it (trust.md R33, R36, R37)."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.models import Person
from moderation.models.cases import Case
from moderation.models.sanctions import Sanction

UNDO = timedelta(minutes=1)
APPEAL_DAYS = 183  # six months; the database counts them too
REASON_LENGTH = 500


class Decision(models.Model):
    """A reviewer's word on a case as they saw it. The database refuses who is part of the matter, and the second word
    on one version. `undone_at`: taken back within a minute, before its addressee had read it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    version = models.PositiveIntegerField()  # of the case, that it was based on
    reviewer = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")  # null: was erased since
    role = models.CharField(max_length=10)  # in which standing: captain, reviewer or operator
    reason = models.CharField(max_length=REASON_LENGTH, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "version"], name="decision_once_a_version")]

    def __str__(self) -> str:
        return str(self.pk)


class Statement(models.Model):
    """The statement of reasons of one sanction: the fields of the EU DSA transparency database, as they were given.
    No sanction is committed without one, and a row is never changed, but that it loses the reviewer's words with the
    account that it is about (R36, R42, by triggers)."""

    sanction = models.OneToOneField(Sanction, models.CASCADE, primary_key=True, related_name="statement")
    fields = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="statement_whole",
                condition=Q(
                    fields__has_keys=[
                        "decision_ground", "incompatible_content_ground", "incompatible_content_explanation",
                        "decision_facts", "category", "content_type", "application_date", "source_type",
                        "automated_detection", "automated_decision", "territorial_scope", "puid",
                    ]
                ),
            )
        ]  # fmt: skip


class Appeal(models.Model):
    """Against one sanction, once, within six months (R37). The database refuses who decided in the first place."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sanction = models.OneToOneField(Sanction, models.PROTECT, related_name="appeal")
    words = models.CharField(max_length=1000)
    deadline = models.DateTimeField()
    escalated_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # Null before, and once whoever it was is erased; a trigger asks for somebody when it is decided.
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    overturned = models.BooleanField(null=True)
    reason = models.CharField(max_length=REASON_LENGTH, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="appeal_decided_whole",
                condition=Q(decided_at=None, decided_by=None, overturned=None)
                | Q(decided_at__isnull=False, overturned__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


def case_of(sanction: Sanction) -> Case | None:
    """What the sanction is about. Of what a captain has done without a judge it has the sanction's own id; there is
    none where somebody was only removed."""
    if sanction.decision is not None:
        return sanction.decision.case
    return Case.objects.select_related("author", "brand").filter(pk=sanction.pk).first()
