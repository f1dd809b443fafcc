"""How notifications speak of an occurrence.

What is written outside of Snug names the group and the times: never a title, a name or the meeting point. The calendar
file of a mail is the one exception: an entry without a title is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from community.dates import date_format
from community.models import Dispatch
from community.notifications import File, Said
from community.notifications.quiet import zone_of
from groups.calendar.ics import MIME, events_file
from groups.models import Membership, Occurrence, Rsvp

SHORT = "D j M, H:i"


def occurrences_of(dispatches: Sequence[Dispatch], more: Iterable[UUID] = ()) -> dict[UUID, Occurrence]:
    """Those that the dispatches are about, and these, by their own id, in one query."""
    ids = {*(one.subject for one in dispatches), *more}
    return {one.pk: one for one in Occurrence.objects.filter(pk__in=ids).select_related("group__brand", "event")}


def when(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """From when to when on the reader's clock, which is active; on the place's as well where that shows another, and
    alone where the reader has chosen none."""
    there = starts_at.astimezone(zone_of(zone))
    if _nobodys_clock():
        return _("%(there)s in %(zone)s") % {"there": _from_to(there, ends_at.astimezone(there.tzinfo)), "zone": zone}
    here = _from_to(timezone.localtime(starts_at), timezone.localtime(ends_at))
    if there.utcoffset() == timezone.localtime(starts_at).utcoffset():
        return here
    said = {"here": here, "there": date_format(there, SHORT), "zone": zone}
    return _("%(here)s (%(there)s in %(zone)s)") % said


def moment(at: datetime, zone: str) -> str:
    """One moment on the reader's clock; on the place's where they have chosen none."""
    if _nobodys_clock():
        return _("%(there)s in %(zone)s") % {"there": date_format(at.astimezone(zone_of(zone)), SHORT), "zone": zone}
    return date_format(timezone.localtime(at), SHORT)


def _nobodys_clock() -> bool:
    """An account begins with UTC, by which nobody lives."""
    return timezone.get_current_timezone_name() == "UTC"


def letter(
    occurrence: Occurrence,
    title: str,
    line: str,
    why: str,
    more: Sequence[str] = (),
    *,
    button: str = "",
    state: str = "",
) -> Said:
    """What a kind says about it; with the calendar file for who answered `state`."""
    brand = occurrence.group.brand
    return Said(
        title=title,
        line=f"{occurrence.group.name}: {line}",
        url=page_of(occurrence),
        why=why,
        lines=(f"{occurrence.group.name}: {line}", *more),
        button=button or _("See the event"),
        sign=brand.name,
        colour=brand.colour,
        file=partial(file_of, [(occurrence, state)]) if state else None,
    )


def file_of(days: Sequence[tuple[Occurrence, str]]) -> File:
    """The calendar file of these, each with what was answered to it."""
    return File("event.ics", MIME, events_file(days))


def page_of(occurrence: Occurrence) -> str:
    return reverse("groups:event", args=[occurrence.group.slug, occurrence.pk])


def states_of(dispatches: Sequence[Dispatch], more: Iterable[UUID] = ()) -> dict[tuple[UUID, UUID | None], str]:
    """What each person has answered to what they are told of, and to these, in one query."""
    ids, people = {*(one.subject for one in dispatches), *more}, {one.person_id for one in dispatches}
    rows = Rsvp.objects.filter(occurrence__in=ids, profile__person__in=people)
    return {(on, who): state for on, who, state in rows.values_list("occurrence", "profile__person", "state")}


def answers(state: str) -> QuerySet[Rsvp]:
    """Answers in this state, by people who are in the group, to events that stand."""
    member = Membership.objects.current().filter(group=OuterRef("occurrence__group"), profile=OuterRef("profile"))
    return Rsvp.objects.filter(Exists(member), state=state, occurrence__status=Occurrence.Status.PLANNED)


def _from_to(start: datetime, end: datetime) -> str:
    until = date_format(end, "H:i" if end.date() == start.date() else SHORT)
    return f"{date_format(start, SHORT)}–{until}"
