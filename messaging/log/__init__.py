"""The one write path of a room's log (realtime.md): lock the rooms, read the facts, judge, number, insert."""

from messaging.log.entries import BUSY, Busy, Decide, Draft, Facts, Hold, Kind, Note, Outcome, Stored, Words
from messaging.log.rehearsal import rehearse
from messaging.log.words import put_away, take_down
from messaging.log.write import Announce, append, append_many, lock_open, lock_rooms, lock_space, write

__all__ = [
    "BUSY",
    "Announce",
    "Busy",
    "Decide",
    "Draft",
    "Facts",
    "Hold",
    "Kind",
    "Note",
    "Outcome",
    "Stored",
    "Words",
    "append",
    "append_many",
    "lock_open",
    "lock_rooms",
    "lock_space",
    "put_away",
    "rehearse",
    "take_down",
    "write",
]
