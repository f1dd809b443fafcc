"""How often a brand may write to a person, over all its groups and all channels (trust.md R15)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.models import Brand, Person
from moderation.models.consents import Purpose

MOST, DEFAULT = 5, 2  # touches in seven days


class ContactBudget(models.Model):
    """What the person allows this brand. The row is also the lock: whoever spends holds it."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    most = models.PositiveSmallIntegerField(default=DEFAULT)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "brand"], name="contact_budget_once"),
            models.CheckConstraint(name="contact_budget_in_bounds", condition=Q(most__gte=0, most__lte=MOST)),
        ]


class ContactTouch(models.Model):
    """One touch that was spent: one message of the brand to one person, whatever channels carried it. A trigger lets
    none in above the budget of the last seven days, nor without a standing consent; none is changed."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    what = models.UUIDField()
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name_plural = "contact touches"
        constraints = [models.UniqueConstraint(fields=["person", "what"], name="contact_touch_once")]
        indexes = [models.Index(fields=["person", "brand", "-at"], name="contact_touch_week")]
