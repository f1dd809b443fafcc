"""The week at a glance, by mail, for who asked for it: what is coming and what is unread, in counts, titles and times.

Sunday at 18:00 on the person's own clock, and only if there is something new (reminders.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest, Now
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from community.lists import listed
from community.models import Channel, Dispatch, Person, Reach
from community.notifications import ON, Due, Kind, Said, Still, register
from community.notifications.quiet import instant, zone_of
from groups.models import Membership, Occurrence
from groups.notifications.occurrences import when
from messaging.access import Glance, at_a_glance
from messaging.access.hushed import heard
from messaging.models import Message, Room
from moderation.models import Block

SUNDAY, EVENING = 6, time(18)
AHEAD = timedelta(days=8)  # also what is on the same evening a week later
CATCH_UP = timedelta(hours=12)
_USEFUL = timedelta(days=1)
MOST_SHOWN = 8
_ROOMS = (Room.Kind.TALK, Room.Kind.NOTICES)


class Digest(Kind):
    """`subject`: the person; `moment`: the Sunday evening."""

    name = "digest"
    label = gettext_lazy("A digest every week")
    section = gettext_lazy("Once a week")
    channels = {Channel.MAIL: ON}
    opt_in = "digest"

    def due(self, now: datetime, until: datetime) -> Iterator[Due]:
        """Those whose Sunday evening has just come; nothing is planned ahead, because what is new then decides."""
        asked = Reach.objects.filter(digest=True, person__is_active=True)
        for name in asked.values_list("person__time_zone", flat=True).distinct():
            moment = latest(now, zone_of(name))
            if moment > now - CATCH_UP:
                yield from self._due(Person.objects.filter(reach__in=asked, time_zone=name), moment)

    def _due(self, people: QuerySet[Person], moment: datetime) -> Iterable[Due]:
        planned = Dispatch.objects.filter(person=OuterRef("pk"), kind=self.name, moment=moment)
        news = people.filter(_something_new("pk")).exclude(Exists(planned.exclude(state=Dispatch.State.CANCELLED)))
        for pk in news.values_list("pk", flat=True):
            yield Due(person_id=pk, subject=pk, moment=moment, due_at=moment, useful_until=moment + _USEFUL)

    def still_true(self) -> Still:
        asked = Reach.objects.filter(person=OuterRef("person"), digest=True)
        return Exists(asked) & _something_new("person")

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        people = {one.person for one in dispatches if one.person is not None}
        coming = _coming_of(people)
        said = {person.pk: _said(coming.get(person.pk, []), at_a_glance(person, _ROOMS)) for person in people}
        return {one.pk: said[one.person_id] for one in dispatches if one.person_id in said}


def latest(now: datetime, zone: ZoneInfo) -> datetime:
    """The last Sunday evening of this zone that has come."""
    today = now.astimezone(zone).date()
    day = today - timedelta(days=(today.weekday() - SUNDAY) % 7)
    moment = instant(day, EVENING, zone)
    return moment if moment <= now else instant(day - timedelta(days=7), EVENING, zone)


def _something_new(person: str) -> Q:
    """Something is coming in their groups, or somebody else has said something that they have neither read nor
    folded."""
    coming = Membership.objects.current().filter(
        profile__person=OuterRef(person),
        group__occurrences__status=Occurrence.Status.PLANNED,
        group__occurrences__starts_at__gt=Now(),
        group__occurrences__starts_at__lte=Now() + AHEAD,
    )
    unread = Message.objects.filter(
        heard("room__participants__", F("created_at")),
        room__kind__in=_ROOMS,
        room__participants__active=True,
        room__participants__profile__person=OuterRef(person),
        seq__gt=Greatest("room__participants__read_seq", "room__participants__visible_from_seq"),
        deleted_at=None,
    ).exclude(actor__person=OuterRef(person))
    folded = Block.objects.folding(OuterRef(OuterRef(person)), OuterRef("actor"))
    unread = unread.exclude(Exists(folded), room__kind=Room.Kind.TALK)
    return Q(Exists(coming)) | Q(Exists(unread))


def _coming_of(people: Iterable[Person]) -> dict[UUID, list[Occurrence]]:
    """What is coming in each one's groups, the soonest first; two queries for all."""
    groups: dict[UUID, list[UUID]] = {}
    rows = Membership.objects.current().filter(profile__person__in=list(people))
    for group, person in rows.values_list("group", "profile__person"):
        groups.setdefault(group, []).append(person)
    found: dict[UUID, list[Occurrence]] = {}
    standing = Occurrence.objects.standing().filter(group__in=groups, starts_at__gt=Now(), starts_at__lte=Now() + AHEAD)
    for occurrence in standing.select_related("group").order_by("starts_at", "pk"):
        for person in groups[occurrence.group_id]:
            found.setdefault(person, []).append(occurrence)
    return found


def _said(coming: Sequence[Occurrence], rooms: Sequence[Glance]) -> Said:
    counts = _counts(coming, rooms)
    return Said(
        title=_("Your week"),
        line=listed(counts),
        url=reverse("groups:home"),
        why=_("You get this because you asked for a digest every week."),
        lines=(*counts, *_events(coming)),
        button=_("See what is new"),
    )


def _counts(coming: Sequence[Occurrence], rooms: Sequence[Glance]) -> list[str]:
    heard = [room for room in rooms if not room.muted]
    notices = sum(room.unread for room in heard if room.kind == Room.Kind.NOTICES)
    messages = sum(room.unread for room in heard if room.kind == Room.Kind.TALK)
    told: list[tuple[int, Any]] = [
        (len(coming), ngettext("%(n)d event ahead", "%(n)d events ahead", len(coming))),
        (notices, ngettext("%(n)d unread notice", "%(n)d unread notices", notices)),
        (messages, ngettext("%(n)d unread message", "%(n)d unread messages", messages)),
    ]
    return [words % {"n": count} for count, words in told if count]


def _events(coming: Sequence[Occurrence]) -> list[str]:
    lines = [f"{one.group.name}: {when(one.starts_at, one.ends_at, one.zone)}" for one in coming[:MOST_SHOWN]]
    left = len(coming) - MOST_SHOWN
    return [*lines, ngettext("and %(n)d more", "and %(n)d more", left) % {"n": left}] if left > 0 else lines


register(Digest())
