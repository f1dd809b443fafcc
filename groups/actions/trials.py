"""Trying a rule on yesterday's messages: how much it would have found, never what (trust.md R9, R23, R43)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from community import access, audit
from community.errors import Conflict
from community.models import Person
from community.surface import Action, Standing
from community.whole import whole
from groups.rates import take_trial
from messaging.access.sayings import said_between
from moderation import policy
from moderation.models import Rule
from moderation.screening import Content
from moderation.screening.book import Book
from moderation.screening.reading import Reading

FEWEST = 10  # people: a number about fewer of them would tell about one (R43)
MOST = 5_000  # messages, the latest


@dataclass(frozen=True, slots=True)
class Trial:
    """In tens of each group in which at least `FEWEST` wrote, added up: the same try with one word more, or over all
    groups but one, tells nothing of one message. `found` is None where it is about fewer than `FEWEST` people of each
    group, none included."""

    messages: int
    found: int | None


@dataclass(slots=True)
class _Tally:
    """Of one group; told to nobody as it is."""

    messages: int = 0
    found: int = 0
    wrote: set[UUID] = field(default_factory=set)
    found_in: set[UUID] = field(default_factory=set)


@whole
def try_out(by: Person, rule: Rule) -> Trial:
    """Runs one version over the messages of the day before, by UTC: a day that is over does not change from one try to
    the next. Raises `NotFound` for who does not manage the brand, `RateLimited`, `Conflict` `too_few_people`."""
    standing = Standing.MANAGER if access.manages(by, rule.brand) else Standing.STRANGER
    policy.require(Action.KEEP_RULES, [standing])
    take_trial(by)
    until = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    trial = _run(rule, until - timedelta(days=1), until)
    audit.record("rule.tried", actor=by, brand=rule.brand, subject=rule.pk, data={"version": rule.version})
    return trial


def _run(rule: Rule, since: datetime, until: datetime) -> Trial:
    book = Book([rule])
    groups: dict[UUID, _Tally] = defaultdict(_Tally)
    for space, author, text in said_between(rule.brand_id, rule.space, since, until, MOST):
        here = groups[space]
        here.messages += 1
        here.wrote.add(author)
        # Whoever was new that day: for a rule about newcomers the number is an upper bound.
        if any(book.find(Reading(Content("message", text, Standing.NEW_MEMBER, ())))):
            here.found += 1
            here.found_in.add(author)
    told = [one for one in groups.values() if len(one.wrote) >= FEWEST]
    if not told:
        raise Conflict(_("Too few people wrote yesterday for a number that tells about nobody."), code="too_few_people")
    found = sum(_in_tens(one.found) for one in told if len(one.found_in) >= FEWEST)
    return Trial(sum(_in_tens(one.messages) for one in told), found or None)


def _in_tens(number: int) -> int:
    return number // FEWEST * FEWEST
