"""What clients saw, what the database holds, and what must be true of the two together (realtime.md "The guarantee").

`check` is a pure function: the tests of the checker give it histories with one thing wrong each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import Any, NamedTuple

Shown = tuple[str, bool, tuple[tuple[str, tuple[str, ...]], ...]]  # body, deleted, who reacted with what

KINDS = {"send": "msg.new", "edit": "msg.edit", "react": "react", "del": "msg.del"}  # what an op leaves in the log


class Sort(StrEnum):
    """The columns of the table."""

    LOST = "lost"
    DOUBLED = "duplicated"
    LEAKED = "leaked"
    ORDER = "out of order"
    DIFFERS = "differing"  # live stream, page and database show different things


class Breach(NamedTuple):
    sort: Sort
    words: str


class Ack(NamedTuple):
    """`forgivable`: given by a database that was replaced by an earlier dump of itself afterwards."""

    cid: str
    seq: int
    forgivable: bool = False


@dataclass
class Seen:
    """One device's record of one room, over all its connections, in order.

    `steps`: ("page", at) when the page was read, ("from", seq) when a subscription began after seq, ("ev", seq, kind)
    for an event, ("resync", reason) when all was to be read anew, ("unsubd", reason) when it ended, ("restored",) when
    the database is about to be replaced by a dump.
    """

    person: str
    room: str
    listens: bool = True  # a sender over REST does not
    steps: list[tuple[Any, ...]] = field(default_factory=list)
    sent: dict[str, str] = field(default_factory=dict)  # cid → op
    acks: list[Ack] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)  # cid → code: a final no
    shown: dict[int, Shown] = field(default_factory=dict)  # by seq, as the live stream left it
    floor: int = 0  # nothing is shown up to this seq
    page: dict[int, Shown] | None = None  # the same as HTTP gives it at the end


class Row(NamedTuple):
    """One entry of the log. `person` is None once it has faded, `body` None where there is no message."""

    seq: int
    kind: str
    person: str | None
    cid: str | None
    body: str | None


@dataclass
class Stored:
    """A room as the database has it at the end."""

    room: str
    last_seq: int
    rows: list[Row]
    seats: dict[str, tuple[int, int | None]]  # person → (visible from, left at), as their seat says
    read: dict[str, int] = field(default_factory=dict)  # person → how far they have read

    def windows(self, person: str) -> list[tuple[int, int | None]]:
        """What the log says they may see: after a join (the join itself too) up to their leaving."""
        found: list[tuple[int, int | None]] = []
        for row in self.rows:
            if row.person != person:
                continue
            if row.kind == "member.join":
                found.append((row.seq - 1, None))
            elif row.kind == "member.leave" and found:
                found[-1] = (found[-1][0], row.seq)
        return found


def check(seen: list[Seen], stored: list[Stored]) -> list[Breach]:
    """Every breach of the guarantee, in words; empty when it was kept."""
    rooms = {one.room: one for one in stored}
    breaches: list[Breach] = []
    for room in stored:
        for part in (_numbers, _once, _seats, _read):
            breaches += part(room)
    for record in seen:
        for look in (_acks, _answers, _stream, _restored, _window, _models):
            breaches += look(record, rooms[record.room])
    return breaches


# ---- the log ---------------------------------------------------------------------------------------------------------


def _numbers(room: Stored) -> Iterator[Breach]:
    numbers = [row.seq for row in room.rows]
    if numbers != list(range(1, room.last_seq + 1)):
        odd = next((f"{a} then {b}" for a, b in pairwise(numbers) if b != a + 1), "the end differs")
        yield Breach(Sort.ORDER, f"G4 {room.room}: the numbers are not 1..{room.last_seq} without gap: {odd}")


def _once(room: Stored) -> Iterator[Breach]:
    # A cid is made for one thing by one person; the person may have faded from the row.
    for cid, count in Counter(row.cid for row in room.rows if row.cid).items():
        if count > 1:
            yield Breach(Sort.DOUBLED, f"G3 {room.room}: {cid} is stored {count} times")


def _seats(room: Stored) -> Iterator[Breach]:
    for person, seat in room.seats.items():
        last = (room.windows(person) or [None])[-1]
        if seat != last:
            yield Breach(Sort.LEAKED, f"G5 {room.room}: the seat of {person} says {seat}, the log {last}")


def _read(room: Stored) -> Iterator[Breach]:
    own = {row.person: row.seq for row in room.rows if row.kind == "msg.new" and row.person}
    for person, seq in room.read.items():
        if seq > room.last_seq:
            yield Breach(Sort.DIFFERS, f"{room.room}: {person} has read {seq} of {room.last_seq}")
        if seq < own.get(person, 0):
            yield Breach(Sort.DIFFERS, f"{room.room}: {person} has read {seq} and written {own[person]}")


# ---- what one device was told ----------------------------------------------------------------------------------------


def _acks(record: Seen, room: Stored) -> Iterator[Breach]:
    at = {row.cid: row for row in room.rows if row.cid}
    for cid, seq, forgivable in record.acks:
        row = at.get(cid)
        if row is None:
            if not forgivable and not _faded(room, seq, record.sent.get(cid)):
                yield Breach(Sort.LOST, f"G1 {record.room}: {cid} was acked to {record.person} and is not stored")
        elif row.seq != seq and not forgivable:
            yield Breach(Sort.ORDER, f"G1 {record.room}: {cid} was acked as {seq} and is stored as {row.seq}")
        elif row.person not in (None, record.person):
            yield Breach(Sort.LEAKED, f"{record.room}: {cid} of {record.person} is stored as {row.person}'s")


def _faded(room: Stored, seq: int, op: str | None) -> bool:
    """Whether it stands there and no longer says whose it was: a leaver's reactions lose author and cid at once."""
    return any(
        row.seq == seq and row.kind == KINDS.get(op or "") and not row.person and not row.cid for row in room.rows
    )


