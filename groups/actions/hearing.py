"""Who hears of what becomes of an event: those coming, those waiting, those who could take over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from community.models import Dispatch, Person
from community.notifications import Due, Kind, tell, withdraw
from groups.models import Host, Membership, Occurrence, Role, Rsvp
from groups.notifications.events import COMING, Cancelled, Changed, NoHost

_Times = tuple[datetime, datetime]


def of_change(occurrence: Occurrence, what: list[str], was: _Times, by: Person, now: datetime) -> int:
    """That it has another time or place, or is on again; `was`: from when to when it was before. How many are told."""
    return _tell(Changed(), occurrence, what, was, by, now)


def of_cancelling(occurrence: Occurrence, by: Person, now: datetime) -> int:
    return _tell(Cancelled(), occurrence, [], (occurrence.starts_at, occurrence.ends_at), by, now)


def of_no_host(occurrence: Occurrence, by: Person | None, now: datetime) -> int:
    """To who helps hosting and to the captains. Once for each time that it is without a host."""
    helping = Host.objects.filter(occurrence=occurrence).values("profile")
    could = Membership.objects.current().filter(Q(role=Role.CAPTAIN) | Q(profile__in=helping), group=occurrence.group)
    people = set(could.values_list("profile__person", flat=True)) - {by.pk if by else None, None}
    dues = [
        Due(
            person_id=person,
            subject=occurrence.pk,
            moment=occurrence.hostless_since,
            space=occurrence.group_id,
            due_at=now,
            starts_at=occurrence.starts_at,
            useful_until=occurrence.ends_at,
        )
        for person in people
    ]
    return tell(NoHost(), dues)


def _tell(kind: Kind, occurrence: Occurrence, what: list[str], was: _Times, by: Person, now: datetime) -> int:
    """Instead of what they have not been told yet: then it counts from the time that they know."""
    unheard = _unheard(occurrence)
    withdraw(occurrence.pk, kinds=[Changed(), Cancelled()])
    said = {"what": what, "was": [one.isoformat() for one in was]}
    dues = [
        _due(occurrence, person, _joined(unheard.get(person, {}), said), now)
        for person in _coming(occurrence) - {by.pk}
    ]
    return tell(kind, dues)


def _due(occurrence: Occurrence, person: UUID, said: Mapping[str, Any], now: datetime) -> Due:
    """Whoever knows the earlier of two times may set out for it: it must reach them before."""
    began, ended = map(datetime.fromisoformat, said["was"])
    return Due(
        person_id=person,
        subject=occurrence.pk,
        variant=occurrence.sequence,
        moment=occurrence.starts_at,
        space=occurrence.group_id,
        due_at=now,
        starts_at=min((at for at in (began, occurrence.starts_at) if at > now), default=occurrence.starts_at),
        useful_until=max(occurrence.ends_at, ended),
        data=said,
    )


def _coming(occurrence: Occurrence) -> set[UUID]:
    current = Membership.objects.current().filter(group=occurrence.group_id).values("profile")
    rsvps = Rsvp.objects.filter(occurrence=occurrence, state__in=COMING, profile__in=current)
    return set(rsvps.exclude(profile__person=None).values_list("profile__person", flat=True))


def _unheard(occurrence: Occurrence) -> Mapping[UUID, Mapping[str, Any]]:
    """What waits for the end of somebody's quiet hours, by person; of several the first."""
    kinds = [Changed.name, Cancelled.name]
    waiting = Dispatch.objects.filter(subject=occurrence.pk, kind__in=kinds, state=Dispatch.State.PENDING)
    rows = waiting.exclude(channel="app").order_by("-variant").values_list("person", "data")
    return {person: data for person, data in rows if person is not None}


def _joined(before: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    codes: Iterable[str] = {*before.get("what", []), *said["what"]}
    return {"what": sorted(codes), "was": before.get("was", said["was"])}
