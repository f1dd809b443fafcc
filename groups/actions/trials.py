"""Trying a rule on yesterday's messages: how much it would have found, never what (trust.md R9, R23, R43)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

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
    """`found` is None where it is about fewer than `FEWEST` people, none included."""

    messages: int
    found: int | None


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
    wrote, found_in, messages, found = set(), set(), 0, 0
    for author, text in said_between(rule.brand_id, rule.space, since, until, MOST):
        messages += 1
        wrote.add(author)
        # Whoever was new that day: for a rule about newcomers the number is an upper bound.
        if any(book.find(Reading(Content("message", text, Standing.NEW_MEMBER, ())))):
            found += 1
            found_in.add(author)
    if len(wrote) < FEWEST:
        raise Conflict(_("Too few people wrote yesterday for a number that tells about nobody."), code="too_few_people")
    return Trial(messages, found if len(found_in) >= FEWEST else None)
