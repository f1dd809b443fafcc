"""The places of an event against a plain model of them: whatever people do, in whatever order (reminders.md)."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from community.errors import Conflict, NotFound
from community.models import Reach
from community.surface import Action
from groups.access import Seat, load_group, load_occurrence
from groups.actions import leaving, rsvps, waitlist
from groups.actions.locks import lock_occurrences
from groups.models import Occurrence
from groups.offers import length_of
from tests.cast import Cast, join, make_person
from tests.groups.occurrences import make_occurrence

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("no_rates")]
BEGIN = datetime(2030, 5, 1, 12, 0, tzinfo=UTC)
AHEAD = timedelta(hours=60)
OPEN = timedelta(minutes=45)
PEOPLE = 7
CAPS: dict[str, int | None] = {"easy": 2, "fast": None}
Person, Pace = st.integers(0, PEOPLE - 1), st.sampled_from(sorted(CAPS))


@dataclass
class Answer:
    state: str
    pace: str | None = None
    place: int | None = None
    until: datetime | None = None


class Model:
    """Places as anyone would explain them, without a database. Nobody has quiet hours here."""

    def __init__(self) -> None:
        self.answers: dict[int, Answer] = {}
        self.capacity: int | None = 3
        self.caps = dict(CAPS)
        self.now = BEGIN
        self.starts_at = BEGIN + AHEAD
        self.numbers = 0
        self.gone: set[int] = set()

    def held(self, pace: str | None = None) -> int:
        holders = [one for one in self.answers.values() if one.state in ("going", "offered")]
        return sum(pace in (None, one.pace) for one in holders)

    def room_in(self, pace: str) -> bool:
        cap = self.caps[pace]
        return cap is None or self.held(pace) < cap

    def room(self, pace: str) -> bool:
        return (self.capacity is None or self.held() < self.capacity) and self.room_in(pace)

    def line(self) -> list[int]:
        waiting = [(one.place or 0, who) for who, one in self.answers.items() if one.state == "waitlisted"]
        return [who for _, who in sorted(waiting)]

    def fill(self) -> None:
        for one in self.answers.values():
            if one.state == "offered" and one.until is not None and one.until <= self.now:
                self.no(one)
        if self.now >= self.starts_at - OPEN:
            return
        for who in self.line():
            one = self.answers[who]
            assert one.pace is not None
            if self.room(one.pace):
                end = self.now + length_of(self.starts_at - self.now)
                one.state, one.until = "offered", min(end, self.starts_at - OPEN)

    def no(self, one: Answer) -> None:
        one.state, one.pace, one.place, one.until = "declined", None, None, None

    def come(self, who: int, pace: str) -> str | None:
        """The refusal, if there is one."""
        self.fill()
        one = self.answers.get(who) or Answer("")
        if one.state in ("going", "offered"):
            if pace != one.pace and not self.room_in(pace):
                return "pace_full"
            one.state, one.pace, one.place, one.until = "going", pace, None, None
        elif self.room(pace):
            one.state, one.pace, one.place = "going", pace, None
        elif one.state == "waitlisted":
            one.pace = pace
        else:
            self.numbers += 1
            one.state, one.pace, one.place = "waitlisted", pace, self.numbers
        self.answers[who] = one
        self.fill()
        return None

    def decline(self, who: int) -> None:
        self.fill()
        self.no(self.answers.setdefault(who, Answer("")))
        self.fill()

    def take(self, who: int) -> str | None:
        self.fill()
        one = self.answers.get(who) or Answer("")
        if one.state == "offered":
            one.state, one.place, one.until = "going", None, None
        return None if one.state == "going" else "offer_over"


class Places(RuleBasedStateMachine):
    """Each example lives in a savepoint of its own, on a clock of its own."""

    cast: Cast
    people: list[Any]

    def __init__(self) -> None:
        super().__init__()
        self.clock = time_machine.travel(BEGIN, tick=False)
        self.traveller = self.clock.start()
        self.whole = transaction.atomic()
        self.whole.__enter__()
        self.model = Model()
        self.run = make_occurrence(self.cast.harbour, ahead=AHEAD, capacity=self.model.capacity, paces=CAPS)
        self.paces = {one.name: one.pk for one in self.run.paces.all()}
        self.line: list[tuple[UUID, int | None]] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)
        self.clock.stop()

    @rule(who=Person, pace=Pace)
    def come(self, who: int, pace: str) -> None:
        self.same(
            who, lambda: self.model.come(who, pace), lambda seat: rsvps.answer(seat, "going", pace=self.paces[pace])
        )

    @rule(who=Person)
    def decline(self, who: int) -> None:
        self.same(who, lambda: self.model.decline(who), lambda seat: rsvps.answer(seat, "declined"))

    @rule(who=Person)
    def accept(self, who: int) -> None:
        self.same(who, lambda: self.model.take(who), waitlist.accept)

    @rule(who=Person)
    def pass_on(self, who: int) -> None:
        self.same(who, lambda: self._passing(who), waitlist.pass_on)

    @precondition(lambda self: self.model.now < self.model.starts_at - timedelta(minutes=1))
    @rule(minutes=st.sampled_from([1, 29, 31, 119, 600, 1441]))
    def time_goes_by(self, minutes: int) -> None:
        last = self.model.starts_at - timedelta(minutes=1)
        self.model.now = min(self.model.now + timedelta(minutes=minutes), last)
        self.traveller.move_to(self.model.now)

    @rule()
    def the_clock_tends_the_waitlist(self) -> None:
        waitlist.lapse(self.model.now)
        self.model.fill()

    @rule(capacity=st.sampled_from([1, 2, 3, 4, 6, None]))
    def other_capacity(self, capacity: int | None) -> None:
        if capacity is not None and capacity < self.model.held():
            return
        Occurrence.objects.filter(pk=self.run.pk).update(capacity=capacity)
        self.model.capacity = capacity
        self._refill()

    @rule(cap=st.sampled_from([1, 2, 3, None]))
    def other_cap(self, cap: int | None) -> None:
        if cap is not None and cap < self.model.held("easy"):
            return
        self.run.paces.filter(name="easy").update(cap=cap)
        self.model.caps["easy"] = cap
        self._refill()

    @precondition(lambda self: len(self.model.gone) < 3)
    @rule(who=Person)
    def leave_the_group(self, who: int) -> None:
        if who in self.model.gone:
            return
        leaving.leave(load_group(self.people[who], self.cast.harbour.pk, Action.LEAVE), words="keep")
        self.model.gone.add(who)
        if who in self.model.answers and self.model.answers[who].state != "declined":
            self.model.no(self.model.answers[who])
            self.model.fill()

    @invariant()
    def the_database_says_what_the_model_says(self) -> None:
        kept = {
            self.number(one.profile.person_id): Answer(
                one.state, one.pace.name if one.pace else None, one.place, one.offer_until
            )
            for one in self.run.rsvps.select_related("profile", "pace")
        }
        assert kept == self.model.answers

    @invariant()
    def no_limit_is_passed_and_no_count_is_wrong(self) -> None:
        run = Occurrence.objects.get(pk=self.run.pk)
        assert run.taken == self.model.held()
        assert run.capacity is None or run.taken <= run.capacity
        for pace in run.paces.all():
            assert pace.taken == self.model.held(pace.name)
            assert pace.cap is None or pace.taken <= pace.cap

    @invariant()
    def no_place_is_free_while_somebody_waits_who_could_have_it(self) -> None:
        """Until the places open; and an offer that is over is given on with the clock's next round."""
        if self.model.now >= self.model.starts_at - OPEN:
            return
        paces = {self.model.answers[who].pace for who in self.model.line()}
        assert not [pace for pace in paces if pace and self.model.room(pace)]

    @invariant()
    def nobody_changes_places_in_the_line(self) -> None:
        now = list(self.run.rsvps.filter(place__isnull=False).order_by("place").values_list("pk", "place"))
        stayed = [one for one in self.line if one in now]
        assert now[: len(stayed)] == stayed  # in the order of before, and whoever is new stands behind them
        self.line = now

    @invariant()
    def the_log_is_unbroken(self) -> None:
        """Each line begins where the one before of the same person has ended, and the last one is the truth."""
        states: dict[UUID, str] = {}
        for move in self.run.moves.order_by("pk"):
            assert move.before == states.get(move.profile_id, "")
            states[move.profile_id] = move.after
        assert states == {one.profile_id: one.state for one in self.run.rsvps.all()}

    def number(self, person: UUID | None) -> int:
        return next(n for n, one in enumerate(self.people) if one.pk == person)

    def same(self, who: int, model: Callable[[], str | None], deed: Callable[[Seat], object]) -> None:
        """Both are done, and refuse alike."""
        if who in self.model.gone:
            with pytest.raises(NotFound):
                self._seat(who)
            return
        refusal = None
        try:
            deed(self._seat(who))
        except Conflict as error:
            refusal = error.code
        before = deepcopy(self.model.answers)
        assert model() == refusal
        if refusal is not None:
            self.model.answers = before  # a refused deed leaves nothing behind, not even what it found to do first

    def _passing(self, who: int) -> str | None:
        self.model.fill()
        one = self.model.answers.get(who) or Answer("")
        if one.state == "offered":
            self.model.no(one)
            self.model.fill()
        return None if one.state == "declined" else "offer_over"

    def _seat(self, who: int) -> Seat:
        return load_occurrence(self.people[who], self.cast.harbour.pk, self.run.pk, Action.ANSWER_EVENT)

    def _refill(self) -> None:
        waitlist.fill(lock_occurrences([self.run.pk])[self.run.pk], self.model.now)
        self.model.fill()


@pytest.mark.parametrize("lives", [8, pytest.param(100, marks=pytest.mark.soak)])
def test_places_are_what_a_plain_model_says(cast: Cast, lives: int) -> None:
    Places.cast = cast
    with time_machine.travel(BEGIN - timedelta(days=60), tick=False):
        Places.people = [make_person(f"p{n}") for n in range(PEOPLE)]
        for person in Places.people:
            join(person, cast.harbour)
            Reach.objects.create(person=person, quiet_from="00:00", quiet_to="00:00")
    checks = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
    run_state_machine_as_test(
        Places,
        settings=settings(max_examples=lives, stateful_step_count=25, deadline=None, suppress_health_check=checks),
    )
