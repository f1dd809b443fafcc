"""Who comes, as each reader may see it: names by their own choice, the waitlist in numbers, the log of its moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from community.errors import NotFound
from groups.access.events import Seat, as_kept
from groups.models import PaceGroup, Rsvp, RsvpMove, Seen
from groups.offers import open_from

State, Why = Rsvp.State, RsvpMove.Why
# Saying no without ever having had or wanted a place is nobody else's business.
_OUTSIDE = ("", State.DECLINED)


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers that everybody sees. `held`: places offered to who waits; `left`: None where there is no limit."""

    going: int
    held: int
    waiting: int
    left: int | None


@dataclass(frozen=True, slots=True)
class Goer:
    """Somebody who goes, by name. `answer` to the event's question is for who hosts and for themselves."""

    profile_id: UUID
    name: str
    pace: str
    seen: str
    answer: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Who goes, for one reader. `unnamed`: how many go besides who want to be counted and not named; who wants to be
    seen by the host alone is in `counts` only. `open_to_all`: from now on free places go to who takes them first."""

    goers: Sequence[Goer]
    unnamed: int
    counts: Counts
    paces: Sequence[tuple[PaceGroup, Counts]]
    open_to_all: bool


@dataclass(frozen=True, slots=True)
class Line:
    """Where somebody stands on the waitlist: 1 is next. `held`: places offered to others before, still unanswered."""

    place: int
    waiting: int
    held: int


@dataclass(frozen=True, slots=True)
class Move:
    """One move around the places. `name` is empty for who does not show it to this reader."""

    at: datetime
    before: str
    after: str
    why: str
    name: str
    mine: bool

    @property
    def why_words(self) -> str:
        return str(Why(self.why).label)


def shown(seat: Seat, now: datetime) -> Shown:
    """Who goes and how many places are left. The page's action has been asked by the seat's loader."""
    rows = as_kept(seat.occurrence.rsvps.select_related("profile").order_by("since", "pk"), seat.occurrence, now)
    return shown_among(seat, rows, list(seat.occurrence.paces.select_related("leader")), now)


def shown_among(seat: Seat, rows: Sequence[Rsvp], paces: Sequence[PaceGroup], now: datetime) -> Shown:
    """The same from all answers of the occurrence in order of `since`, with their profiles: for lists, which load them
    for many at once."""
    going = [one for one in rows if one.state == State.GOING]
    # The reader's own name they always see: hiding it from themselves would only make them wonder.
    named = [one for one in going if seat.hosts or one.seen == Seen.NAME or one.profile_id == _reader(seat)]
    hidden = {one.pk for one in going} - {one.pk for one in named}
    names = {pace.pk: pace.name for pace in paces}
    return Shown(
        goers=[_goer(one, seat, names) for one in named],
        unnamed=sum(one.pk in hidden and one.seen == Seen.PLUS_ONE for one in going),
        counts=_counts(Counter(one.state for one in rows), seat.occurrence.capacity),
        paces=_paces(paces, rows, seat.occurrence.capacity),
        open_to_all=now >= open_from(seat.occurrence.starts_at),
    )


def line_of(seat: Seat) -> Line | None:
    """None for who does not wait. Places in line are counted, not numbered: whoever goes leaves no gap."""
    waits = seat.rsvp is not None and seat.rsvp.state == State.WAITLISTED
    return line_among(seat, seat.occurrence.rsvps.exclude(place=None)) if waits else None


def line_among(seat: Seat, rows: Iterable[Rsvp]) -> Line | None:
    """The same from answers of the occurrence that are loaded already."""
    mine = seat.rsvp
    if mine is None or mine.state != State.WAITLISTED or mine.place is None:
        return None
    states = [(one.state, one.place) for one in rows if one.place is not None]
    waiting = [place for state, place in states if state == State.WAITLISTED]
    return Line(
        place=sum(place <= mine.place for place in waiting),
        waiting=len(waiting),
        held=len(states) - len(waiting),
    )


def moves_of(seat: Seat) -> list[Move]:
    """Every move around the places, oldest first: for who waits or has waited for one, and for who hosts. `NotFound`
    for others."""
    reader = _reader(seat)
    moves = list(seat.occurrence.moves.select_related("profile").order_by("at", "pk"))
    waited = any(one.after == State.WAITLISTED and one.profile_id == reader for one in moves)
    if not (seat.hosts or waited):
        raise NotFound
    named = set(seat.occurrence.rsvps.filter(seen=Seen.NAME).values_list("profile", flat=True))
    return [
        Move(
            at=one.at,
            before=one.before,
            after=one.after,
            why=_why(one),
            name=one.profile.name if _may_name(one, seat, named) else "",
            mine=one.profile_id == reader,
        )
        for one in moves
        if not (one.before in _OUTSIDE and one.after in _OUTSIDE)
    ]


def _reader(seat: Seat) -> UUID | None:
    return seat.place.membership.profile_id if seat.place.membership else None


def _goer(rsvp: Rsvp, seat: Seat, paces: Mapping[UUID, str]) -> Goer:
    mine = rsvp.profile_id == _reader(seat)
    return Goer(
        profile_id=rsvp.profile_id,
        name=rsvp.profile.name,
        pace=paces[rsvp.pace_id] if rsvp.pace_id else "",
        seen=rsvp.seen,
        answer=rsvp.answer if seat.hosts or mine else "",
    )


def _why(move: RsvpMove) -> str:
    """A leave is never drawn (product.md "Talking"): in the line it is a no like any."""
    if move.why not in RsvpMove.UNTOLD:
        return move.why
    return Why.PASSED if move.before == State.OFFERED else Why.ANSWERED


def _may_name(move: RsvpMove, seat: Seat, named: set[UUID]) -> bool:
    """Whose name was taken off their words has none here either: what stands in its place would draw the leave."""
    if move.profile.person_id is None:
        return False
    return seat.hosts or move.profile_id == _reader(seat) or move.profile_id in named


def _paces(paces: Iterable[PaceGroup], rows: Iterable[Rsvp], capacity: int | None) -> list[tuple[PaceGroup, Counts]]:
    states: dict[UUID | None, Counter[str]] = {}
    for one in rows:
        states.setdefault(one.pace_id, Counter())[one.state] += 1
    whole = sum((each for each in states.values()), Counter())
    left = _counts(whole, capacity).left
    return [(pace, _counts(states.get(pace.pk, Counter()), pace.cap, left)) for pace in paces]


def _counts(states: Counter[str], limit: int | None, most: int | None = None) -> Counts:
    """`most`: how many are left altogether; a pace has no more than that."""
    going, held, waiting = (states[state] for state in (State.GOING, State.OFFERED, State.WAITLISTED))
    lefts = [left for left in (most, None if limit is None else limit - going - held) if left is not None]
    return Counts(going, held, waiting, min(lefts, default=None))