def _answers(record: Seen, room: Stored) -> Iterator[Breach]:
    """Everything is answered in the end, and nobody who may speak is refused."""
    acked = {ack.cid for ack in record.acks}
    open_ = [cid for cid in record.sent if cid not in acked and cid not in record.refused]
    ended = bool(record.steps) and record.steps[-1][0] == "unsubd"  # then nobody waits for an answer
    if open_ and not ended:
        yield Breach(Sort.LOST, f"G2 {len(open_)} of {record.person} were never answered, {open_[0]} first")
    always_in = len(room.windows(record.person)) == 1 and room.windows(record.person)[0][1] is None
    for cid, code in record.refused.items():
        op = record.sent.get(cid)
        # Somebody may have taken the message away meanwhile; words of one's own need nobody else.
        if code != "not_found" or (op == "send" and always_in):
            yield Breach(Sort.LOST, f"G2 {op} {cid} of {record.person} was refused: {code}")


def _stream(record: Seen, room: Stored) -> Iterator[Breach]:
    """Consecutive from its beginning, over all connections; a resync begins anew; at the end it is at the head."""
    if not record.listens:
        return
    place: int | None = None
    ended = False
    starts = {start for start, _ in room.windows(record.person)}
    for step in record.steps:
        match step:
            case ("page", at):
                place, ended = at, False
            case ("from", seq):
                # A place before the window is moved to its beginning: what lies between is not theirs.
                if place is not None and seq != place and not (seq > place and seq in starts):
                    yield Breach(Sort.LOST, f"G2 {record.person} stood at {place} and was resumed from {seq}")
                place, ended = seq, False
            case ("resync", _):
                place = None
            case ("unsubd", _):
                ended = True
            case ("ev", seq, _):
                yield from _next(record.person, place, seq, ended)
                place = seq
    if not ended and place != room.last_seq:
        yield Breach(Sort.LOST, f"G2 {record.person} ends at {place} while {record.room} is at {room.last_seq}")


def _next(person: str, place: int | None, seq: int, ended: bool) -> Iterator[Breach]:
    if ended:
        yield Breach(Sort.LEAKED, f"G5 {person} got {seq} after the end of the subscription")
    if place is None:
        yield Breach(Sort.ORDER, f"G4 {person} got {seq} without a subscription")
    elif seq > place + 1:
        yield Breach(Sort.LOST, f"G2 {person} got {seq} after {place}")
    elif seq == place:
        yield Breach(Sort.DOUBLED, f"G4 {person} got {seq} twice")
    elif seq < place:
        yield Breach(Sort.ORDER, f"G4 {person} got {seq} after {place}")


def _restored(record: Seen, room: Stored) -> Iterator[Breach]:
    """Whoever listened when the log became an earlier one is told so."""
    if record.listens and ("restored",) in record.steps:
        later = record.steps[_last(record.steps, ("restored",)) :]
        if ("resync", "epoch") not in later:
            yield Breach(Sort.LOST, f"G2 {record.person} was not told that the log is another one")


def _last(steps: list[tuple[Any, ...]], wanted: tuple[Any, ...]) -> int:
    return max(n for n, step in enumerate(steps) if step == wanted)


def _window(record: Seen, room: Stored) -> Iterator[Breach]:
    windows = room.windows(record.person)
    for step in record.steps:
        if step[0] != "ev" or any(start < step[1] <= (end or room.last_seq) for start, end in windows):
            continue
        if step[1] > room.last_seq:
            # Of the log that was there before a restore; otherwise its number would be in the database.
            if ("restored",) not in record.steps:
                yield Breach(Sort.ORDER, f"{record.person} got {step[1]}, the log ends at {room.last_seq}")
            continue
        yield Breach(Sort.LEAKED, f"G5 {record.person} got {step[1]}, outside {windows}")


def _models(record: Seen, room: Stored) -> Iterator[Breach]:
    """What the live stream left on the screen, what HTTP shows, and what the database holds are one."""
    if record.page is None:
        return
    floor = max(record.floor, room.windows(record.person)[-1][0])
    bodies = {row.seq: row.body or "" for row in room.rows if row.kind == "msg.new" and row.seq > floor}
    yield from _same(record.person, "page", {seq: shown[0] for seq, shown in record.page.items()}, "database", bodies)
    yield from _same(record.person, "live", record.shown, "page", record.page)


def _same(person: str, one: str, ours: dict[int, Any], other: str, theirs: dict[int, Any]) -> Iterator[Breach]:
    for seq in sorted(ours.keys() | theirs.keys()):
        if ours.get(seq) != theirs.get(seq):
            words = f"{person}: {seq} is {ours.get(seq)!r} ({one}) and {theirs.get(seq)!r} ({other})"
            yield Breach(Sort.DIFFERS, words)


def forgotten(seen: Iterable[Seen], stored: Iterable[Stored]) -> int:
    """How many acked things went with a restore, as they must."""
    there = {row.cid for room in stored for row in room.rows}
    return len({ack.cid for record in seen for ack in record.acks if ack.forgivable and ack.cid not in there})
