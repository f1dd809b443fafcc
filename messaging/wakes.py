"""What goes over the channels of `community.live`: a room's wake-ups, with the event as a shortcut, and a person's own
notices. They may be lost, doubled or late: the log is the truth (realtime.md "The idea").
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from messaging import serializers
from messaging.log import Kind, Stored

# Only these leave without being read from the database again; a removal never does (realtime.md "Delivery").
FAST = frozenset((Kind.MESSAGE, Kind.EDITED, Kind.REACTED, Kind.DELETED, Kind.GONE))


class Wake(NamedTuple):
    """`seq` 0: not of the log (typing, whose `actor` says; how many have voted in secret). `frame` is empty when the
    event must be read."""

    seq: int
    of: int
    actor: str
    frame: bytes


@lru_cache(maxsize=4096)
def room_channel(room_id: UUID | str) -> str:
    return f"room:{room_id}"


def person_channel(person_id: UUID | str) -> str:
    return f"person:{person_id}"


def encode(wake: Wake) -> bytes:
    return b"%d %d %s\n%s" % (wake.seq, wake.of, wake.actor.encode(), wake.frame)


def seq_of(data: bytes) -> int:
    """Of an encoded wake, without the rest of it; 0 also for what is none of ours."""
    seq = data[: data.find(b" ")]
    return int(seq) if seq.isdigit() and len(seq) < 20 else 0


def decode(data: bytes) -> Wake | None:
    """None for what is none of ours: nothing that comes over the wire may stop delivery."""
    try:
        head, frame = data.split(b"\n", 1)
        seq, of, actor = head.split(b" ")
        return Wake(int(seq), int(of), actor.decode(), frame)
    except ValueError:
        return None


def of_events(entries: Sequence[Stored]) -> list[tuple[str, bytes]]:
    """One wake per event, in order, each with its encoded frame when it may take the short way."""
    return [(room_channel(entry.draft.room_id), encode(of_event(entry))) for entry in entries]


def of_event(entry: Stored) -> Wake:
    if entry.is_ballot:
        return _of_ballot(entry)
    line = serializers.fresh_line(entry)
    frame = serializers.encoded_event(line) if entry.draft.kind in FAST and not _asks(entry) else b""
    return Wake(entry.seq, line.of or 0, "", frame)


def _asks(entry: Stored) -> bool:
    """How many can vote in a poll, the database says."""
    return entry.draft.poll is not None or (entry.facts.words is not None and entry.facts.words.poll is not None)


def _of_ballot(entry: Stored) -> Wake:
    words = entry.facts.words
    assert words and words.poll
    frame = serializers.voted(entry.draft.room_id, words.mid, words.seq, words.poll.cast)
    return Wake(0, words.seq, "", serializers.encode(frame))


def of_own_ballot(entry: Stored) -> tuple[str, dict[str, Any]] | None:
    """That a ballot is handed in, for the other devices of whose it is: the room never says whose."""
    words, person = entry.facts.words, entry.facts.person_id
    if not entry.is_ballot or person is None:
        return None
    assert words and words.poll
    frame = serializers.handed_in(entry.draft.room_id, words.mid, words.seq, words.poll.cast)
    return notice(person, frame=frame)


def notice(person_id: UUID, **what: Any) -> tuple[str, dict[str, Any]]:
    """A notice on a person's own channel: `frame` for their sockets (but not for connection `but`), `room` in which
    their part ended, `replaced` connections. `session_ended` comes from `community.actions.sessions`."""
    return person_channel(person_id), what
