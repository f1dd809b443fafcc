"""Reminders: nobody who goes forgets it, nobody who has not said hears more than once (reminders.md)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from community.models import DEFAULT_LEADS, Dispatch, Reach
from community.notifications import INBOX_ONLY, Due, Kind, Said, Still, register
from community.notifications.quiet import instant, zone_of
from groups.models import Membership, Occurrence, Rsvp
from groups.notifications.occurrences import letter, occurrences_of, when
from groups.notifications.spaces import of_insiders

EVENTS = gettext_lazy("Events")
DAY = 24 * 60
CATCH_UP = timedelta(days=2)  # how long the clock may have stood still
LONGEST_LEAD = timedelta(days=7, hours=2)  # a week by the calendar may be longer by what the clocks are put back
UNDECIDED_LEAD = timedelta(hours=48)

# A day of the calendar may be shorter or longer than 24 hours, once in history by a whole one: the clock on the wall is
# asked below, of the few that come near. Leads that are planned already are left out: of most ticks nothing is left.
_GOING = """
SELECT f.person_id, o.id, o.group_id, o.starts_at, o.day, o.clock, o.zone, w.leads, w.since, near.leads
FROM groups_occurrence o
JOIN groups_rsvp r ON r.occurrence_id = o.id AND r.state = 'going'
JOIN community_profile f ON f.id = r.profile_id AND f.person_id IS NOT NULL
JOIN groups_membership m ON m.profile_id = f.id AND m.ended_at IS NULL
LEFT JOIN community_reach re ON re.person_id = f.person_id
CROSS JOIN LATERAL (
    SELECT COALESCE(re.leads, %(leads)s) AS leads, GREATEST(r.since, o.timed_at) AS since
) w
CROSS JOIN LATERAL (
    SELECT array_agg(one.lead) AS leads FROM (
        SELECT lead, o.starts_at - make_interval(mins => lead) AS at,
            CASE WHEN lead %% 1440 = 0 THEN interval '26 hours' ELSE interval '0' END AS slack
        FROM unnest(w.leads) lead
    ) one
    WHERE one.at - one.slack <= %(until)s AND one.at + one.slack >= GREATEST(w.since, %(since)s)
        AND NOT EXISTS (
            SELECT FROM community_dispatch d WHERE d.person_id = f.person_id AND d.kind = 'event.reminder'
                AND d.channel = 'app' AND d.subject = o.id AND d.variant = one.lead AND d.moment = o.starts_at
                AND d.state <> 'cancelled'
        )
) near
WHERE o.status = 'planned' AND o.starts_at > %(now)s AND o.starts_at <= %(last)s AND near.leads IS NOT NULL
"""


_Time = tuple[int, datetime, datetime]


class _Row(NamedTuple):
    person: UUID
    occurrence: UUID
    group: UUID
    starts_at: datetime
    day: Any
    clock: Any
    zone: str
    leads: list[int]
    since: datetime  # when both stood: the yes, and this time
    near: list[int]  # leads that may be due and are not planned


class Reminder(Kind):
    """`variant`: the lead in minutes; `moment`: the start. A moved event makes new ones and leaves the old untrue."""

    name = "event.reminder"
    label = gettext_lazy("Reminders of what you go to")
    section = EVENTS

    def due(self, now: datetime, until: datetime) -> Iterator[Due]:
        with connection.cursor() as cursor:
            about = {"now": now, "until": until, "since": now - CATCH_UP, "last": until + LONGEST_LEAD}
            cursor.execute(_GOING, {"leads": list(DEFAULT_LEADS), **about})
            rows = [_Row._make(row) for row in cursor.fetchall()]
        times: dict[tuple[UUID, tuple[int, ...]], list[_Time]] = {}  # the same for most who go to one
        for row in rows:
            key = row.occurrence, tuple(row.leads)
            if key not in times:
                times[key] = _times(row)
            yield from _reminders(row, times[key], now, until)

    def still_true(self) -> Still:
        """They still go, as a member, to what still stands at this very time, and still want to hear so long before."""
        own = Reach.objects.filter(person=OuterRef("person"))
        wanted = Exists(own.filter(leads__contains=[OuterRef("variant")]))
        usual = Q(variant__in=DEFAULT_LEADS) & ~Exists(own)
        return Exists(_of_members(Rsvp.State.GOING).filter(occurrence__starts_at=OuterRef("moment"))) & (wanted | usual)

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        """Many hear the same: each event and title is put in words once."""
        dispatches = of_insiders(dispatches)
        found, now = occurrences_of(dispatches), timezone.now()
        title, reminds = cache(_lead_words), cache(lambda subject, title: _reminds(found[subject], title))
        return {one.pk: reminds(one.subject, title(_left(one, now))) for one in dispatches if one.subject in found}


class Undecided(Kind):
    """Once, two days before, to who has not said."""

    name = "event.undecided"
    label = gettext_lazy("Events you have not answered")
    section = EVENTS
    channels = INBOX_ONLY
    gathers = True

    def due(self, now: datetime, until: datetime) -> Iterator[Due]:
        """Whoever was here, while it stood, two days before; not who came or what was planned later than that."""
        coming = Occurrence.objects.standing().filter(
            starts_at__gt=now, starts_at__lte=until + UNDECIDED_LEAD, timed_at__lte=F("starts_at") - UNDECIDED_LEAD
        )
        asked = (
            Membership.objects.current()
            .filter(group__occurrences__in=coming, profile__person__isnull=False)
            .annotate(occurrence=F("group__occurrences"), starts_at=F("group__occurrences__starts_at"))
            .filter(joined_at__lte=F("starts_at") - UNDECIDED_LEAD, group__occurrences__in=coming)
        )
        silent = asked.exclude(
            Exists(Rsvp.objects.filter(occurrence=OuterRef("occurrence"), profile=OuterRef("profile")))
        ).exclude(Exists(_planned(self.name)))
        for person, occurrence, group, starts_at in silent.values_list(
            "profile__person", "occurrence", "group", "starts_at"
        ):
            yield Due(
                person_id=person,
                subject=occurrence,
                moment=starts_at,
                due_at=starts_at - UNDECIDED_LEAD,
                useful_until=starts_at - timedelta(hours=3),
                starts_at=starts_at,
                space=group,
            )

    def still_true(self) -> Still:
        member = Membership.objects.current().filter(
            group__occurrences=OuterRef("subject"), profile__person=OuterRef("person")
        )
        stands = Occurrence.objects.standing().filter(pk=OuterRef("subject"), starts_at=OuterRef("moment"))
        said = Rsvp.objects.filter(occurrence=OuterRef("subject"), profile__person=OuterRef("person"))
        return Exists(member) & Exists(stands) & ~Exists(said)

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        dispatches = of_insiders(dispatches)
        found = occurrences_of(dispatches)
        return {one.pk: _asks(found[one.subject]) for one in dispatches if one.subject in found}


def due_at(starts_at: datetime, day: Any, clock: Any, zone: str, lead: int) -> datetime:
    """When a reminder of `lead` minutes is due. Whole days are days of the calendar, at the same time on the wall of
    the place; what is shorter is an absolute stretch (reminders.md)."""
    if lead % DAY:
        return starts_at - timedelta(minutes=lead)
    return instant(day - timedelta(days=lead // DAY), clock, zone_of(zone))


def _times(row: _Row) -> list[_Time]:
    """When each lead is due, and until when it is of use: the next takes over."""
    times = sorted((due_at(row.starts_at, row.day, row.clock, row.zone, lead), lead) for lead in set(row.leads))
    ends = [at for at, _lead in times[1:]] + [row.starts_at]
    return [(lead, at, end) for (at, lead), end in zip(times, ends, strict=True)]


def _reminders(row: _Row, times: Sequence[_Time], now: datetime, until: datetime) -> Iterator[Due]:
    """Those that are due; none that was due before the person or the event stood."""
    for lead, at, useful_until in times:
        in_time = row.since <= at <= until and at > now - CATCH_UP and useful_until > now
        if in_time and lead in row.near:
            yield Due(
                person_id=row.person,
                subject=row.occurrence,
                variant=lead,
                moment=row.starts_at,
                due_at=at,
                useful_until=useful_until,
                starts_at=row.starts_at,
                space=row.group,
            )


def _of_members(*states: str) -> Any:
    """Answers to the dispatch's occurrence by its person, as a current member, while it stands and has not begun."""
    return Rsvp.objects.filter(
        occurrence=OuterRef("subject"),
        profile__person=OuterRef("person"),
        state__in=states,
        occurrence__status=Occurrence.Status.PLANNED,
        occurrence__starts_at__gt=Now(),
        profile__memberships__ended_at=None,
        profile__memberships__group=F("occurrence__group"),
    )


