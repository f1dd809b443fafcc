"""What is told of a group's week in counts (trust.md R43): released once, then frozen."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Brand
from groups.models.groups import Group

SHOWN_FROM = 15  # k = 10 and the most that noise may add to it: below, nothing of the week is shown
_NUMBERS = ("active", "messages", "events", "came", "answers")


class Release(models.Model):
    """One week of one group, or of a brand (`group` null): the sum of what was released of its groups, and so no news
    about any other. A withheld week is a row too: it is never looked at again.

    `week` is its Monday, in UTC. A trigger keeps a row from changing and holds a brand's row to the sum.
    """

    class Withheld(models.TextChoices):
        NO = "", _("shown")
        FEW = "few", _("too few people")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="releases")
    week = models.DateField()
    withheld = models.CharField(max_length=3, choices=Withheld.choices, blank=True)
    active = models.PositiveIntegerField(null=True)
    messages = models.PositiveIntegerField(null=True)
    events = models.PositiveIntegerField(null=True)
    came = models.PositiveIntegerField(null=True)
    answers = models.PositiveIntegerField(null=True)
    released_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "group", "week"], nulls_distinct=False, name="release_once"),
            models.CheckConstraint(name="release_of_a_week", condition=Q(week__iso_week_day=1)),
            models.CheckConstraint(
                name="release_of_enough_or_nothing",
                condition=Q(withheld="few", **dict.fromkeys(_NUMBERS))
                | Q(withheld="", active__gte=SHOWN_FROM, **{f"{name}__isnull": False for name in _NUMBERS[1:]}),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
