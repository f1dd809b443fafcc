"""What a brand does not want said, as its managers write it down (trust.md R23)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Brand, Person

OBSERVES = timedelta(hours=24)  # trust.md R23: so long a version only counts before it may hold or block


class RuleQuerySet(models.QuerySet["Rule"]):
    def acting(self, brand: Brand, space: uuid.UUID) -> RuleQuerySet:
        """Those that act in a space: its own and its brand's."""
        return self.filter(Q(space=None) | Q(space=space), brand=brand, retired_at=None, active_at__isnull=False)


class Rule(models.Model):
    """One version of a rule. Nothing of it changes but that it begins to act and that it ends (a trigger asks for it);
    other words are another version, which observes beside the one that acts until it takes its place.

    `space` bounds it to one group; without it the rule is the whole brand's. `name` is what authors are told. Who made,
    began and ended it is known until they are erased; the trigger asks for somebody when it happens.
    """

    class Condition(models.TextChoices):
        TERMS = "terms", _("Words and phrases")
        PATTERN = "pattern", _("A pattern")
        LINKS = "links", _("Links to domains")
        MENTIONS = "mentions", _("Many mentions")

    class Action(models.TextChoices):
        NUDGE = "nudge", _("Ask its author first")
        REDACT = "redact", _("Take the words out")
        HOLD = "hold", _("Wait for somebody's decision")
        BLOCK = "block", _("Do not let it pass")
        ALLOW = "allow", _("Let newcomers link there, too")

    class Audience(models.TextChoices):
        ALL = "all", _("Everybody")
        NEW = "new", _("New members")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="+")
    space = models.UUIDField(null=True, blank=True)
    name = models.CharField(_("name"), max_length=40)
    version = models.PositiveIntegerField(default=1)
    condition = models.CharField(_("what to look for"), max_length=8, choices=Condition.choices)
    value = models.TextField(_("the words, pattern, domains or number"), max_length=4000)
    action = models.CharField(_("what happens then"), max_length=6, choices=Action.choices)
    audience = models.CharField(_("for whom"), max_length=3, choices=Audience.choices, default=Audience.ALL)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, editable=False, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    active_at = models.DateTimeField(null=True, editable=False)
    active_by = models.ForeignKey(Person, models.PROTECT, null=True, editable=False, related_name="+")
    retired_at = models.DateTimeField(null=True, editable=False)
    retired_by = models.ForeignKey(Person, models.PROTECT, null=True, editable=False, related_name="+")
    objects = RuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "space", "name", "version"], nulls_distinct=False, name="rule_version_once"
            ),
            models.UniqueConstraint(
                fields=["brand", "space", "name"],
                condition=Q(retired_at=None, active_at__isnull=False),
                nulls_distinct=False,
                name="rule_acts_in_one_version",
            ),
            models.UniqueConstraint(
                fields=["brand", "space", "name"],
                condition=Q(retired_at=None, active_at=None),
                nulls_distinct=False,
                name="rule_observes_in_one_version",
            ),
            models.CheckConstraint(
                name="rule_observes_before_it_stops",
                condition=~Q(action__in=["hold", "block"])
                | Q(active_at=None)
                | Q(active_at__gte=F("created_at") + OBSERVES),
            ),
            models.CheckConstraint(name="rule_allows_links_only", condition=~Q(action="allow") | Q(condition="links")),
            models.CheckConstraint(
                name="rule_says_who",
                condition=(Q(active_at__isnull=False) | Q(active_by=None))
                & (Q(retired_at__isnull=False) | Q(retired_by=None)),
            ),
        ]
        ordering = ["name", "-version"]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"

    @property
    def active(self) -> bool:
        """Whether it acts; else it observes, or is over."""
        return self.active_at is not None and self.retired_at is None

    @property
    def lines(self) -> Sequence[str]:
        return [line for line in map(str.strip, self.value.splitlines()) if line]


class RuleHits(models.Model):
    """How many texts a version has found something in, on one day. Never which."""

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="hits", db_index=False)  # by the constraint
    day = models.DateField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "day"], name="rule_hits_once_a_day")]
