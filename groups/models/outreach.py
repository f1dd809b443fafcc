"""What a brand writes to people of its groups, for a purpose that they have said yes to (trust.md R13-R17)."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.models import Brand, Person
from groups.models.groups import Group
from moderation.models import Purpose

COOL_OFF = timedelta(minutes=10)
GOES_FOR = timedelta(hours=36)  # a worker that was away, and quiet hours, may keep it so long
TITLE, BODY = 80, 600


class Outreach(models.Model):
    """One message of the brand. It leaves ten minutes after it was made, on the database's clock; until then, and for
    whoever it has not reached after that, it can be stopped, and a decision takes it out of sight. Nothing else of it
    changes (a trigger holds that)."""

    PURPOSES = [(one.value, one.label) for one in (Purpose.NEWS, Purpose.EVENTS)]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="+")
    purpose = models.CharField(_("purpose"), max_length=10, choices=PURPOSES)
    title = models.CharField(_("title"), max_length=TITLE)
    body = models.CharField(_("words"), max_length=BODY)
    groups = models.ManyToManyField(Group, related_name="outreaches")
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")  # null: was erased since
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    leaves_at = models.DateTimeField(editable=False)
    stopped_at = models.DateTimeField(null=True, editable=False)
    hidden_at = models.DateTimeField(null=True, editable=False)  # after a report (trust.md R35, R36)

    class Meta:
        verbose_name, verbose_name_plural = _("message to people"), _("messages to people")
        constraints = [
            models.CheckConstraint(name="outreach_cools_off", condition=Q(leaves_at__gte=F("made_at") + COOL_OFF)),
            models.CheckConstraint(name="outreach_needs_consent", condition=Q(purpose__in=["news", "events"])),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def state(self) -> str:
        """`cooling`, `leaving`, `stopped` or `hidden`."""
        if self.hidden_at:
            return "hidden"
        return "stopped" if self.stopped_at else "cooling" if self.leaves_at > timezone.now() else "leaving"

    @property
    def shown_title(self) -> str:
        """As people read it."""
        return gettext("Out of sight after a report.") if self.hidden_at else self.title

    @property
    def shown_body(self) -> str:
        return "" if self.hidden_at else self.body

    @property
    def useful_until(self) -> datetime:
        return self.leaves_at + GOES_FOR


class Spared(models.Model):
    """How many a message did not reach, and why; nobody's name. One row for each reason."""

    class Why(models.TextChoices):
        CONSENT = "consent", _("no consent for this purpose")
        BUDGET = "budget", _("nothing left of their week")

    outreach = models.ForeignKey(Outreach, models.CASCADE, related_name="spared", db_index=False)
    why = models.CharField(max_length=8, choices=Why.choices)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "spared"
        constraints = [models.UniqueConstraint(fields=["outreach", "why"], name="outreach_spared_once")]
