"""Events as they stand in a list: the day, who goes, and the reader's own answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, F, IntegerField, OuterRef, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community import prepared
from community.dates import date_format
from community.models import Person
from groups.access import Place, occurrences_of
from groups.agenda.when import When
from groups.models import Attendance, Event, Host, Occurrence, Rsvp, Seen

State = Rsvp.State
FACES = 3
MOST = 60  # coming ones on one page
PAST = 20  # on a page of their own
LATELY = 3  # under what comes
# In our own words: asked whenever somebody opens the app, and mostly nothing is found.
_NEXT = """
SELECT o.id FROM community_profile f
JOIN groups_membership m ON m.profile_id = f.id AND m.ended_at IS NULL
JOIN groups_occurrence o ON o.group_id = m.group_id AND o.status = 'planned' AND o.ends_at > %s
WHERE f.person_id = %s AND (
    EXISTS (SELECT FROM groups_rsvp r
        WHERE r.occurrence_id = o.id AND r.profile_id = f.id AND r.state IN ('going', 'offered'))
    OR EXISTS (SELECT FROM groups_host h WHERE h.occurrence_id = o.id AND h.profile_id = f.id)
)
ORDER BY o.starts_at, o.id LIMIT 1
"""


class Face(NamedTuple):
    """Somebody who goes and says so."""

    pk: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Card:
    """`line`: the reader's place on the waitlist. `came`: how many were there; `was_there`: the reader too."""

    occurrence: Occurrence
    when: When
    going: int
    left: int | None
    answer: str = ""
    line: int = 0
    faces: Sequence[Face] = ()
    came: int = 0
    was_there: bool = False
    is_host: bool = False

    @property
    def more(self) -> int:
        """Who goes besides the faces."""
        return self.going - len(self.faces)

    @property
    def is_cancelled(self) -> bool:
        return self.occurrence.status == Occurrence.Status.CANCELLED

    @property
    def again(self) -> str:
        """How often it happens; nothing for what happens once."""
        event = self.occurrence.event
        if event.repeats == Event.Repeats.WEEKLY and event.interval == 1:
            return _("every %(weekday)s") % {"weekday": date_format(event.starts_on, "l")}
        if event.repeats == Event.Repeats.WEEKLY:
            return ngettext("every %(n)d week", "every %(n)d weeks", event.interval) % {"n": event.interval}
        if event.repeats == Event.Repeats.MONTHLY:
            return ngettext("every month", "every %(n)d months", event.interval) % {"n": event.interval}
        return ""

    @property
    def others(self) -> int:
        return self.came - self.was_there


@dataclass(frozen=True, slots=True)
class Agenda:
    today: list[Card] = field(default_factory=list)
    week: list[Card] = field(default_factory=list)
    later: list[Card] = field(default_factory=list)
    past: list[Card] = field(default_factory=list)
    has_more_past: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.today or self.week or self.later)


def agenda_of(place: Place, now: datetime) -> Agenda:
    """What the group plans, and the last of what was. Four queries."""
    coming = list(_counted(occurrences_of(place).filter(ends_at__gt=now), place.person)[:MOST])
    past = list(_been(place, now)[: LATELY + 1])
    cards = _cards([*coming, *past[:LATELY]], place.person, now)
    found = Agenda(past=cards[len(coming) :], has_more_past=len(past) > LATELY)
    for card in cards[: len(coming)]:
        section = found.today if card.when.is_today else found.week if card.when.is_this_week else found.later
        section.append(card)
    return found


def past_of(place: Place, now: datetime, page: int) -> Agenda:
    """One page of what was, the latest first; pages count from 1."""
    start = (page - 1) * PAST
    found = list(_been(place, now)[start : start + PAST + 1])
    return Agenda(past=_cards(found[:PAST], place.person, now), has_more_past=len(found) > PAST)


def next_of(person: Person, now: datetime) -> Card | None:
    """What the person goes to or hosts next, over all their groups. One query, four where there is one."""
    ids = [pk for (pk,) in prepared.rows_by_keys(_NEXT, [now, person.pk])]
    found = Occurrence.objects.filter(pk__in=ids).select_related("event", "group__brand") if ids else None
    return next(iter(_cards(list(_counted(found, person)), person, now)), None) if found is not None else None


def _been(place: Place, now: datetime) -> QuerySet[Occurrence]:
    return _counted(occurrences_of(place).filter(ends_at__lte=now), place.person).order_by("-starts_at", "pk")


def _counted(occurrences: QuerySet[Occurrence], person: Person) -> QuerySet[Occurrence]:
    going = Rsvp.objects.filter(occurrence=OuterRef("pk"), state=State.GOING)
    there = Attendance.objects.filter(occurrence=OuterRef("pk"), there=True)
    hosting = Host.objects.filter(occurrence=OuterRef("pk"), profile__person=person)
    return occurrences.annotate(going=_number(going), came=_number(there), is_host=Exists(hosting))


def _number(rows: QuerySet[Any]) -> Coalesce:
    """How many of them belong to the row outside."""
    counted = rows.order_by().values("occurrence").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def _cards(occurrences: Sequence[Any], person: Person, now: datetime) -> list[Card]:
    ids = [one.pk for one in occurrences]
    answers, faces = _answers(ids, person), _faces(ids)
    return [_card(one, answers.get(one.pk), faces.get(one.pk, ()), now) for one in occurrences]


def _card(one: Any, answer: Any | None, faces: Sequence[Face], now: datetime) -> Card:
    left = None if one.capacity is None else one.capacity - one.taken
    card = Card(one, When.of(one, now), one.going, left, faces=faces, came=one.came, is_host=one.is_host)
    if answer is None:
        return card
    return replace(card, answer=answer.state, line=answer.line, was_there=answer.was_there)


def _answers(ids: Sequence[UUID], person: Person) -> dict[UUID, Any]:
    """The reader's own, with where they stand in line and whether they were there."""
    before = Rsvp.objects.filter(
        occurrence=OuterRef("occurrence"), state=State.WAITLISTED, place__lte=OuterRef("place")
    )
    there = Attendance.objects.filter(occurrence=OuterRef("occurrence"), profile=OuterRef("profile"), there=True)
    mine = Rsvp.objects.filter(occurrence__in=ids, profile__person=person)
    return {one.occurrence_id: one for one in mine.annotate(line=_number(before), was_there=Exists(there))}


def _faces(ids: Sequence[UUID]) -> dict[UUID, list[Face]]:
    """The first few who go and let everybody see it."""
    order = Window(RowNumber(), partition_by=F("occurrence"), order_by=[F("since"), F("pk")])
    named = Rsvp.objects.filter(occurrence__in=ids, state=State.GOING, seen=Seen.NAME).annotate(nth=order)
    found: dict[UUID, list[Face]] = {}
    for on, pk, name in named.filter(nth__lte=FACES).values_list("occurrence", "profile", "profile__name"):
        found.setdefault(on, []).append(Face(pk, name))
    return found
