"""An event's life against a plain model: whatever people do and whoever dies on the way, exactly the right people get
exactly one reminder of each lead for each start that stands (reminders.md)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from community import failpoints
from community.actions import reach
from community.models import Dispatch, Person
from community.notifications import outcomes, planning, sending
from community.surface import Action
from groups.access import load_group, load_occurrence
from groups.actions import events, leaving, rsvps
from groups.models import Occurrence
from tests.cast import Cast, join, make_person
from tests.groups.event_model import LEADS, MINUTE, PEOPLE, Key, Model
from tests.groups.passing_time import let_pass

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("no_rates")]
ZONE = ZoneInfo("Asia/Kolkata")  # a day there always has 24 hours
MIDNIGHT = time(0)
Who = st.integers(0, PEOPLE - 1)


class Died(BaseException):
    """A worker, at a named point: nothing after it happens."""


# ---- the world -----------------------------------------------------------------------------------------------------


class Verbs:
    """What people do, by the product's own actions."""

    def __init__(self, cast: Cast, people: list[Person]) -> None:
        self.cast, self.people = cast, people

    def plan(self, at: datetime) -> Occurrence:
        place = load_group(self.cast.cara, self.cast.harbour.pk, Action.PLAN_EVENT)
        local = at.astimezone(ZONE)
        event = events.create(place, title="Loop", day=local.date(), clock=local.time(), zone=ZONE.key)
        return event.occurrences.get()

    def change(self, run: Occurrence, **fields: Any) -> None:
        events.change(load_occurrence(self.cast.cara, self.cast.harbour.pk, run.pk, Action.MANAGE_EVENT), **fields)

    def move(self, run: Occurrence, at: datetime) -> None:
        local = at.astimezone(ZONE)
        self.change(run, day=local.date(), clock=local.time())

    def cancel(self, run: Occurrence) -> None:
        events.cancel(load_occurrence(self.cast.cara, self.cast.harbour.pk, run.pk, Action.MANAGE_EVENT))

    def revive(self, run: Occurrence) -> None:
        events.revive(load_occurrence(self.cast.cara, self.cast.harbour.pk, run.pk, Action.MANAGE_EVENT))

    def answer(self, who: int, run: Occurrence, state: str) -> None:
        rsvps.answer(load_occurrence(self.people[who], self.cast.harbour.pk, run.pk, Action.ANSWER_EVENT), state)

    def leave(self, who: int) -> None:
        leaving.leave(load_group(self.people[who], self.cast.harbour.pk, Action.LEAVE), words="keep")

    def set_leads(self, who: int, leads: tuple[int, ...]) -> None:
        reach.set_reach(self.people[who], leads=list(leads), quiet_from=MIDNIGHT, quiet_to=MIDNIGHT)


