"""One time of an event as a calendar file. Nothing in it names a person or says where exactly people meet: files are
kept, passed on and shown by programs that know nothing of who may see what (product.md "Meeting")."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event

from community.models import Profile
from community.notifications.quiet import zone_of
from groups.calendar.zones import block, comes_twice
from groups.models import Occurrence, Rsvp

MIME = "text/calendar; charset=utf-8"
PUBLISH = "PUBLISH"
_MAKER = "-//Snug//Snug//EN"
_WAITING = (Rsvp.State.OFFERED, Rsvp.State.WAITLISTED)
_UTC = "UTC"  # written with a Z, which needs no zone to be described


@dataclass(frozen=True, slots=True)
class Entry:
    """An occurrence, with its group, as one person has it in the calendar. `state` is their answer, `where` what they
    may read of the place, `changed_at` the last time any of it became another."""

    occurrence: Occurrence
    state: str
    where: str
    changed_at: datetime


def event_file(occurrence: Occurrence, *, state: str = Rsvp.State.GOING, method: str = PUBLISH) -> bytes:
    """The file for who answered `state`; a waiting person's place is tentative. For mails and downloads.

    The occurrence comes with its group. It has no organizer, so the only right `method` is that of publishing, also
    for what is cancelled: its status says so, and SEQUENCE that this is newer.
    """
    return events_file([(occurrence, state)], method=method)


def events_file(answered: Iterable[tuple[Occurrence, str]], *, method: str = PUBLISH) -> bytes:
    """The same for several, each with what was answered to it, in order of time."""
    days = sorted(answered, key=lambda day: day[0].starts_at)
    calendar = new_calendar(method)
    fill(calendar, [Entry(one, state, one.area, one.changed_at) for one, state in days])
    return written(calendar)


def invitation(occurrence: Occurrence, profile: Profile) -> bytes:
    """The same for one person, by their answer. One query; where many are written, ask once and use `event_file`."""
    answered = Rsvp.objects.filter(occurrence=occurrence, profile=profile).values_list("state", flat=True).first()
    return event_file(occurrence, state=answered or Rsvp.State.GOING)


def new_calendar(method: str = PUBLISH) -> Calendar:
    calendar = Calendar()
    calendar.add("PRODID", _MAKER)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", method)
    return calendar


def fill(calendar: Calendar, entries: Iterable[Entry]) -> None:
    """Adds the entries, after a description of every zone that they are told in."""
    entries = list(entries)
    spans: dict[ZoneInfo, tuple[datetime, datetime]] = {}
    for one in (entry.occurrence for entry in entries):
        zone = zone_of(one.zone)
        first, last = spans.get(zone, (one.starts_at, one.ends_at))
        spans[zone] = min(first, one.starts_at), max(last, one.ends_at)
    for zone, (first, last) in sorted(spans.items(), key=lambda span: span[0].key):
        if zone.key != _UTC:
            calendar.add_component(block(zone, first, last))
    for entry in entries:
        calendar.add_component(_event(entry))


def written(calendar: Calendar) -> bytes:
    content: bytes = calendar.to_ical()
    return content


def page_of(occurrence: Occurrence) -> str:
    """The whole address of its page."""
    return f"{settings.SITE_URL}/g/{occurrence.group.slug}/events/{occurrence.pk}/"


def _event(entry: Entry) -> Event:
    one, page = entry.occurrence, page_of(entry.occurrence)
    zone = zone_of(one.zone)
    event = Event()
    event.add("UID", f"{one.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("SEQUENCE", one.sequence)
    event.add("DTSTAMP", _second(entry.changed_at))
    event.add("LAST-MODIFIED", _second(entry.changed_at))
    event.add("CREATED", _second(one.created_at))
    event.add("STATUS", _status(entry))
    event.add("CLASS", "PRIVATE")  # who looks into a shared calendar sees that time is taken, and no more
    event.add("DTSTART", _on_the_clock(one.starts_at, zone))
    event.add("DTEND", _on_the_clock(one.ends_at, zone))
    event.add("SUMMARY", one.title)
    event.add("DESCRIPTION", f"{page}\n\n{one.about}" if one.about else page)
    event.add("URL", page)
    if entry.where:
        event.add("LOCATION", entry.where)
    return event


def _status(entry: Entry) -> str:
    if entry.occurrence.status == Occurrence.Status.CANCELLED:
        return "CANCELLED"
    return "TENTATIVE" if entry.state in _WAITING else "CONFIRMED"


def _on_the_clock(at: datetime, zone: ZoneInfo) -> datetime:
    """The wall clock of the place; UTC for a time that it shows twice, which a calendar would take for the first."""
    local = at.astimezone(zone)
    return at.astimezone(UTC) if zone.key == _UTC or comes_twice(local) else local


def _second(at: datetime) -> datetime:
    """Rounded up: of two states in one second the later one must not look older than what was fetched between."""
    at = at.astimezone(UTC)
    return at if not at.microsecond else at.replace(microsecond=0) + timedelta(seconds=1)
