"""Who hears of what becomes of an event: those coming, those waiting, those who could take over.

What one action does to many days is told at one moment: that makes it one thing (groups/notifications/together.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from community.models import Dispatch, Person, Profile
from community.notifications import Due, tell, withdraw
from groups.models import Host, Membership, Occurrence, Role, Rsvp
from groups.notifications.events import COMING, Cancelled, Changed, Hosting, NoHost
from groups.notifications.together import is_told

Times = tuple[datetime, datetime]
News = tuple[Occurrence, list[str], Times]  # what of it became other; from when to when it was before
State = Dispatch.State
_ON_THE_WAY = (State.PENDING, State.CLAIMED, State.SENDING)  # nobody knows yet whether it arrives


def of_change(news: Iterable[News], by: Person, now: datetime) -> int:
    """That each has another time or place, or is on again. How many are told."""
    return tell(Changed(), [due for one in news for due in _dues(*one, by, now)])


def of_cancelling(occurrences: Iterable[Occurrence], by: Person, now: datetime) -> int:
    news: list[News] = [(one, [], (one.starts_at, one.ends_at)) for one in occurrences]
    return tell(Cancelled(), [due for one in news for due in _dues(*one, by, now)])


def not_yet(occurrence: Occurrence, what: list[str]) -> None:
    """A cancelled one has another time or place, along with its series: that is told once it is on again."""
    rows = Dispatch.objects.filter(subject=occurrence.pk, kind=Cancelled.name, variant=occurrence.sequence)
    for row in rows:
        row.data = _joined(row.data, {"what": what})
    Dispatch.objects.bulk_update(rows, ["data"])


def of_no_host(occurrences: Iterable[Occurrence], by: Person | None, now: datetime) -> int:
    """To who helps hosting and to the captains. Once for each time that one is without a host; what is cancelled needs
    none."""
    planned = [one for one in occurrences if one.status == Occurrence.Status.PLANNED]
    return tell(NoHost(), [due for one in planned for due in _host_needed(one, by, now)])


def of_hosting(occurrences: Sequence[Occurrence], host: Profile, by: Person, now: datetime, *, lead: bool) -> int:
    """To whom somebody else made host of these, in order of time: once for all."""
    coming = [one for one in occurrences if one.status == Occurrence.Status.PLANNED and one.starts_at > now]
    if not coming or host.person_id in (None, by.pk):
        return 0
    first = coming[0]
    due = Due(
        person_id=host.person_id,
        subject=first.pk,
        moment=now,
        space=first.group_id,
        due_at=now,
        starts_at=first.starts_at,
        useful_until=first.ends_at,
        data={"lead": lead, "days": len(coming)},
    )
    return tell(Hosting(), [due])


def _host_needed(occurrence: Occurrence, by: Person | None, now: datetime) -> list[Due]:
    helping = Host.objects.filter(occurrence=occurrence).values("profile")
    could = Membership.objects.current().filter(Q(role=Role.CAPTAIN) | Q(profile__in=helping), group=occurrence.group)
    people = set(could.values_list("profile__person", flat=True)) - {by.pk if by else None, None}
    return [
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


def _dues(occurrence: Occurrence, what: list[str], was: Times, by: Person, now: datetime) -> list[Due]:
    """Instead of what they have not been told yet: then it counts from the time that they know."""
    unheard = _unheard(occurrence)
    withdraw(occurrence.pk, kinds=[Changed(), Cancelled()])
    said = {"what": what, "was": [one.isoformat() for one in was]}
    return [
        _due(occurrence, person, _joined(unheard.get(person, {}), said), now)
        for person in _coming(occurrence) - {by.pk}
    ]


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
    """Who holds an answer, and who hosts: they stand there whether they have answered or not."""
    current = Membership.objects.current().filter(group=occurrence.group_id).values("profile")
    rsvps = Rsvp.objects.filter(occurrence=occurrence, state__in=COMING, profile__in=current)
    hosts = Host.objects.filter(occurrence=occurrence, profile__in=current)
    return {*_people_of(rsvps), *_people_of(hosts)}


def _people_of(rows: QuerySet[Any]) -> QuerySet[Any, UUID]:
    return rows.exclude(profile__person=None).values_list("profile__person", flat=True)


def _unheard(occurrence: Occurrence) -> Mapping[UUID, Mapping[str, Any]]:
    """What has not reached them yet, by person; the latest of it holds all before. For one that was cancelled until
    now, what they were told then, with what has become of it since."""
    rows = Dispatch.objects.filter(subject=occurrence.pk, kind__in=[Changed.name, Cancelled.name])
    before = Q(kind=Cancelled.name, variant=occurrence.sequence - 1)
    waiting = Q(~is_told(), state__in=_ON_THE_WAY)
    said = rows.filter(before | waiting).order_by("variant").values_list("person", "data")
    return {person: data for person, data in said if person is not None}


def _joined(before: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    codes: Iterable[str] = {*before.get("what", []), *said["what"]}
    return {"what": sorted(codes), "was": before.get("was", said.get("was"))}
