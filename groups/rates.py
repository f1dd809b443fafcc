"""How often one person plans, changes and answers, over web and API alike: what others are told of must not become a
way to pester them. Counted at the doors; whoever clicks by hand never meets it."""

from __future__ import annotations

from community.models import Person
from messaging import rates
from messaging.realtime.limits import Rate

PLANS = Rate("plans", 40, 60 * 60, 40)
ANSWERS = Rate("answers", 120, 60 * 60, 60)
TRIALS = Rate("trials", 10, 60 * 60, 10)  # of rules on what was said: who tries and tries asks about somebody


def count_plan(person: Person) -> None:
    """Planning, changing, cancelling, hosting. Raises `RateLimited` with `retry_ms`."""
    rates.take_of(PLANS, person.pk)


def count_answer(person: Person) -> None:
    """Raises `RateLimited` with `retry_ms`."""
    rates.take_of(ANSWERS, person.pk)


def count_trial(person: Person) -> None:
    """Raises `RateLimited` with `retry_ms`."""
    rates.take_of(TRIALS, person.pk)
