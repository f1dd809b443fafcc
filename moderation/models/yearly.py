"""What is told of a brand's year in counts (trust.md R43): released once, then frozen."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Brand


class YearlyReport(models.Model):
    """One year of one brand, in UTC: `numbers` as `moderation/yearly` counts them. A trigger lets no row in before the
    year is over nor with a count below `FEWEST`, and keeps every row as it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="+", verbose_name=_("brand"))
    year = models.PositiveSmallIntegerField(_("year"))
    numbers = models.JSONField()
    released_at = models.DateTimeField(_("released"), default=timezone.now, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("report of a year"), _("reports of the years")
        constraints = [models.UniqueConstraint(fields=["brand", "year"], name="yearly_report_once")]
        ordering = ["-year"]

    def __str__(self) -> str:
        return f"{self.brand} {self.year}"
