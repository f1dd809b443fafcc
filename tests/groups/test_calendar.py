"""Calendar files: read back by two parsers that share nothing, with the instants that were meant, and without what is
nobody else's business."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo, available_timezones

import icalendar
import pytest
import vobject
from dateutil.tz import tzical
from icalendar.timezone import TZP

from groups.calendar import event_file, invitation
from groups.calendar.ics import Entry, fill, new_calendar
from groups.calendar.zones import block
from groups.models import Event, Group, Occurrence, Rsvp
from tests.cast import Cast
from tests.groups.occurrences import answer, plan

BERLIN = ZoneInfo("Europe/Berlin")
THURSDAYS = (datetime(2026, 10, 15, 7, tzinfo=BERLIN), datetime(2026, 10, 22, 7, tzinfo=BERLIN),
             datetime(2026, 10, 29, 7, tzinfo=BERLIN), datetime(2026, 11, 5, 7, tzinfo=BERLIN))  # fmt: skip
YEAR = 2027
DAY = timedelta(days=1)
TITLES = [
    "Hills, stairs; and a pub, perhaps",
    "Back\\slash and \"quotes\" and a:colon",
    "🏃‍♀️ Läufe im Süden 👨‍👩‍👧‍👦 für alle",
    "جري هادئ على الماء، ثم قهوة",
    "走る" * 40,
    "BEGIN:VEVENT",
    "x" * 80,
]  # fmt: skip


def unsaved(at: datetime, zone: str = "Europe/Berlin", minutes: int = 60, **fields: object) -> Occurrence:
    """An occurrence as it would be loaded, with its group."""
    said = {"title": "Harbour loop", "area": "Harbour", "point": "By the crane", "changed_at": at, "created_at": at}
    group = Group(slug="harbour-runners")
    ends_at = at + timedelta(minutes=minutes)
    return Occurrence(group=group, zone=zone, starts_at=at, ends_at=ends_at, **(said | fields))


def event_of(content: bytes) -> icalendar.Event:
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return event


def other_event_of(content: bytes) -> vobject.base.Component:
    return next(vobject.readComponents(content.decode())).vevent


# ---- a series with a moved and a cancelled one ----------------------------------------------------------------------


@pytest.fixture
def series(cast: Cast) -> list[Occurrence]:
    """Four Thursdays at seven, over the end of summer time: the second is moved by two hours, the third is off."""
    first = plan(cast.harbour, cast.cara, THURSDAYS[0])
    event = Event.objects.get(pk=first.event_id)
    rest = [plan(cast.harbour, cast.cara, at, event=event) for at in THURSDAYS[1:]]
    moved, off = rest[0], rest[1]
    later = moved.starts_at + timedelta(hours=2)
    at = datetime(2026, 10, 1, tzinfo=UTC)
    Occurrence.objects.filter(pk=moved.pk).update(
        starts_at=later, ends_at=later + timedelta(hours=1), clock=later.time(), sequence=1, changed_at=at
    )
    Occurrence.objects.filter(pk=off.pk).update(status=Occurrence.Status.CANCELLED, sequence=2, changed_at=at)
    return list(Occurrence.objects.filter(event=event).select_related("group").order_by("slot"))


def test_a_series_with_one_moved_and_one_cancelled_reads_right_in_icalendar(series: list[Occurrence]) -> None:
    read = {str(one["UID"]): one for one in icalendar.Calendar.from_ical(_together(series)).walk("VEVENT")}
    assert len(read) == 4
    for occurrence in series:
        event = read[f"{occurrence.pk}@localhost"]
        assert event.start == occurrence.starts_at and event.end == occurrence.ends_at
        assert str(event.start.tzinfo) == "Europe/Berlin"
        assert event["SEQUENCE"] == occurrence.sequence
        assert event["LAST-MODIFIED"].dt - occurrence.changed_at < timedelta(seconds=1)
    assert [str(read[f"{one.pk}@localhost"]["STATUS"]) for one in series] == [
        "CONFIRMED", "CONFIRMED", "CANCELLED", "CONFIRMED",
    ]  # fmt: skip
    assert [read[f"{one.pk}@localhost"].start.hour for one in series] == [7, 9, 7, 7]


def test_and_reads_right_in_a_parser_that_believes_the_zones_of_the_file(series: list[Occurrence]) -> None:
    calendar = next(vobject.readComponents(_together(series).decode()))
    read = {one.uid.value: one for one in calendar.vevent_list}
    for occurrence in series:
        event = read[f"{occurrence.pk}@localhost"]
        assert event.dtstart.value == occurrence.starts_at and event.dtend.value == occurrence.ends_at
        assert "dateutil" in type(event.dtstart.value.tzinfo).__module__, "precondition: not a zone of its own tables"
        assert event.sequence.value == str(occurrence.sequence)
    assert [read[f"{one.pk}@localhost"].status.value for one in series] == [
        "CONFIRMED", "CONFIRMED", "CANCELLED", "CONFIRMED",
    ]  # fmt: skip
    assert {read[f"{one.pk}@localhost"].dtstart.value.utcoffset() for one in series} == {
        timedelta(hours=1), timedelta(hours=2),
    }  # fmt: skip


def _together(series: list[Occurrence]) -> bytes:
    calendar = new_calendar()
    fill(calendar, [Entry(one, Rsvp.State.GOING, one.area, one.changed_at) for one in series])
    return bytes(calendar.to_ical())


# ---- one file -------------------------------------------------------------------------------------------------------


def test_a_file_says_what_a_calendar_must_know_and_names_nobody(cast: Cast) -> None:
    occurrence = plan(cast.harbour, cast.cara, THURSDAYS[0], about="Bring a lamp.\nCake after; promised.")
    content = event_file(occurrence)
    event = event_of(content)
    page = f"http://localhost:8000/g/harbour-runners/events/{occurrence.pk}/"
    assert str(event["DESCRIPTION"]) == f"{page}\n\nBring a lamp.\nCake after; promised."
    assert str(event["URL"]) == page
    assert str(event["LOCATION"]) == "Harbour"
    assert str(event["CLASS"]) == "PRIVATE"
    assert event["CREATED"].dt - occurrence.created_at < timedelta(seconds=1)
    assert icalendar.Calendar.from_ical(content)["METHOD"] == "PUBLISH"
    assert "ORGANIZER" not in event and "ATTENDEE" not in event
    assert b"mailto" not in content and b"Cara" not in content and b"crane" not in content


@pytest.mark.parametrize(
    ("state", "status", "said"),
    [
        (Rsvp.State.GOING, Occurrence.Status.PLANNED, "CONFIRMED"),
        (Rsvp.State.OFFERED, Occurrence.Status.PLANNED, "TENTATIVE"),
        (Rsvp.State.WAITLISTED, Occurrence.Status.PLANNED, "TENTATIVE"),
        (Rsvp.State.GOING, Occurrence.Status.CANCELLED, "CANCELLED"),
        (Rsvp.State.WAITLISTED, Occurrence.Status.CANCELLED, "CANCELLED"),
    ],
)
def test_the_status_is_that_of_who_gets_the_file(cast: Cast, state: str, status: str, said: str) -> None:
    occurrence = plan(cast.harbour, cast.cara, THURSDAYS[0], status=status)
    answer(occurrence, cast.ana, state)
    content = invitation(occurrence, cast.profile(cast.ana, cast.harbour))
    assert str(event_of(content)["STATUS"]) == other_event_of(content).status.value == said


@pytest.mark.parametrize("title", TITLES)
def test_any_title_comes_back_as_it_was_through_both_parsers(title: str) -> None:
    about = f"{title}\n\nSecond line, with a comma; and more.\n{title}"
    content = event_file(unsaved(THURSDAYS[0], title=title, about=about))
    event, other = event_of(content), other_event_of(content)
    assert str(event["SUMMARY"]) == other.summary.value == title
    assert str(event["DESCRIPTION"]).endswith(f"\n\n{about}") and other.description.value.endswith(f"\n\n{about}")
    lines = content.split(b"\r\n")
    assert lines[-1] == b"" and not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 75
    content.decode()  # folded between letters, never within one


def test_an_hour_that_comes_twice_is_not_taken_for_the_other() -> None:
    # 02:30 on this night is there first in summer time, and an hour later again.
    for fold in (0, 1):
        start = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=fold).astimezone(UTC)
        content = event_file(unsaved(start))
        event, other = event_of(content), other_event_of(content)
        assert event.start.timestamp() == other.dtstart.value.timestamp() == start.timestamp()
        assert event.end.timestamp() == other.dtend.value.timestamp() == start.timestamp() + 3600


def test_utc_needs_no_zone_and_a_zone_nobody_knows_any_more_is_told_in_it() -> None:
    for zone in ("UTC", "Mars/Olympus"):
        content = event_file(unsaved(THURSDAYS[0], zone))
        assert b"VTIMEZONE" not in content and b"DTSTART:20261015T050000Z" in content
        assert event_of(content).start == THURSDAYS[0]


# ---- zones ----------------------------------------------------------------------------------------------------------


def test_summer_time_begins_and_ends_in_the_file_at_the_second_it_does() -> None:
    said = block(BERLIN, THURSDAYS[0], THURSDAYS[0]).to_ical().decode()
    assert "DTSTART:20260329T020000\r\nTZNAME:CEST\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200" in said
    assert "DTSTART:20261025T030000\r\nTZNAME:CET\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100" in said


@pytest.mark.parametrize("zone", ["Europe/Dublin", "Africa/Casablanca", "Australia/Lord_Howe", "Europe/Lisbon"])
def test_the_later_clock_is_called_summer_also_where_the_tables_call_winter_the_exception(zone: str) -> None:
    made = block(ZoneInfo(zone), THURSDAYS[0], THURSDAYS[0])
    summer = {one["TZOFFSETTO"].td for one in made.daylight}
    winter = {one["TZOFFSETTO"].td for one in made.standard}
    assert summer and winter and min(summer) > max(winter)


@pytest.mark.slow
def test_every_zone_gives_both_parsers_the_instants_of_our_own_tables() -> None:
    zones = sorted(available_timezones() - {"localtime"})
    changing = [zone for zone in zones if _changes(ZoneInfo(zone))]
    assert len(zones) > 400 and len(changing) > 150, "precondition: the tables are there"
    wrong = [line for zone in zones for line in _differences(zone)]
    assert not wrong, "\n".join(wrong[:20])


def _differences(name: str) -> Iterator[str]:
    """Where one of the parsers, with nothing but the file, places a time elsewhere than `zoneinfo` does."""
    zone = ZoneInfo(name)
    times = [datetime(YEAR, 1, 15, 12, tzinfo=UTC), datetime(YEAR, 7, 15, 12, tzinfo=UTC)]
    for change in _changes(zone):
        times += [change + step for step in (-DAY, -timedelta(minutes=91), timedelta(0), timedelta(minutes=61), DAY)]
    said = block(zone, times[0], times[0]).to_ical().decode()
    dateutils = tzical(StringIO(said)).get()
    icalendars = icalendar.Timezone.from_ical(said).to_tz(TZP("pytz"), lookup_tzid=False)
    for at in times:
        wall, is_utc = _start(event_file(unsaved(at, name)))
        seen = [wall.replace(tzinfo=UTC)] if is_utc else [wall.replace(tzinfo=dateutils), icalendars.localize(wall)]
        for parser, read in zip(("dateutil", "icalendar"), seen, strict=False):
            if read.astimezone(UTC) != at:
                yield f"{name} by {parser}: {at:%Y-%m-%d %H:%M} was read as {read.astimezone(UTC):%Y-%m-%d %H:%M}"


def _start(content: bytes) -> tuple[datetime, bool]:
    """What the event's DTSTART says, to the letter; whether it is UTC."""
    found = re.search(rb"\r\nDTSTART(?:;TZID=[^:]+)?:(\w{15})(Z?)\r", content.partition(b"BEGIN:VEVENT")[2])
    assert found is not None
    return datetime.fromisoformat(found[1].decode()), bool(found[2])


def _changes(zone: ZoneInfo) -> list[datetime]:
    """The changes of offset in the year, to the minute, found the slow way."""
    found, at = [], datetime(YEAR, 1, 1, tzinfo=UTC)
    while at.year == YEAR:
        if at.astimezone(zone).utcoffset() != (at + DAY).astimezone(zone).utcoffset():
            minutes = (at + timedelta(minutes=number) for number in range(1, 24 * 60 + 1))
            found.append(next(m for m in minutes if m.astimezone(zone).utcoffset() != at.astimezone(zone).utcoffset()))
        at += DAY
    return found
