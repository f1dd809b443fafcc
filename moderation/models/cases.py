"""What was reported, and the case that it is looked at in (trust.md R30-R35)."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Brand, Person, Profile

LEASE = timedelta(minutes=15)  # trust.md R32
REPORT_LENGTH = 1000
EDITION_LENGTH = 64


class Category(models.TextChoices):
    """What somebody thinks is wrong, in a member's words. `MISUSE` is about a report (R38)."""

    UNKIND = "unkind", _("Unkind to a person")
    HATE = "hate", _("Hateful against a group of people")
    THREAT = "threat", _("A threat, or somebody in danger")
    MINORS = "minors", _("A child is not safe")
    SELF_HARM = "self_harm", _("Somebody may hurt themselves")
    SEXUAL = "sexual", _("Sexual, and not wanted here")
    PRIVATE = "private", _("Somebody’s private data")
    POSING = "posing", _("Poses as somebody else")
    SCAM = "scam", _("A scam or fraud")
    SPAM = "spam", _("Advertising or spam")
    OTHER = "other", _("Something else")
    MISUSE = "misuse", _("A report made to harm")


class Case(models.Model):
    """One thing to decide about. At most one is open per subject; `version` grows with everything that happens to it,
    and a decision names the one it was based on (R32). `author` is whose thing it is, null for the brand's own."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        DECIDED = "decided", _("Decided")

    class Severity(models.IntegerChoices):
        """Hours until it must be decided (R34)."""

        HOUR = 1, _("1 hour")
        DAY = 24, _("24 hours")
        THREE_DAYS = 72, _("72 hours")
        WEEK = 168, _("7 days")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12)  # as registered in moderation/ports.py
    subject = models.UUIDField()
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="+")
    space = models.UUIDField()
    author = models.ForeignKey(Profile, models.PROTECT, null=True, related_name="+")
    of_brand = models.BooleanField()  # by the brand's own people: none of them judges it (R33)
    severity = models.PositiveSmallIntegerField(choices=Severity.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    version = models.PositiveIntegerField(default=1)
    deadline = models.DateTimeField()
    held_at = models.DateTimeField(null=True)  # hidden until decided (R35)
    claimed_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    claimed_until = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject"], condition=Q(state="open"), name="case_open_once"),
            models.CheckConstraint(name="case_severity", condition=Q(severity__in=[1, 24, 72, 168])),
            models.CheckConstraint(
                name="case_claim_whole",
                condition=Q(claimed_by=None, claimed_until=None) | Q(claimed_until__isnull=False),
            ),
            models.CheckConstraint(
                name="case_decided_said",
                condition=Q(state="open", decided_at=None) | Q(state="decided", decided_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["space", "state"], name="case_of_space"),
            models.Index(fields=["brand", "state"], name="case_of_brand"),
            models.Index(fields=["deadline"], condition=Q(state="open"), name="case_due"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def claimed_by_other(self, person: Person, now: datetime) -> bool:
        """Whether somebody else holds it at the moment."""
        held = self.claimed_until is not None and self.claimed_until > now
        return held and self.claimed_by_id != person.pk


class Report(models.Model):
    """One person's word about one thing. Who wrote it is shown to its reviewers alone (R30). `edition` is the state of
    the thing that they saw: changed words can be reported anew, the same ones once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="reports")
    reporter = models.ForeignKey(Profile, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    subject = models.UUIDField()
    edition = models.CharField(max_length=EDITION_LENGTH)
    category = models.CharField(max_length=10, choices=Category.choices)
    words = models.CharField(max_length=REPORT_LENGTH, blank=True)
    receipt = models.CharField(max_length=11, unique=True)  # R-XXXX-XXXX
    branch = models.UUIDField()  # of invitations, that the reporter came in by (R35)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reporter", "kind", "subject", "edition"], name="report_once"),
        ]

    def __str__(self) -> str:
        return self.receipt


class Evidence(models.Model):
    """What a case is decided on, encrypted: the thing as it stood when it was reported, with at most five neighbours on
    either side (R9, R31), or the words that hiding it took away. Only `moderation/evidence.py` touches these rows."""

    class Kind(models.TextChoices):
        SEEN = "seen", _("As it was reported")
        TAKEN = "taken", _("What hiding it took away")

    case = models.ForeignKey(Case, models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    edition = models.CharField(max_length=EDITION_LENGTH)
    body = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(fields=["case", "edition"], condition=Q(kind="seen"), name="evidence_once"),
        ]


class CaseEntry(models.Model):
    """The history of a case: one row per thing that happened, never changed. No words, no names of reporters."""

    class What(models.TextChoices):
        REPORTED = "reported", _("Reported")
        HELD = "held", _("Hidden until decided")
        CLAIMED = "claimed", _("Taken by a reviewer")
        RELEASED = "released", _("Handed back")
        ESCALATED = "escalated", _("Deadline over: passed on")
        DECIDED = "decided", _("Decided")
        UNDONE = "undone", _("Decision taken back")
        APPEALED = "appealed", _("Appealed")
        ANSWERED = "answered", _("Appeal decided")

    case = models.ForeignKey(Case, models.PROTECT, related_name="history")
    version = models.PositiveIntegerField()
    what = models.CharField(max_length=9, choices=What.choices)
    actor = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")  # a reviewer; null: nobody's act
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name_plural = "case entries"
        ordering = ["pk"]
