"""Writing down what a brand does not want said: each version observes first, acts when it is told to, and ends
(trust.md R23). Every step is in the audit log; nothing is ever changed or taken out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext as _

from community import access, audit
from community.errors import Conflict, Invalid
from community.models import NAME_LENGTH, Brand, Person
from community.surface import Action, Standing
from community.text import clean_text
from community.whole import whole
from moderation import policy
from moderation.models import Rule
from moderation.models.rules import OBSERVES
from moderation.screening import HOUSE_RULES
from moderation.screening.book import PatternError, compiled

VALUE_LENGTH = 4000
MOST_RULES = 100  # of a brand that are not over: each costs every message something
MOST_MENTIONS = 100
_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}\Z|\*\Z")
_BEGINNING = re.compile(r"[^\s*]+\*\Z")
# One statement for all of a batch, rows in one order.
_COUNT = """
INSERT INTO moderation_rulehits AS known (rule_id, day, count)
SELECT rule, %s, count FROM unnest(%s::uuid[], %s::int[]) AS hit(rule, count) ORDER BY rule
ON CONFLICT (rule_id, day) DO UPDATE SET count = known.count + EXCLUDED.count
"""


@whole
def make(by: Person, brand: Brand, *, space: UUID | None, name: str, **words: str) -> Rule:
    """Writes a new rule, which observes. `words`: `condition`, `value`, `action`, `audience`. Raises `NotFound` for who
    does not manage the brand, `Invalid` on a field, `Conflict` `name_taken`, `too_many_rules`."""
    _demand(by, brand)
    name = clean_text(name, most=NAME_LENGTH, field="name")
    if name in HOUSE_RULES:
        raise Invalid(_("A rule of the house has that name. Give it another."), field="name")
    _lock(brand)
    standing = Rule.objects.filter(brand=brand, retired_at=None)
    if standing.count() >= MOST_RULES:
        raise Conflict(_("That is as many rules as a brand can have. Retire one first."), code="too_many_rules")
    if standing.filter(space=space, name=name).exists():
        raise Conflict(_("There is a rule of that name. Write a new version of it."), code="name_taken")
    return _write(by, Rule(brand=brand, space=space, name=name, **_checked(**words)))


@whole
def revise(by: Person, rule: Rule, **words: str) -> Rule:
    """Writes another version, which observes while the one that acts goes on. A version that still observed is retired
    by it. Raises as `make` does; `Conflict` `rule_over` for one that was retired."""
    _demand(by, rule.brand)
    _lock(rule.brand)
    rule = Rule.objects.get(pk=rule.pk)
    _demand_standing(rule)
    _end(_versions(rule).filter(active_at=None), by)
    return _write(by, Rule(brand=rule.brand, space=rule.space, name=rule.name, **_checked(**words)))


@whole
def activate(by: Person, rule: Rule) -> Rule:
    """Lets a version act; the one before it is retired. Raises `NotFound` for who does not manage the brand, `Conflict`
    `rule_observes` within 24 hours for one that holds or blocks, `rule_over`."""
    _demand(by, rule.brand)
    _lock(rule.brand)
    rule, now = Rule.objects.get(pk=rule.pk), timezone.now()
    _demand_standing(rule)
    if rule.active_at is not None:
        return rule
    if rule.action in (Rule.Action.HOLD, Rule.Action.BLOCK) and now < rule.created_at + OBSERVES:
        raise Conflict(_("It observes for 24 hours first, so that you see what it would do."), code="rule_observes")
    _end(_versions(rule).exclude(active_at=None), by)
    rule.active_at, rule.active_by = now, by
    rule.save(update_fields=["active_at", "active_by"])
    audit.record("rule.activated", actor=by, brand=rule.brand, subject=rule.pk, data={"version": rule.version})
    return rule


@whole
def retire(by: Person, rule: Rule) -> None:
    """Ends a version for good; nothing happens when it was over. Raises `NotFound` for who does not manage the
    brand."""
    _demand(by, rule.brand)
    _lock(rule.brand)
    if _end(Rule.objects.filter(pk=rule.pk, retired_at=None), by):
        audit.record("rule.retired", actor=by, brand=rule.brand, subject=rule.pk, data={"version": rule.version})


def count_hits(hits: Iterable[UUID]) -> None:
    """Adds to today's counts: which versions found something, once per text. Of the texts nothing is kept."""
    counts = Counter(hits)
    if counts:
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [timezone.now().date(), list(counts), list(counts.values())])


