"""A charter that is to open further: announced to all, seven days before (trust.md R7)."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Profile
from groups.models.groups import Charter, Group

NOTICE = timedelta(days=7)


class CharterOpeningQuerySet(models.QuerySet["CharterOpening"]):
    def waiting(self) -> CharterOpeningQuerySet:
        """Announced, and neither taken back nor in force: one for each group at most."""
        return self.filter(taken_back_at=None, charter=None)


class CharterOpening(models.Model):
    """The terms that open further; what is null stays. The database sets the two times by its own clock and lets
    nobody change what was announced; it lets no charter open further without one of these whose time has come.

    `charter` is the version that it became. A tighter charter in the meantime takes it back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="openings")
    history = models.CharField(max_length=10, choices=Charter.History.choices, null=True)
    retention_days = models.PositiveSmallIntegerField(null=True)
    brand_presence = models.CharField(max_length=10, choices=Charter.BrandPresence.choices, null=True)
    made_by = models.ForeignKey(Profile, models.PROTECT, related_name="+")
    announced_at = models.DateTimeField(default=timezone.now, editable=False)
    opens_at = models.DateTimeField(editable=False)
    taken_back_at = models.DateTimeField(null=True, editable=False)
    charter = models.OneToOneField(Charter, models.PROTECT, null=True, related_name="opening")
    objects = CharterOpeningQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group"], condition=Q(taken_back_at=None, charter=None), name="charter_opening_one_at_a_time"
            ),
            models.CheckConstraint(
                name="charter_opening_seven_days", condition=Q(opens_at__gte=F("announced_at") + NOTICE)
            ),
            models.CheckConstraint(name="charter_opening_ends_once", condition=Q(taken_back_at=None) | Q(charter=None)),
        ]

    @property
    def terms(self) -> dict[str, str | int]:
        """What is to change, by the charter's own names."""
        named = {name: getattr(self, name) for name in ("history", "retention_days", "brand_presence")}
        return {name: value for name, value in named.items() if value is not None}

    @property
    def lines(self) -> list[tuple[str, str]]:
        """The same for people: what it is about, and what is to hold."""
        words = [
            (_("What newcomers see"), self.history and self.get_history_display()),
            (_("Days a message lives"), self.retention_days and str(self.retention_days)),
            (_("The brand in this room"), self.brand_presence and self.get_brand_presence_display()),
        ]
        return [(str(about), str(then)) for about, then in words if then]

    def is_due(self, now: datetime) -> bool:
        return self.taken_back_at is None and self.charter_id is None and self.opens_at <= now
