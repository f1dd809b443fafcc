"""Occurrences as real rows: twelve weeks ahead, each with the hosts, paces and regulars of those before it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from community.notifications.quiet import zone_of
from community.whole import one_by_one, whole
from groups.actions import hearing
from groups.actions.announce import event_changed
from groups.actions.changes import set_paces
from groups.actions.locks import lock_group
from groups.actions.plans import members_among
from groups.actions.regulars import put_down_regulars
from groups.actions.scopes import Hosting, hosting_of
from groups.models import Event, Host, Occurrence
from groups.recurrence import Pattern, span

AHEAD = timedelta(weeks=12)
SHARED = ("title", "about", "area", "point", "zone", "minutes", "capacity", "question", "worded_by_id")


def make_ahead(now: datetime) -> int:
    """What is still missing of all series; how many were made. Each series in a transaction of its own; done by two at
    once it is done once."""
    ahead = (now + AHEAD).date()  # in a place where the day is another, a little early or late
    unmade = Q(made_until=None) | Q(made_until__lt=ahead)
    open_ended = Q(until=None) | Q(made_until=None) | Q(until__gt=F("made_until"))
    due = Event.objects.exclude(repeats=Event.Repeats.NEVER).filter(unmade, open_ended)
    return one_by_one(partial(_make, now=now), list(due.order_by("pk").values_list("pk", flat=True)))


@whole
def _make(event_id: UUID, now: datetime) -> int:
    """The group is held: nobody leaves it, and nobody changes the series, while its regulars are put down."""
    lock_group(Event.objects.values_list("group", flat=True).get(pk=event_id))
    event = Event.objects.select_for_update(no_key=True, of=("self",)).select_related("group").get(pk=event_id)
    return len(make(event, now, hosting_of(event)))


def make(event: Event, now: datetime, hosting: Hosting) -> list[Occurrence]:
    """The occurrences that the pattern asks for and that are not there yet; the first one however far away it is. The
    caller holds group and event."""
    latest = event.occurrences.order_by("-slot").values_list("slot", flat=True).first()
    last = now.astimezone(zone_of(event.zone)).date() + AHEAD
    pattern = Pattern(event.repeats, event.interval, event.starts_on, event.until)
    days = pattern.days_up_to(max(last, event.starts_on) if latest is None else last)
    made = [_occurrence(event, day) for day in days if latest is None or day > latest]
    made = [one for one in made if one.starts_at > now]
    for one in made:
        one.save(force_insert=True)
        set_paces(one, _paces(event))
        set_hosts(one, hosting, now)
        put_down_regulars(one)
        event_changed(one)
    hearing.of_no_host([one for one in made if one.hostless_since is not None], None, now)
    event.made_until = last
    event.save(update_fields=["made_until"])
    return made


def set_hosts(occurrence: Occurrence, hosting: Iterable[tuple[UUID, bool]], now: datetime) -> None:
    """Those of them who are still in the group. Without one who leads, it says so."""
    hosting = list(hosting)
    current = members_among(occurrence.group, [profile for profile, _ in hosting])
    hosts = [Host(occurrence=occurrence, profile_id=pk, lead=lead) for pk, lead in hosting if pk in current]
    Host.objects.bulk_create(hosts)
    if not any(host.lead for host in hosts):
        occurrence.hostless_since = now
        occurrence.save(update_fields=["hostless_since"])


def _paces(event: Event) -> list[dict[str, str | int | None]]:
    leaders = {UUID(pace["leader"]) for pace in event.paces if pace.get("leader")}
    current = {str(pk) for pk in members_among(event.group, leaders)}
    return [{**pace, "leader": pace["leader"] if pace.get("leader") in current else None} for pace in event.paces]


def _occurrence(event: Event, day: date) -> Occurrence:
    starts_at, ends_at = span(day, event.clock, event.zone, event.minutes)
    said = {name: getattr(event, name) for name in SHARED}
    return Occurrence(
        event=event,
        group=event.group,
        slot=day,
        day=day,
        clock=event.clock,
        starts_at=starts_at,
        ends_at=ends_at,
        timed_at=timezone.now(),
        **said,
    )
