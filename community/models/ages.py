"""How old somebody says they are: a band and the day they said it, never a birth date (trust.md R41)."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models.people import Person


def today() -> date:
    return timezone.now().date()


class AgeSaid(models.Model):
    """Said once for each band that a group has needed. The database changes none and sets the day itself."""

    class Band(models.IntegerChoices):
        SIXTEEN = 16, _("16 or older")
        EIGHTEEN = 18, _("18 or older")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="ages", db_index=False)  # by the constraint
    band = models.PositiveSmallIntegerField(choices=Band.choices)
    said_on = models.DateField(default=today, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "band"], name="age_said_once"),
            models.CheckConstraint(name="age_said_in_bands", condition=models.Q(band__in=[16, 18])),
        ]

    def __str__(self) -> str:
        return str(self.pk)  # not the band: __str__ ends up in logs