def _demand(by: Person, brand: Brand) -> None:
    policy.require(Action.KEEP_RULES, [Standing.MANAGER if access.manages(by, brand) else Standing.STRANGER])


def _lock(brand: Brand) -> None:
    """One writer of a brand's rules at a time; who writes and reads messages there does not wait."""
    Brand.objects.select_for_update(no_key=True).get(pk=brand.pk)


def _demand_standing(rule: Rule) -> None:
    if rule.retired_at is not None:
        raise Conflict(_("This version is over. Write a new one."), code="rule_over")


def _versions(rule: Rule) -> models.QuerySet[Rule]:
    return Rule.objects.filter(brand=rule.brand, space=rule.space, name=rule.name, retired_at=None)


def _end(rules: models.QuerySet[Rule], by: Person) -> int:
    return rules.update(retired_at=timezone.now(), retired_by=by)


def _write(by: Person, rule: Rule) -> Rule:
    versions = Rule.objects.filter(brand=rule.brand, space=rule.space, name=rule.name)
    rule.version = versions.count() + 1
    rule.made_by = by
    rule.save(force_insert=True)
    audit.record("rule.written", actor=by, brand=rule.brand, subject=rule.pk, data={"version": rule.version})
    return rule


def _checked(*, condition: str, value: str, action: str, audience: str) -> dict[str, str]:
    _choice(condition, Rule.Condition.values, "condition")
    _choice(action, Rule.Action.values, "action")
    _choice(audience, Rule.Audience.values, "audience")
    if action == Rule.Action.ALLOW and condition != Rule.Condition.LINKS:
        raise Invalid(_("Only links can be let through."), field="action")
    value = _CLEAN[Rule.Condition(condition)](clean_text(value, most=VALUE_LENGTH, field="value", multiline=True))
    return {"condition": condition, "value": value, "action": action, "audience": audience}


def _choice(value: str, choices: list[str], field: str) -> None:
    if value not in choices:
        raise Invalid(_("Choose one of these."), field=field)


def _terms(value: str) -> str:
    lines = [" ".join(line.split()) for line in value.splitlines() if line.strip()]
    if any(sum(map(str.isalnum, line)) < 2 for line in lines):
        raise Invalid(_("Each line needs at least two letters or digits."), field="value")
    if any("*" in line and not _BEGINNING.match(line) for line in lines):
        raise Invalid(_("A star stands at the end of a single word, for all that begin so."), field="value")
    return "\n".join(lines)


def _pattern(value: str) -> str:
    """In linear time or not at all: no look-around, no back references."""
    try:
        pattern = compiled(value)
    except PatternError:
        raise Invalid(
            _("This pattern cannot be used. Look-around and back references do not work here."), field="value"
        )
    if pattern.search("") or (pattern.fullmatch("a") and pattern.fullmatch("1")):
        raise Invalid(_("This pattern would find something in every text."), field="value")
    return value


def _domains(value: str) -> str:
    lines = [line.strip().lower() for line in value.splitlines() if line.strip()]
    if not all(map(_DOMAIN.match, lines)):
        raise Invalid(_("A domain looks like example.org; a star stands for all."), field="value")
    return "\n".join(lines)


def _number(value: str) -> str:
    if not (value.isascii() and value.isdigit() and int(value) <= MOST_MENTIONS):
        raise Invalid(_("From 0 to %(most)d.") % {"most": MOST_MENTIONS}, field="value")
    return str(int(value))


_CLEAN = {
    Rule.Condition.TERMS: _terms,
    Rule.Condition.PATTERN: _pattern,
    Rule.Condition.LINKS: _domains,
    Rule.Condition.MENTIONS: _number,
}
