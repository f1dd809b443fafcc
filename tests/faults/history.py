"""What clients saw, what the database holds, and what must be true of the two together (realtime.md "The guarantee").

`check` is a pure function: the tests of the checker give it histories with one thing wrong each.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any


@dataclass
class Seen:
    """One member's record of one room, over all their connections, in order.

    `steps`: ("from", seq) when a subscription began after seq, ("ev", seq, kind, cid, body) for an event,
    ("resync",) when the page was to be read anew, ("unsubd", reason) when it ended.
    """

    person: str
    room: str
    steps: list[tuple[Any, ...]] = field(default_factory=list)
    acked: dict[str, int] = field(default_factory=dict)  # cid → seq
    sent: dict[str, str] = field(default_factory=dict)  # cid → body


@dataclass
class Stored:
    """A room as the database has it at the end: rows (seq, kind, person, cid, body)."""

    room: str
    last_seq: int
    rows: list[tuple[int, str, str | None, str | None, str | None]]
    windows: dict[str, tuple[int, int | None]]  # person → (visible from, left at)


def check(seen: list[Seen], stored: list[Stored]) -> list[str]:
    """Every breach of the guarantee, in words; empty when it was kept."""
    rooms = {one.room: one for one in stored}
    breaches: list[str] = []
    for one in stored:
        breaches += _numbers(one)
        breaches += _once(one)
    for record in seen:
        breaches += _acks(record, rooms[record.room])
        breaches += _stream(record, rooms[record.room])
        breaches += _window(record, rooms[record.room])
        breaches += _words(record, rooms[record.room])
    return breaches


def _numbers(room: Stored) -> Iterator[str]:
    numbers = [row[0] for row in room.rows]
    if numbers != list(range(1, room.last_seq + 1)):
        yield f"G4 {room.room}: the numbers are not 1..{room.last_seq} without gap: {_odd(numbers)}"


def _odd(numbers: list[int]) -> str:
    return next((f"{a} then {b}" for a, b in pairwise(numbers) if b != a + 1), "the end differs")


def _once(room: Stored) -> Iterator[str]:
    cids = Counter((row[2], row[3]) for row in room.rows if row[3] and row[1] == "msg.new")
    for (person, cid), count in cids.items():
        if count > 1:
            yield f"G3 {room.room}: {cid} of {person} is stored {count} times"


def _acks(record: Seen, room: Stored) -> Iterator[str]:
    at = {row[3]: row[0] for row in room.rows if row[2] == record.person}
    for cid, seq in record.acked.items():
        if cid not in at:
            yield f"G1 {record.room}: {cid} was acked to {record.person} and is not stored"
        elif at[cid] != seq:
            yield f"G1 {record.room}: {cid} was acked as {seq} and is stored as {at[cid]}"


def _stream(record: Seen, room: Stored) -> Iterator[str]:
    """Consecutive from its beginning, over all connections; a resync begins anew; at the end it is at the head."""
    place: int | None = None
    ended = False
    for step in record.steps:
        if step[0] == "from":
            if place is not None and step[1] != place:
                yield f"G2 {record.person} stood at {place} and was resumed from {step[1]}"
            place, ended = step[1], False
        elif step[0] == "resync":
            place = None
        elif step[0] == "unsubd":
            ended = True
        else:
            if ended:
                yield f"G5 {record.person} got {step[1]} after the end of the subscription"
            if place is not None and step[1] != place + 1:
                yield f"G2/G4 {record.person} got {step[1]} after {place}"
            place = step[1]
    if not ended and place != room.last_seq:
        yield f"G2 {record.person} ends at {place} while {record.room} is at {room.last_seq}"


def _window(record: Seen, room: Stored) -> Iterator[str]:
    start, left = room.windows[record.person]
    for step in record.steps:
        if step[0] == "ev" and (step[1] <= start or (left is not None and step[1] > left)):
            yield f"G5 {record.person} got {step[1]}, outside {start}..{left}"


def _words(record: Seen, room: Stored) -> Iterator[str]:
    """What the live stream showed is what a reader of the page sees now."""
    shown: dict[int, str] = {}
    for step in record.steps:
        if step[0] == "ev" and step[2] == "msg.new":
            shown[step[1]] = step[4]
    bodies: dict[int, str | None] = defaultdict(lambda: None, {row[0]: row[4] for row in room.rows})
    for seq, body in shown.items():
        if bodies[seq] != body:
            yield f"{record.person} was shown {body!r} as {seq}; stored is {bodies[seq]!r}"
