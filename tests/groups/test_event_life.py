"""An event's life against a plain model: whatever people do and whoever dies on the way, exactly the right people get
exactly one reminder of each lead for each start that stands (reminders.md)."""

from __future__ import annotations

import contextlib
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

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
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
    reminders = 0  # of all examples

    def __init__(self) -> None:
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()
        mail.outbox.clear()
        self.verbs = Verbs(self.cast, self.people)
        # Half a minute from both neighbours of a minute: an example may take its time.
        self.begin = timezone.now().replace(second=0, microsecond=0)
        self.passed = timedelta()

    def teardown(self) -> None:
        if hasattr(self, "model"):
            self.keep_count()
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)

    def keep_count(self) -> None:
        Life.reminders += len(self.model.sent)

    def at(self, minutes: int) -> datetime:
        """As the rows say it now."""
        return self.begin + minutes * MINUTE - self.passed

    @initialize(hours=HOURS)
    def it_is_planned_and_everybody_comes(self, hours: int) -> None:
        self.model = Model(5)
        self.plan(hours)

    @precondition(lambda self: not self.is_open())
    @rule(hours=HOURS)
    def another_is_planned_when_it_has_begun(self, hours: int) -> None:
        self.plan(hours)

    def plan(self, hours: int) -> None:
        start = self.model.now // 60 * 60 + hours * 60 + 5
        self.run = self.verbs.plan(self.at(start))
        self.keep_count()
        self.model = replace(self.model, start=start, timed_at=self.model.now, stands=True, sent=set())
        for who, one in enumerate(self.model.people):
            one.going_since = None
            self.answer(who, going=True)

    def is_open(self) -> bool:
        return self.model.start > self.model.now

    # ---- what people do --------------------------------------------------------------------------------------------

    @precondition(is_open)
    @rule(who=Who, going=st.sampled_from([True, True, False]))
    def answer(self, who: int, going: bool) -> None:
        one = self.model.people[who]
        if not self.model.stands or not one.inside:
            return
        self.verbs.answer(who, self.run, "going" if going else "declined")
        if not going:
            one.going_since = None
        elif one.going_since is None:
            one.going_since = self.model.now

    @precondition(is_open)
    @rule(who=Who)
    def leave(self, who: int) -> None:
        one = self.model.people[who]
        if one.inside and sum(each.inside for each in self.model.people) > 2:
            self.verbs.leave(who)
            one.inside, one.going_since = False, None

    @precondition(is_open)
    @rule(who=Who, leads=st.sampled_from(LEADS))
    def set_leads(self, who: int, leads: tuple[int, ...]) -> None:
        self.verbs.set_leads(who, leads)
        one = self.model.people[who]
        one.leads, one.had = leads, one.had | set(leads)

    @precondition(is_open)
    @rule(hours=st.sampled_from([-2, -1, 1, 2, 24]))
    def move(self, hours: int) -> None:
        start = self.model.start + hours * 60
        if start <= self.model.now:
            return
        self.verbs.move(self.run, self.at(start))
        self.model.start, self.model.timed_at = start, self.model.now

    @precondition(is_open)
    @rule(n=st.integers(0, 9))
    def rename_and_move_there_and_back(self, n: int) -> None:
        self.verbs.change(self.run, title=f"Loop {n}")
        for start in (self.model.start + 60, self.model.start):
            self.verbs.move(self.run, self.at(start))
        self.model.timed_at = self.model.now

    @precondition(is_open)
    @rule()
    def cancel_or_revive(self) -> None:
        if self.model.stands:
            self.verbs.cancel(self.run)
        else:
            self.verbs.revive(self.run)
            self.model.timed_at = self.model.now
        self.model.stands = not self.model.stands

    # ---- what time and machines do ---------------------------------------------------------------------------------

    @rule(minutes=st.sampled_from([10, 60, 600]))
    def time_passes(self, minutes: int) -> None:
        let_pass(minutes * MINUTE)
        self.model.now += minutes
        self.passed += minutes * MINUTE

    @precondition(is_open)
    @rule()
    def a_reminder_comes_due(self) -> None:
        """Or what would have been one."""
        dues = {self.model.start - lead for leads in LEADS for lead in leads}
        nearest = min((due for due in dues if due > self.model.now), default=self.model.start)
        self.time_passes(nearest + 5 - self.model.now)

    @rule(parts=st.lists(st.sampled_from(["plan", "send", "reap"]), min_size=1, max_size=3))
    def parts_of_a_round(self, parts: list[str]) -> None:
        for part in parts:
            {"plan": planning.plan_due, "send": sending.send_due, "reap": self.reap}[part]()

    def reap(self) -> None:
        Dispatch.objects.exclude(claimed_until=None).update(claimed_until=Now())
        outcomes.reap()

    @precondition(is_open)
    @rule(point=st.sampled_from(POINTS), deed=st.sampled_from(DEEDS), who=Who)
    def a_worker_dies_and_meanwhile(self, point: str, deed: str, who: int) -> None:
        """What it had taken is brought back after things have changed."""
        self.a_reminder_comes_due()
        planning.plan_due()
        with _dying_at(point), contextlib.suppress(Died):
            sending.send_due()
        self.nobody_hears_what_is_not_so()
        self._do(deed, who)
        self.reap()
        sending.send_due()

    def _do(self, deed: str, who: int) -> None:
        if not self.is_open():
            return
        if deed == "cancel":
            self.cancel_or_revive()
        elif deed == "move":
            self.move(24)
        elif deed == "decline":
            self.answer(who, going=False)
        elif deed == "leave":
            self.leave(who)

    @precondition(is_open)
    @rule()
    def a_reminder_comes_due_and_a_whole_round_is_made(self) -> None:
        """After it whoever must have heard has heard, by each channel."""
        self.a_reminder_comes_due()
        self.a_whole_round()

    def a_whole_round(self) -> None:
        self.reap()
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
            kind="event.reminder",
            subject=self.run.pk,
            channel=channel,
            state__in=states or ("sent", "unknown", "failed"),
        )
        numbers = {person.pk: n for n, person in enumerate(self.people)}
        found = rows.values_list("person", "variant", "moment")
        return [(numbers[pk], lead, round((moment - self.at(0)) / MINUTE)) for pk, lead, moment in found]


@contextlib.contextmanager
def _dying_at(point: str) -> Iterator[None]:
    def hit(name: str) -> None:
        if name == point:
            raise Died

    kept, failpoints.hit = failpoints.hit, hit
    try:
        yield
    finally:
        failpoints.hit = kept


def test_whoever_goes_is_reminded_once_of_each_start_that_stands(cast: Cast) -> None:
    Life.cast, Life.people = cast, [make_person(f"runner{n}") for n in range(PEOPLE)]
    for person in Life.people:
        join(person, cast.harbour)
    checks = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much]
    how = settings(max_examples=50, stateful_step_count=15, deadline=None, suppress_health_check=checks)
    run_machine(Life, settings=how)
    assert Life.reminders > 30, f"{Life.reminders} reminders: nothing was tried"
