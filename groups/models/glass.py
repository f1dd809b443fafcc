"""Break-glass: somebody of the brand reads a group in an emergency, with a second key, for a day at most (R10)."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import NAME_LENGTH, Person
from community.models import Role as Duty
from groups.models.groups import Group

DAY = timedelta(hours=24)
REASON = 300


class BreakGlassQuerySet(models.QuerySet["BreakGlass"]):
    def waiting(self) -> BreakGlassQuerySet:
        """Asked for, and the second key can still be turned."""
        return self.filter(approved_at=None, ended_at=None, closes_at__gt=Now())

    def told(self) -> BreakGlassQuerySet:
        """What groups were told of: the second key was turned, whatever became of it. The latest first."""
        return self.filter(approved_at__isnull=False).order_by("-approved_at", "pk")

    def open(self) -> BreakGlassQuerySet:
        """What can be read through at this moment, by the database's clock: a key is none without its holder's duty."""
        current = Duty.objects.current()
        first = current.filter(kind=Duty.Kind.MANAGER, brand=OuterRef("group__brand"), person=OuterRef("asked_by"))
        house = Q(kind=Duty.Kind.OPERATOR) | Q(kind=Duty.Kind.MANAGER, brand=OuterRef("group__brand"))
        second = current.filter(house, person=OuterRef("approved_by"), kind=OuterRef("approved_role"))
        held = self.filter(Exists(first), Exists(second), asked_by__is_active=True, approved_by__is_active=True)
        return held.filter(approved_at__isnull=False, ended_at=None, closes_at__gt=Now())


class BreakGlass(models.Model):
    """One reading: asked for with a reason, allowed by somebody else, opened, over. The database sets all times by its
    own clock and lets each be set once; of the rest nothing changes but that erased people are let go of.

    `closes_at`: until then the second key can be turned; once it was, until then it can be read. `notice`: the number
    of the line in Talk that tells the group; without it nothing is allowed.
    """

    ROLES = [(Duty.Kind.MANAGER.value, Duty.Kind.MANAGER.label), (Duty.Kind.OPERATOR.value, Duty.Kind.OPERATOR.label)]
    HOURS = [(1, _("one hour")), (4, _("four hours")), (24, _("a day"))]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="glasses")
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")  # null: was erased since
    asked_name = models.CharField(_("who reads"), max_length=NAME_LENGTH)
    reason = models.CharField(_("reason"), max_length=REASON)
    hours = models.PositiveSmallIntegerField(_("for how long"), choices=HOURS, default=1)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    approved_role = models.CharField(max_length=10, choices=ROLES, blank=True)
    approved_name = models.CharField(_("who allows it"), max_length=NAME_LENGTH, blank=True)
    approved_at = models.DateTimeField(null=True, editable=False)
    notice = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField(null=True, editable=False)
    closes_at = models.DateTimeField(editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")  # null: a key lost its duty
    objects = BreakGlassQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("reading in an emergency"), _("readings in an emergency")
        constraints = [
            models.CheckConstraint(name="glass_two_people", condition=~Q(approved_by=F("asked_by"))),
            models.CheckConstraint(name="glass_reason_said", condition=Q(reason__regex=r"\S")),
            models.CheckConstraint(name="glass_hours", condition=Q(hours__gte=1, hours__lte=24)),
            models.CheckConstraint(
                name="glass_a_day_at_most",
                condition=Q(closes_at__lte=Coalesce(F("approved_at"), F("asked_at")) + DAY),
            ),
            models.CheckConstraint(
                name="glass_group_is_told",
                condition=Q(approved_at=None, notice=None) | Q(approved_at__isnull=False, notice__isnull=False),
            ),
            models.CheckConstraint(
                name="glass_opened_with_both_keys",
                condition=Q(opened_at=None) | Q(opened_at__gte=F("approved_at"), approved_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["group", "asked_by"], condition=Q(ended_at=None), name="glass_one_at_a_time"
            ),
            models.UniqueConstraint(fields=["group", "notice"], name="glass_notice_once"),
        ]

    def __str__(self) -> str:
        return str(self.group)

    @property
    def state(self) -> str:
        """`waiting`, `open`, `over`, or `refused`: taken back, refused, or nobody answered within a day."""
        still = self.ended_at is None and self.closes_at > timezone.now()
        if self.approved_at is None:
            return "waiting" if still else "refused"
        return "open" if still else "over"
