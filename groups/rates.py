"""How often one person plans, changes and answers, through whichever door: what others are told of must not become a
way to pester them. Counted in the actions; whoever clicks by hand never meets it."""

from __future__ import annotations

from community.models import Person
from groups.access import Place
from messaging.rates import take_of
from messaging.realtime.limits import Rate

PLANS = Rate("plans", 40, 60 * 60, 40)
ANSWERS = Rate("answers", 120, 60 * 60, 60)
BLOCKS = Rate("blocks", 60, 60 * 60, 30)
TRIALS = Rate("trials", 10, 60 * 60, 10)  # of rules on what was said: who tries and tries asks about somebody
JOINS = Rate("joins", 20, 60 * 60, 10)
CAPTAINS = Rate("captains", 20, 60 * 60, 20)  # letters to whom a brand would like as captain: nobody has asked for them


def take_plan(place: Place) -> None:
    """Planning, changing, cancelling, hosting. Raises `RateLimited` with `retry_ms`."""
    take_of(PLANS, place.person.pk)


def take_answer(place: Place) -> None:
    """Raises `RateLimited` with `retry_ms`."""
    take_of(ANSWERS, place.person.pk)


def take_block(place: Place) -> None:
    """Blocking and taking it back. Raises `RateLimited` with `retry_ms`."""
    take_of(BLOCKS, place.person.pk)


def take_join(person: Person) -> None:
    """Asking to come in. Raises `RateLimited` with `retry_ms`."""
    take_of(JOINS, person.pk)


def take_captain(manager: Person) -> None:
    """Naming a captain, also of a new group. Raises `RateLimited` with `retry_ms`."""
    take_of(CAPTAINS, manager.pk)


def take_trial(person: Person) -> None:
    """Trying a rule. Raises `RateLimited` with `retry_ms`."""
    take_of(TRIALS, person.pk)