class Life(RuleBasedStateMachine):
    cast: Cast
    people: list[Person]

    def __init__(self) -> None:
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()
        mail.outbox.clear()
        self.verbs = Verbs(self.cast, self.people)
        # Half a minute from both neighbours of a minute: an example may take its time.
        self.begin = timezone.now().replace(second=0, microsecond=0)
        self.passed = timedelta()
        self.seen: Counter[str] = Counter()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)

    def at(self, minutes: int) -> datetime:
        """As the rows say it now."""
        return self.begin + minutes * MINUTE - self.passed

    @initialize(hours=st.integers(1, 60))
    def it_is_planned(self, hours: int) -> None:
        start = hours * 60 + 5
        self.run = self.verbs.plan(self.at(start))
        self.model = Model(start, timed_at=0)

    # ---- what people do --------------------------------------------------------------------------------------------

    @precondition(lambda self: self.model.start > self.model.now)
    @rule(who=Who, going=st.booleans())
    def answer(self, who: int, going: bool) -> None:
        one = self.model.people[who]
        if not self.model.stands or not one.inside:
            return
        self.verbs.answer(who, self.run, "going" if going else "declined")
        if not going:
            one.going_since = None
        elif one.going_since is None:
            one.going_since = self.model.now

    @rule(who=Who)
    def leave(self, who: int) -> None:
        one = self.model.people[who]
        if one.inside:
            self.verbs.leave(who)
            one.inside, one.going_since = False, None

    @rule(who=Who, leads=st.sampled_from(LEADS))
    def set_leads(self, who: int, leads: tuple[int, ...]) -> None:
        self.verbs.set_leads(who, leads)
        one = self.model.people[who]
        one.leads, one.had = leads, one.had | set(leads)

    @precondition(lambda self: self.model.start > self.model.now)
    @rule(hours=st.integers(-20, 60))
    def move(self, hours: int) -> None:
        start = self.model.start + hours * 60
        if start <= self.model.now or not hours:
            return
        self.verbs.move(self.run, self.at(start))
        self.model.start, self.model.timed_at = start, self.model.now

    @precondition(lambda self: self.model.start > self.model.now)
    @rule()
    def move_there_and_back(self) -> None:
        for start in (self.model.start + 60, self.model.start):
            self.verbs.move(self.run, self.at(start))
        self.model.timed_at = self.model.now

    @precondition(lambda self: self.model.start > self.model.now)
    @rule(n=st.integers(0, 9))
    def rename(self, n: int) -> None:
        self.verbs.change(self.run, title=f"Loop {n}")

    @precondition(lambda self: self.model.stands and self.model.start > self.model.now)
    @rule()
    def cancel(self) -> None:
        self.verbs.cancel(self.run)
        self.model.stands = False

    @precondition(lambda self: not self.model.stands and self.model.start > self.model.now)
    @rule()
    def revive(self) -> None:
        self.verbs.revive(self.run)
        self.model.stands, self.model.timed_at = True, self.model.now

    # ---- what time and machines do ---------------------------------------------------------------------------------

    @rule(minutes=st.sampled_from([10, 60, 120, 600, 1440]))
    def time_passes(self, minutes: int) -> None:
        let_pass(minutes * MINUTE)
        self.model.now += minutes
        self.passed += minutes * MINUTE

    @rule()
    def plan_alone(self) -> None:
        planning.plan_due()

    @rule()
    def send_alone(self) -> None:
        sending.send_due()

    @rule()
    def reap_alone(self) -> None:
        Dispatch.objects.exclude(claimed_until=None).update(claimed_until=Now())
        outcomes.reap()

    @rule(
        point=st.sampled_from([failpoints.DISPATCH_CLAIMED, failpoints.DISPATCH_SENDING, failpoints.DISPATCH_CARRIED])
    )
    def a_worker_dies(self, point: str) -> None:
        planning.plan_due()
        with _dying_at(point):
            try:
                sending.send_due()
            except Died:
                pass

    @rule()
    def a_whole_round(self) -> None:
        """After it whoever must have heard has heard, by each channel."""
        self.reap_alone()
        planning.plan_due()
        sending.send_due()
        must = self.model.open(surely=True)
        for channel in ("app", "mail"):
            missing = must - set(self.ended(channel))
            assert not missing, f"{channel}: {missing}"

    # ---- what holds always -----------------------------------------------------------------------------------------

    @invariant()
    def nobody_hears_what_is_not_so(self) -> None:
        """What went out since the step before was true, and in time, when it did."""
        if not hasattr(self, "model"):
            return
        new = set(self.ended("app", "sent")) | set(self.ended("mail", "sent"))
        wrong = new - self.model.sent - self.model.open(surely=False)
        assert not wrong
        self.model.sent |= new

    @invariant()
    def nobody_hears_it_twice(self) -> None:
        """One row for each, and one letter: more only where a worker died between the letter and its note."""
        if not hasattr(self, "model"):
            return
        for channel in ("app", "mail"):
            assert max(Counter(self.ended(channel)).values(), default=1) == 1
        unsure = {str(pk): n for pk, n in Dispatch.objects.values_list("pk", "unsure")}
        ids = Counter(letter.extra_headers["Message-ID"].strip("<>").split("@")[0] for letter in mail.outbox)
        assert not {pk: n for pk, n in ids.items() if n > 1 + unsure[pk]}

    def ended(self, channel: str, *states: str) -> list[Key]:
        rows = Dispatch.objects.filter(
            kind="event.reminder", channel=channel, state__in=states or ("sent", "unknown", "failed")
        )
        numbers = {person.pk: n for n, person in enumerate(self.people)}
        found = rows.values_list("person", "variant", "moment")
        return [(numbers[pk], lead, round((moment - self.at(0)) / MINUTE)) for pk, lead, moment in found]


@contextmanager
def _dying_at(point: str) -> Iterator[None]:
    def hit(name: str) -> None:
        if name == point:
            raise Died

    kept, failpoints.hit = failpoints.hit, hit
    try:
        yield
    finally:
        failpoints.hit = kept


@pytest.mark.parametrize("lives", [8, pytest.param(100, marks=pytest.mark.soak)])
def test_whoever_goes_is_reminded_once_of_each_start_that_stands(cast: Cast, lives: int) -> None:
    Life.cast, Life.people = cast, [make_person(f"runner{n}") for n in range(PEOPLE)]
    for person in Life.people:
        join(person, cast.harbour)
    checks = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much]
    run_machine(
        Life, settings=settings(max_examples=lives, stateful_step_count=30, deadline=None, suppress_health_check=checks)
    )
