"""Pages of a room's past."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from community.errors import Invalid
from messaging.access.lines import Line, events, messages_around, newer_messages, older_messages
from messaging.access.polls import handed_in
from messaging.access.quotes import Quote, quotes
from messaging.access.rooms import Seat
from messaging.log import Kind

MOST = 100
SHOWN = (Kind.JOINED, Kind.LEFT, Kind.ROOM)  # what a reader sees between the messages
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Page:
    """Messages, oldest first, and the comings and goings around them. A client that shows this page follows the room
    with `since = at_seq`: that was read before the messages, so an overlap is possible and a gap is not."""

    at_seq: int
    messages: list[Line]
    events: list[Line]
    first_seq: int | None
    last_seq: int | None
    has_older: bool
    has_newer: bool
    quotes: dict[UUID, Quote] = field(default_factory=dict)  # of those that are answered here, as the reader sees them
    handed: frozenset[UUID] = frozenset()  # the secret polls here in which the reader has handed in a ballot


def history(
    seat: Seat, *, before: int | None = None, after: int | None = None, around: int | None = None, limit: int = 50
) -> Page:
    """At most `limit` (1–100) messages: the newest, or those before, after or around a seq; never from before the
    reader's window (trust.md R3)."""
    if not 1 <= limit <= MOST:
        raise Invalid(field="limit")
    if sum(bound is not None for bound in (before, after, around)) > 1:
        raise Invalid(field="around" if around is not None else "after")
    at_seq = seat.room.last_seq  # read with the seat, and so before the messages
    if after is not None:
        found = _after(seat, at_seq, after, limit)
    elif around is not None:
        found = _around(seat, at_seq, around, limit)
    else:
        found = _before(seat, at_seq, before, limit)
    return _page(seat, at_seq, found)


@dataclass(frozen=True, slots=True)
class _Found:
    """Messages, and the stretch of the log (`floor < seq <= ceiling`) that they stand for."""

    messages: list[Line]
    floor: int
    ceiling: int
    has_older: bool
    has_newer: bool


def _before(seat: Seat, at_seq: int, before: int | None, limit: int) -> _Found:
    window = seat.participant.visible_from_seq
    lines = older_messages(seat.room.pk, window, before, limit + 1)
    ceiling = at_seq if before is None else before - 1
    return _newest(lines, limit, window, ceiling, has_newer=before is not None)


def _after(seat: Seat, at_seq: int, after: int, limit: int) -> _Found:
    window = seat.participant.visible_from_seq
    floor = max(after, window)
    return _oldest(newer_messages(seat.room.pk, floor, limit + 1), limit, floor, at_seq, has_older=after > window)


def _around(seat: Seat, at_seq: int, around: int, limit: int) -> _Found:
    window, half = seat.participant.visible_from_seq, limit // 2 or 1
    before, after = messages_around(seat.room.pk, window, around, half + 1, limit + 1)
    older = _newest(before, half, window, around - 1, has_newer=True)
    newer = _oldest(after, max(1, limit - len(older.messages)), max(around - 1, window), at_seq, has_older=True)
    return _Found(older.messages + newer.messages, older.floor, newer.ceiling, older.has_older, newer.has_newer)


def _newest(lines: list[Line], limit: int, floor: int, ceiling: int, *, has_newer: bool) -> _Found:
    messages, more = lines[-limit:], len(lines) > limit
    return _Found(messages, messages[0].seq - 1 if more else floor, ceiling, more, has_newer)


def _oldest(lines: list[Line], limit: int, floor: int, ceiling: int, *, has_older: bool) -> _Found:
    messages, more = lines[:limit], len(lines) > limit
    return _Found(messages, floor, messages[-1].seq if more else ceiling, has_older, more)


def _page(seat: Seat, at_seq: int, found: _Found) -> Page:
    between = events(seat.room.pk, found.floor, found.ceiling, MOST_SHOWN, [kind.value for kind in SHOWN])
    first = found.messages[0].seq if found.messages else None
    last = found.messages[-1].seq if found.messages else None
    quoted, handed = quotes(seat, found.messages), handed_in(seat, found.messages)
    return Page(at_seq, found.messages, between, first, last, found.has_older, found.has_newer, quoted, handed)
