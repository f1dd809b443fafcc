"""What people hear about their answers: of an offer, and once whether they still come (reminders.md)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from community.models import Channel, Dispatch, Person
from community.notifications import Due, Kind
from community.notifications.planning import write
from groups.actions import waitlist
from groups.models import Membership, Occurrence, Rsvp
from groups.notifications.answers import OFFER, STILL_COMING
from groups.offers import OPEN_BEFORE
from tests.cast import Cast, join, make_person
from tests.groups.answering import of, say, seat
from tests.groups.occurrences import make_occurrence

pytestmark = pytest.mark.django_db
HOURS_3 = timedelta(hours=3)


def test_an_offer_is_true_while_that_very_offer_stands(cast: Cast) -> None:
    run = full(cast, ahead=timedelta(days=7))
    say(cast.ana, run, "declined")
    assert still(OFFER) == {cast.ben}
    Occurrence.objects.filter(pk=run.pk).update(status="cancelled")
    assert still(OFFER) == set()
    Occurrence.objects.filter(pk=run.pk).update(status="planned")
    assert still(OFFER) == {cast.ben}
    Rsvp.objects.filter(state="offered").update(offer_until=timezone.now())  # another offer than was told of
    assert still(OFFER) == set()


def test_an_offer_is_not_true_for_who_has_left_or_answered(cast: Cast) -> None:
    run = full(cast, ahead=timedelta(days=7))
    say(cast.ana, run, "declined")
    Membership.objects.filter(profile__person=cast.ben).update(ended_at=timezone.now(), ending="left")
    assert still(OFFER) == set()
    Membership.objects.filter(profile__person=cast.ben).update(ended_at=None, ending="")
    assert still(OFFER) == {cast.ben}
    waitlist.accept(seat(cast.ben, run))
    assert still(OFFER) == set()


def test_the_words_of_an_offer_say_until_when_and_name_neither_people_nor_the_point(cast: Cast) -> None:
    run = full(cast, ahead=timedelta(days=7), point="By the red crane")
    say(cast.ana, run, "declined")
    until = datetime(2026, 6, 1, 15, 30, tzinfo=UTC)
    Dispatch.objects.update(moment=until)
    Rsvp.objects.filter(state="offered").update(offer_until=until)
    with translation.override("de"), timezone.override("Asia/Tokyo"):
        said = OFFER.words(list(Dispatch.objects.filter(channel="app")))
    ((_, told),) = said.items()
    assert "Di, 2. Jun, 00:30" in told.line
    assert "Harbour Runners" in told.line
    assert (told.url, told.sign) == (f"/g/harbour-runners/events/{run.pk}/", "Stride")
    everything = " ".join((told.title, told.line, told.why, told.button, *told.lines))
    for secret in ("crane", "Thursday run", "Ana", "Ben", "Cara"):
        assert secret not in everything


def test_in_the_inbox_an_offer_that_is_over_is_not_spoken_of_as_if_it_stood(cast: Cast) -> None:
    run = full(cast, ahead=timedelta(days=7))
    say(cast.ana, run, "declined")
    (row,) = Dispatch.objects.filter(kind=OFFER.name, channel="app")
    assert OFFER.words([row])[row.pk].title == "A place for you"
    waitlist.accept(seat(cast.ben, run))
    said = OFFER.words([row])[row.pk]
    assert said.title == "A place was held for you"
    assert "held until" not in " ".join((said.line, *said.lines))
    assert said.button == "See the event"


def test_who_goes_is_asked_three_hours_before_where_somebody_waits(cast: Cast) -> None:
    run = full(cast, ahead=HOURS_3 + timedelta(minutes=10))
    now = timezone.now()
    age()
    assert due(now, now + timedelta(minutes=9)) == []
    (one,) = due(now, now + timedelta(minutes=10))
    assert (one.person_id, one.subject, one.moment) == (cast.ana.pk, run.pk, run.starts_at)
    assert (one.due_at, one.useful_until) == (run.starts_at - HOURS_3, run.starts_at - OPEN_BEFORE)


def test_each_is_asked_once(cast: Cast) -> None:
    full(cast, ahead=HOURS_3)
    age()
    now = timezone.now()
    assert write(STILL_COMING, due(now, now + timedelta(minutes=15)), now)
    assert due(now, now + timedelta(minutes=15)) == []
    Dispatch.objects.update(state="cancelled")  # it was not true when it should have gone, and is again
    assert len(due(now, now + timedelta(minutes=15))) == 1


@pytest.mark.parametrize("why", ["nobody_waits", "cancelled", "hosts", "late", "just_said", "left", "declined"])
def test_who_need_not_be_asked_is_not(cast: Cast, why: str) -> None:
    run = full(cast, ahead=HOURS_3)
    now = timezone.now()
    age()
    assert len(due(now, now + timedelta(minutes=1))) == 1
    write(STILL_COMING, due(now, now + timedelta(minutes=1)), now)
    assert still(STILL_COMING) == {cast.ana}
    Dispatch.objects.filter(kind=STILL_COMING.name).delete()
    told = Dispatch(kind=STILL_COMING.name, person=cast.ana, channel="app", subject=run.pk, moment=run.starts_at)
    told.due_at = told.send_at = told.useful_until = now
    told.save()
    rsvps = Rsvp.objects.filter(occurrence=run)
    if why == "nobody_waits":
        say(cast.ben, run, "declined")
    elif why == "cancelled":
        Occurrence.objects.filter(pk=run.pk).update(status="cancelled")
    elif why == "hosts":
        run.hosts.update(profile=cast.profile(cast.ana, cast.harbour))
    elif why == "late":
        Occurrence.objects.filter(pk=run.pk).update(starts_at=now + OPEN_BEFORE)
    elif why == "just_said":
        rsvps.filter(profile__person=cast.ana).update(since=now + timedelta(minutes=1))
    elif why == "left":
        Membership.objects.filter(profile__person=cast.ana).update(ended_at=now, ending="left")
    else:
        rsvps.filter(profile__person=cast.ana).update(state="declined")
    if why != "just_said":  # who has been asked already may well answer anew
        assert still(STILL_COMING) == set()
    Dispatch.objects.filter(kind=STILL_COMING.name).delete()
    assert due(now, now + timedelta(minutes=1)) == []


def test_asking_a_crowd_takes_one_statement(cast: Cast) -> None:
    run = make_occurrence(cast.harbour, ahead=HOURS_3, capacity=20)
    people = [join(make_person(f"p{n}"), cast.harbour).profile for n in range(22)]
    Rsvp.objects.bulk_create([Rsvp(occurrence=run, profile=one, state="going") for one in people[:20]])
    Rsvp.objects.bulk_create(
        [Rsvp(occurrence=run, profile=one, state="waitlisted", place=n + 1) for n, one in enumerate(people[20:])]
    )
    age()
    with CaptureQueriesContext(connection) as asked:
        assert len(due(timezone.now(), timezone.now() + timedelta(minutes=1))) == 20
    assert len(asked) == 1


def test_the_question_says_when_and_names_nobody(cast: Cast) -> None:
    run = full(cast, ahead=HOURS_3)
    age()
    now = timezone.now()
    write(STILL_COMING, due(now, now + timedelta(minutes=1)), now)
    ((_, told),) = STILL_COMING.words(list(Dispatch.objects.filter(channel="app"))).items()
    assert told.title == "Still coming?"
    assert told.url == f"/g/harbour-runners/events/{run.pk}/"
    assert "Harbour Runners" in told.line
    assert not {"Ana", "Ben", "Thursday run"} & set(" ".join((told.line, *told.lines)).split())


def full(cast: Cast, *, ahead: timedelta, **fields: str) -> Occurrence:
    """Ana has the one place; Ben waits."""
    run = make_occurrence(cast.harbour, ahead=ahead, capacity=1, **fields)
    say(cast.ana, run, "going")
    say(cast.ben, run, "going")
    assert of(cast.ben, run).state == "waitlisted"
    return run


def age() -> None:
    """Everybody answered days ago."""
    Rsvp.objects.update(since=timezone.now() - timedelta(days=2))


def due(now: datetime, until: datetime) -> Sequence[Due]:
    return list(STILL_COMING.due(now, until))


def still(kind: Kind) -> set[Person]:
    """Of whom the guard would let their rows go."""
    rows = Dispatch.objects.filter(kind=kind.name, channel=Channel.APP).exclude(state="cancelled")
    return {one.person for one in rows.filter(kind.still_true()).select_related("person") if one.person}
