"""A person's calendar at its secret address: what stands in it, for whom, until when (product.md "Meeting", R1, R2)."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import icalendar
import pytest
import time_machine
import vobject
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.http import http_date

from community.actions import people
from community.models import Person
from community.surface import Action
from community.tokens import new_token
from groups.access import load_group
from groups.actions import calendars, leaving
from groups.models import CalendarFeed, Host, Occurrence, Rsvp
from tests.cast import Cast, join
from tests.groups.calendars import DAY, HOUR, coming, fetch, place_of, read
from tests.groups.occurrences import answer
from tests.groups.parallel import at_once


@pytest.fixture(autouse=True)
def uncounted() -> None:
    cache.clear()


# ---- what stands in it ----------------------------------------------------------------------------------------------


def test_it_holds_what_one_goes_to_and_waits_for_in_all_groups_and_nothing_else(cast: Cast) -> None:
    join(cast.ana, cast.hill)
    going, waiting, offered, declined, unanswered, old = (coming(cast) for _ in range(6))
    other = coming(cast, cast.hill)
    Occurrence.objects.filter(pk=old.pk).update(
        starts_at=timezone.now() - 61 * DAY - HOUR, ends_at=timezone.now() - 61 * DAY
    )
    past = coming(cast, starts_at=timezone.now() - 59 * DAY)
    for one, state in ((going, "going"), (waiting, "waitlisted"), (offered, "offered"), (declined, "declined")):
        answer(one, cast.ana, state)
    for one in (other, old, past):
        answer(one, cast.ana)
    answer(unanswered, cast.ben)
    entries = read(calendars.make(cast.ana))
    status = {one: str(entries[one]["STATUS"]) for one in entries}
    assert status == {
        str(going.pk): "CONFIRMED",
        str(other.pk): "CONFIRMED",
        str(past.pk): "CONFIRMED",
        str(waiting.pk): "TENTATIVE",
        str(offered.pk): "TENTATIVE",
    }


def test_a_move_and_a_cancellation_show_as_newer_forms_of_the_same_entry(cast: Cast) -> None:
    occurrence = coming(cast)
    answer(occurrence, cast.ana)
    token = calendars.make(cast.ana)
    before = read(token)[str(occurrence.pk)]
    later = occurrence.starts_at + 2 * HOUR
    Occurrence.objects.filter(pk=occurrence.pk).update(
        starts_at=later, ends_at=later + HOUR, sequence=1, changed_at=timezone.now()
    )
    moved = read(token)[str(occurrence.pk)]
    Occurrence.objects.filter(pk=occurrence.pk).update(status="cancelled", sequence=2, changed_at=timezone.now())
    off = read(token)[str(occurrence.pk)]
    assert [before["SEQUENCE"], moved["SEQUENCE"], off["SEQUENCE"]] == [0, 1, 2]
    assert moved.start == later.replace(microsecond=0) and before.start != moved.start
    assert before["LAST-MODIFIED"].dt <= moved["LAST-MODIFIED"].dt <= off["LAST-MODIFIED"].dt
    assert str(moved["STATUS"]) == "CONFIRMED" and str(off["STATUS"]) == "CANCELLED"


def test_both_parsers_read_it_and_programs_hear_its_name_and_how_often_to_ask(cast: Cast) -> None:
    type(cast.ana).objects.filter(pk=cast.ana.pk).update(language="ar")
    occurrence = coming(cast, title="جري هادئ", zone="Australia/Lord_Howe")
    answer(occurrence, cast.ana)
    got = fetch(calendars.make(cast.ana))
    assert got["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(got.content)
    assert str(calendar["X-WR-CALNAME"]) and str(calendar["METHOD"]) == "PUBLISH"
    assert calendar["REFRESH-INTERVAL"].dt == HOUR
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in got.content
    event = next(vobject.readComponents(got.content.decode())).vevent
    assert event.summary.value == "جري هادئ"
    assert event.dtstart.value == occurrence.starts_at.replace(microsecond=0)


def test_an_empty_calendar_is_a_whole_one(cast: Cast) -> None:
    assert read(calendars.make(cast.eve)) == {}


# ---- the meeting point ----------------------------------------------------------------------------------------------


def test_the_point_stands_there_for_who_goes_from_a_day_before_until_the_end(cast: Cast) -> None:
    occurrence = coming(cast)
    answer(occurrence, cast.ana)
    token = calendars.make(cast.ana)
    seen = {}
    for moment in (
        occurrence.starts_at - DAY - timedelta(seconds=1),
        occurrence.starts_at - DAY,
        occurrence.ends_at - timedelta(seconds=1),
        occurrence.ends_at,
    ):
        with time_machine.travel(moment, tick=False):
            seen[moment] = read(token)[str(occurrence.pk)]
    assert [str(one["LOCATION"]) for one in seen.values()] == [
        "Harbour", "By the crane, Harbour", "By the crane, Harbour", "Harbour",
    ]  # fmt: skip
    stamps = [one["LAST-MODIFIED"].dt for one in seen.values()]
    assert stamps[0] < stamps[1] == stamps[2] < stamps[3], "each form looks newer than the one before"


def test_the_point_and_the_area_have_the_comma_of_the_persons_language(cast: Cast) -> None:
    occurrence = coming(cast)
    answer(occurrence, cast.ana)
    token = calendars.make(cast.ana)
    for language, where in (("ar", "By the crane، Harbour"), ("de", "By the crane, Harbour")):
        Person.objects.filter(pk=cast.ana.pk).update(language=language)
        with time_machine.travel(occurrence.starts_at - HOUR, tick=False):
            assert str(read(token)[str(occurrence.pk)]["LOCATION"]) == where


@pytest.mark.parametrize("state", ["waitlisted", "offered"])
def test_the_point_stays_hidden_from_who_only_waits(cast: Cast, state: str) -> None:
    occurrence = coming(cast, starts_at=timezone.now() + 3 * HOUR)
    mine = answer(occurrence, cast.ana, state)
    token = calendars.make(cast.ana)
    assert place_of(token, occurrence) == "Harbour"
    Rsvp.objects.filter(pk=mine.pk).update(state="going", place=None, offer_until=None)
    assert place_of(token, occurrence) == "By the crane, Harbour", "the same, had they a place"


def test_the_point_of_a_cancelled_one_is_hidden_again(cast: Cast) -> None:
    occurrence = coming(cast, starts_at=timezone.now() + 3 * HOUR)
    answer(occurrence, cast.ana)
    token = calendars.make(cast.ana)
    assert place_of(token, occurrence) == "By the crane, Harbour"
    Occurrence.objects.filter(pk=occurrence.pk).update(status="cancelled")
    assert place_of(token, occurrence) == "Harbour"
    assert b"crane" not in fetch(token).content


def test_who_hosts_reads_the_point_at_any_time(cast: Cast) -> None:
    occurrence = coming(cast)
    answer(occurrence, cast.ana)
    answer(occurrence, cast.ben)
    Host.objects.create(occurrence=occurrence, profile=cast.profile(cast.ben, cast.harbour), lead=True)
    assert place_of(calendars.make(cast.ana), occurrence) == "Harbour"
    assert place_of(calendars.make(cast.ben), occurrence) == "By the crane, Harbour"


# ---- for whom -------------------------------------------------------------------------------------------------------


def test_who_is_removed_or_leaves_has_nothing_of_the_group_any_more_at_once(cast: Cast) -> None:
    join(cast.ana, cast.hill)
    here, there = coming(cast), coming(cast, cast.hill)
    for one in (here, there):
        answer(one, cast.ana)
    answer(here, cast.ben)
    anas, bens = calendars.make(cast.ana), calendars.make(cast.ben)
    held = fetch(anas)
    assert set(read(anas)) == {str(here.pk), str(there.pk)} and set(read(bens)) == {str(here.pk)}
    place = load_group(cast.cara, cast.harbour.slug, Action.REMOVE_MEMBER)
    leaving.remove(place, cast.membership(cast.ana, cast.harbour), reason="Asked to go")
    leaving.leave(cast.place(cast.ben, cast.harbour), words="keep")
    assert set(read(anas)) == {str(there.pk)} and read(bens) == {}
    assert str(here.pk).encode() not in fetch(anas).content + fetch(bens).content
    # And a program that asks only for what is newer hears that it is gone.
    assert fetch(anas, if_none_match=held["ETag"]).status_code == 200
    assert fetch(anas, if_modified_since=http_date(timezone.now().timestamp())).status_code == 200


def test_a_disabled_account_has_no_calendar_until_it_is_enabled(cast: Cast) -> None:
    occurrence = coming(cast)
    answer(occurrence, cast.ana)
    token = calendars.make(cast.ana)
    assert set(read(token)) == {str(occurrence.pk)}
    people.disable(cast.olga, cast.ana)
    assert fetch(token).status_code == 404
    people.enable(cast.olga, cast.ana)
    assert set(read(token)) == {str(occurrence.pk)}


def test_unknown_replaced_revoked_and_broken_addresses_get_one_answer(cast: Cast) -> None:
    replaced = calendars.make(cast.ana)
    assert fetch(replaced).status_code == 200
    current = calendars.make(cast.ana)
    assert fetch(current).status_code == 200
    revoked = calendars.make(cast.ben)
    calendars.revoke(cast.ben)
    calendars.revoke(cast.ben)
    closed = calendars.make(cast.cara)
    people.disable(cast.olga, cast.cara)
    refused = [fetch(one) for one in (new_token(), replaced, revoked, closed, "x", "%00", "%F0%9F%8F%83", current[:-1])]
    assert {one.status_code for one in refused} == {404}
    assert len({_steady(one) for one in refused}) == 1
    assert _steady(refused[0]) == _steady(Client().get("/calendar/no/such/page/"))


def _steady(answer: HttpResponse) -> tuple[Any, ...]:
    kept = {name: value for name, value in answer.items() if name != "Content-Security-Policy"}
    return (answer.content, tuple(sorted(kept.items())))


def test_the_address_is_kept_as_a_hash_only_and_has_192_bits(cast: Cast) -> None:
    token = calendars.make(cast.ana)
    assert len(token) * 6 >= 128
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(f)::text FROM groups_calendarfeed f")
        (kept,) = cursor.fetchone()
    assert token not in kept and token.encode().hex() not in kept
    assert CalendarFeed.objects.get().pk == cast.ana.pk


@pytest.mark.django_db(transaction=True)
def test_of_many_made_at_once_exactly_one_leads_somewhere(cast: Cast) -> None:
    tokens = at_once([lambda: calendars.make(cast.ana)] * 12)
    assert all(isinstance(token, str) for token in tokens), tokens
    assert sorted(fetch(token).status_code for token in tokens) == [200] + [404] * 11


# ---- fetching -------------------------------------------------------------------------------------------------------


def test_a_program_that_holds_it_hears_so_in_few_bytes(cast: Cast) -> None:
    occurrence = coming(cast)
    mine = answer(occurrence, cast.ana)
    token = calendars.make(cast.ana)
    first = fetch(token)
    assert first["Cache-Control"] == "private, no-cache" and "Set-Cookie" not in first
    assert first["X-Robots-Tag"] == "noindex, nofollow"
    newest = max(occurrence.changed_at, mine.since)
    assert abs(parsedate_to_datetime(first["Last-Modified"]) - newest) < timedelta(seconds=2)
    again = fetch(token, if_none_match=first["ETag"])
    assert again.status_code == 304 and not again.content and again["ETag"] == first["ETag"]
    Occurrence.objects.filter(pk=occurrence.pk).update(title="Hills instead")
    changed = fetch(token, if_none_match=first["ETag"])
    assert changed.status_code == 200 and b"Hills instead" in changed.content
    assert Client().head(f"/calendar/{token}.ics").status_code == 200
    assert Client().post(f"/calendar/{token}.ics").status_code == 405


def test_it_costs_two_statements_however_much_is_in_it(cast: Cast) -> None:
    join(cast.ana, cast.hill)
    token = calendars.make(cast.ana)
    costs = []
    for number in (1, 20):
        for _ in range(number):
            for group in (cast.harbour, cast.hill):
                answer(coming(cast, group), cast.ana)
        fetch(token)  # the first of an hour notes that it was read
        with CaptureQueriesContext(connection) as asked:
            assert len(read(token)) >= 2 * number
        costs.append(len(asked))
    assert costs == [2, 2]


def test_when_it_was_last_read_is_noted_once_an_hour(cast: Cast) -> None:
    token = calendars.make(cast.ana)
    start = timezone.now().replace(minute=0, second=0, microsecond=0)
    noted: list[datetime | None] = [CalendarFeed.objects.get().read_at]
    for minutes in (0, 59, 61):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            fetch(token)
        noted.append(CalendarFeed.objects.get().read_at)
    assert noted == [None, start, start, start + timedelta(minutes=61)]


def test_who_asks_without_end_is_told_to_wait(cast: Cast) -> None:
    token = calendars.make(cast.ana)
    answers = [fetch(token) for _ in range(31)]
    assert [one.status_code for one in answers] == [200] * 30 + [429]
    assert int(answers[-1]["Retry-After"]) == 60
    assert fetch(calendars.make(cast.ben)).status_code == 200, "others are not held up"