def _planned(kind: str) -> Any:
    return Dispatch.objects.filter(
        kind=kind,
        channel="app",
        person=OuterRef("profile__person"),
        subject=OuterRef("occurrence"),
        moment=OuterRef("starts_at"),
    ).exclude(state=Dispatch.State.CANCELLED)


def _left(dispatch: Dispatch, now: datetime) -> timedelta:
    """How far off it is as it goes out; in the inbox, as it was when it came."""
    return (dispatch.moment or now) - (dispatch.sent_at or now)


def _reminds(occurrence: Occurrence, title: str) -> Said:
    return letter(
        occurrence,
        title,
        when(occurrence.starts_at, occurrence.ends_at, occurrence.zone),
        _("You get this because you said that you come."),
        _where(occurrence),
        state=Rsvp.State.GOING,
    )


def _asks(occurrence: Occurrence) -> Said:
    return letter(
        occurrence,
        _("Are you coming?"),
        when(occurrence.starts_at, occurrence.ends_at, occurrence.zone),
        _("You get this because you have not said yet whether you come. It comes once."),
        _where(occurrence),
        button=_("Answer"),
    )


def _lead_words(left: timedelta) -> str:
    hours = round(left.total_seconds() / 3600)
    if hours >= 36:
        days = round(hours / 24)
        return ngettext("Your event starts in %(n)d day", "Your event starts in %(n)d days", days) % {"n": days}
    if hours >= 1:
        return ngettext("Your event starts in %(n)d hour", "Your event starts in %(n)d hours", hours) % {"n": hours}
    return _("Your event starts within the hour")


def _where(occurrence: Occurrence) -> list[str]:
    return [_("Around %(area)s") % {"area": occurrence.area}] if occurrence.area else []


register(Reminder(), Undecided())
