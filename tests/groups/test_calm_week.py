"""A week of a lively group in which nobody has touched a switch: at most five pushes a day, to anybody
(product.md "Being reached"). The test prints what it was; `pytest -s` shows it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from community.errors import Conflict
from community.models import Channel, Dispatch, Person
from community.notifications import planning, sending
from community.notifications.channels.base import Outcome, Parcel
from community.notifications.quiet import Quiet
from community.surface import Action
from groups.access import Seat, load_group, load_occurrence
from groups.actions import events, rsvps, waitlist
from groups.models import Occurrence, Rsvp
from messaging.actions.messages import seed
from tests.cast import Cast, join, make_person
from tests.community.bell import give_device
from tests.groups.passing_time import let_pass

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.soak]
ZONE = ZoneInfo("UTC")
SIZE, DAYS, MOST = 40, 7, 5
HOUR = timedelta(hours=1)


class Phones:
    """Of a push service that takes everything: what each person's phone showed on which of their days."""

    def __init__(self, week: Week) -> None:
        self.week = week
        self.shown: Counter[tuple[UUID | None, date]] = Counter()
        self.kinds: Counter[str] = Counter()
        self.hours: set[int] = set()

    def carry(self, parcels: Sequence[Parcel], ends: float) -> Iterator[tuple[Dispatch, Outcome]]:
        for parcel in parcels:
            self.shown[parcel.dispatch.person_id, self.week.now.date()] += 1
            self.kinds[parcel.kind.name] += 1
            self.hours.add(self.week.now.hour)
            yield parcel.dispatch, Outcome.SENT


class Week:
    """Begins on a Monday morning and goes by the hour; `now` is what the clock on its wall shows. Rows move into the
    past and the database's clock stays where it is: people move around the globe, so that their walls agree with it."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.dice = cast, random.Random(7)
        self.real = timezone.now().replace(second=0, microsecond=0)
        self.begin = self.now = datetime(2030, 6, 3, 6, self.real.minute, tzinfo=ZONE)
        self.ahead = self.now - self.real
        self.people = [cast.ana, cast.ben, *(make_person(f"runner{n}") for n in range(SIZE - 3))]
        for person in self.people[2:]:
            join(person, cast.harbour)
        for person in [*self.people, cast.cara]:
            give_device(person)
        self.move_people()

    def move_people(self) -> None:
        east = (self.now.hour - self.real.hour + 11) % 24 - 11
        Person.objects.update(time_zone=f"Etc/GMT{-east:+d}")  # by their names, east is minus

    def plan(self, title: str, day: int, clock: time, **fields: object) -> Occurrence:
        """`day`: of this week, Monday is 0."""
        wall = datetime.combine(self.begin.date() + timedelta(days=day), clock, tzinfo=ZONE)
        there = (wall - self.ahead).astimezone(ZONE)
        place = load_group(self.cast.cara, self.cast.harbour.pk, Action.PLAN_EVENT)
        event = events.create(
            place,
            title=title,
            day=there.date(),
            clock=there.time(),
            zone=ZONE.key,
            **fields,  # type: ignore[arg-type]
        )
        return event.occurrences.order_by("slot")[0]

    def move(self, occurrence: Occurrence, by: timedelta) -> None:
        there = (Occurrence.objects.get(pk=occurrence.pk).starts_at + by).astimezone(ZONE)
        events.change(self._host(occurrence), day=there.date(), clock=there.time())

    def cancel(self, occurrence: Occurrence) -> None:
        events.cancel(self._host(occurrence), reason="Storm")

    def answer(self, person: Person, occurrence: Occurrence, state: str = "going") -> None:
        rsvps.answer(load_occurrence(person, self.cast.harbour.pk, occurrence.pk, Action.ANSWER_EVENT), state)

    def _host(self, occurrence: Occurrence) -> Seat:
        return load_occurrence(self.cast.cara, self.cast.harbour.pk, occurrence.pk, Action.MANAGE_EVENT)

    def post_notice(self) -> None:
        seed(self.cast.cara, self.cast.notices(self.cast.harbour).pk, uuid4(), "Bring a light", timezone.now())

    def somebody_changes_their_mind(self, occurrence: Occurrence) -> None:
        going = list(Rsvp.objects.filter(occurrence=occurrence, state="going").order_by("pk"))
        for rsvp in self.dice.sample(going, min(2, len(going))):
            person = next((one for one in self.people if one.pk == rsvp.profile.person_id), None)
            if person is not None:
                self.answer(person, occurrence, "declined")

    def offers_are_answered(self) -> None:
        """Every other one is, within the hour; the rest are left to lapse."""
        for rsvp in Rsvp.objects.filter(state="offered").select_related("occurrence", "profile__person"):
            if self.dice.random() < 0.5 and rsvp.profile.person is not None:
                try:
                    self.answer(rsvp.profile.person, rsvp.occurrence)
                except Conflict:  # it has begun meanwhile
                    continue

    def an_hour_passes(self) -> None:
        waitlist.lapse(timezone.now())
        planning.plan_due()
        sending.send_due()
        let_pass(HOUR)
        self.now += HOUR
        self.move_people()


def test_a_lively_week_with_no_switch_touched_is_at_most_five_pushes_a_day(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "ASLEEP", Quiet())
    week = Week(cast)
    phones = Phones(week)
    monkeypatch.setattr(sending, "CARRIERS", {Channel.PUSH: phones})
    tuesday = week.plan("Track", 1, time(18, 30), repeats="weekly", capacity=20)
    thursday = week.plan("Long run", 3, time(18, 30), repeats="weekly")
    saturday = week.plan("Trail day", 5, time(9), capacity=30)
    for occurrence in (tuesday, thursday, saturday):
        for person in week.people:
            week.answer(person, occurrence)
    live(week, tuesday, thursday, saturday)
    worst = max(phones.shown.values())
    mean = sum(phones.shown.values()) / len(week.people) / DAYS
    print(f"At most {worst} pushes to one person on one day, {mean:.1f} on average: {dict(phones.kinds)}")
    assert worst <= MOST
    assert set(phones.kinds) >= {"event.reminder", "event.changed", "event.cancelled", "rsvp.offer", "notice"}
    assert phones.hours <= set(range(7, 22)), "somebody was woken"


def live(week: Week, tuesday: Occurrence, thursday: Occurrence, saturday: Occurrence) -> None:
    """Notices every day, people who change their minds, two moves, a cancellation."""
    for hour in range(DAYS * 24):
        day, clock = divmod(hour, 24)
        if clock in (3, 11):
            week.post_notice()
        if clock == 4:
            for occurrence in (tuesday, saturday):
                if Occurrence.objects.filter(pk=occurrence.pk, starts_at__gt=timezone.now() + HOUR).exists():
                    week.somebody_changes_their_mind(occurrence)
        if (day, clock) == (2, 5):
            week.move(thursday, timedelta(minutes=30))
        if (day, clock) == (3, 2):
            week.move(saturday, HOUR)
        if (day, clock) == (4, 8):
            week.cancel(saturday)
        week.offers_are_answered()
        week.an_hour_passes()
