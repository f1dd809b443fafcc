"""What goes into the log, what is known about it under the lock, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from community.errors import SnugError
from messaging.models.naming import CALLS_A_DAY
from messaging.naming import CREW, Named
from messaging.polling import Asked


class Kind(StrEnum):
    """Kinds of events. Clients ignore kinds that they do not know."""

    __hash__ = str.__hash__  # that of enumerations is written in Python, and asked for each event several times

    MESSAGE = "msg.new"
    EDITED = "msg.edit"
    REACTED = "react"
    DELETED = "msg.del"
    POLLED = "poll"  # somebody has chosen, or it was closed: the event shows the poll as it stands
    GONE = "msg.gone"  # many at once: {from, to, of whom}
    JOINED = "member.join"
    LEFT = "member.leave"
    UPDATED = "member.update"  # another voice or name; the event's actor shows it
    ANONYMISED = "member.anon"  # from now on their words are a former member's
    ROOM = "room.update"  # one quiet line: what a `Note` says


class Note(StrEnum):
    """What a room is told about itself. Clients pass over those that they do not know."""

    BRAND_PAUSED = "brand_paused"
    BRAND_BACK = "brand_back"
    BRAND_STEPPED_BACK = "brand_stepped_back"
    CHARTER_OPENS = "charter_opens"
    CHARTER_STAYS = "charter_stays"
    GLASS = "glass"  # somebody reads from outside, in an emergency (trust.md R10)
    SLOW_10 = "slow_10"  # everybody says one thing in so many seconds
    SLOW_60 = "slow_60"
    SLOW_300 = "slow_300"
    SLOW_OFF = "slow_off"
    DIRECT_OPEN = "direct_open"  # the other one has said yes: from here on both write
    LOCKED = "locked"  # captains alone speak
    UNLOCKED = "unlocked"
    PINNED = "pinned"  # what stands at the top is another
    UNPINNED = "unpinned"


_NOTHING: Mapping[str, Any] = {}

# About one earlier message, by whoever may; the draft's `mid` says which.
ABOUT = frozenset((Kind.EDITED, Kind.REACTED, Kind.DELETED, Kind.POLLED))


@dataclass(slots=True)
class Reacted:
    """Where an emoji stands on a message (`place`, see `Reaction`), and by whom, in order."""

    place: int
    by: dict[UUID, None] = field(default_factory=dict)


@dataclass(slots=True)
class Standing:
    """The poll of a message: first as the database has it, then with what this batch has done to it so far. `votes` and
    `handed` hold those of whoever votes in the batch alone: what they have chosen, and by which mark."""

    options: tuple[str, ...]
    multiple: bool
    secret: bool
    ends_at: datetime | None
    cast: int  # ballots of a secret one
    box: bytes | None  # and they, as they lay in it before this batch
    votes: dict[UUID, tuple[int, ...]] = field(default_factory=dict)
    handed: dict[UUID, bytes] = field(default_factory=dict)

    def is_over(self, now: datetime) -> bool:
        return self.ends_at is not None and self.ends_at <= now


@dataclass(slots=True)
class Words:
    """The message that drafts are about, as it stands: first in the database, then with what this batch has done to it
    so far. All drafts about one message share it, so that each is judged after the ones before."""

    mid: UUID
    room_id: UUID
    seq: int
    actor_id: UUID | None
    body: str
    version: int
    created_at: datetime
    deleted_at: datetime | None
    hidden_at: datetime | None = None
    media: list[dict[str, Any]] | None = None
    poll: Standing | None = None
    reactions: dict[str, Reacted] = field(default_factory=dict)  # loaded only for a batch that reacts
    mentions: tuple[Named, ...] = ()  # of its last words, where this batch has changed them


@dataclass(slots=True)
class Calls:
    """The calls to their whole crew that somebody has made in the last 24 hours, by slot: the message of each."""

    taken: dict[int, UUID | None] = field(default_factory=dict)

    @property
    def left(self) -> int:
        return CALLS_A_DAY - len(self.taken)

    def has(self, mid: UUID | None) -> bool:
        """Whether that message has called them already."""
        return mid is not None and mid in self.taken.values()

    def take(self, mid: UUID) -> int:
        slot = min(set(range(1, CALLS_A_DAY + 1)) - set(self.taken))
        self.taken[slot] = mid
        return slot


@dataclass(slots=True)
class Attached:
    """A photo or file of the author's in this room that a draft takes along; `free` until one has taken it.
    `barred`: it has become so since it was sent in, and what lies ready is no way around."""

    id: UUID
    shape: dict[str, Any]
    free: bool
    barred: bool


@dataclass(frozen=True, slots=True)
class Hold:
    """Why words wait for somebody's decision: the rule, and where it met them (code points)."""

    rule: str
    spans: tuple[tuple[int, int], ...]


class Draft(NamedTuple):
    """An event that wants a number. Whose it is is given by `person_id` (their profile in the room's space) or by
    `profile_id`; by neither: the system's. `mid` is the new message's id, or that of the message the event is about;
    `body` its words, or its new words; `data` holds a reaction's emoji and whether it is on. With `hold`
    it waits outside the log, without a number; `pending` is what has waited so and goes in now."""

    room_id: UUID
    kind: Kind
    person_id: UUID | None = None
    profile_id: UUID | None = None
    cid: UUID | None = None
    mac: bytes | None = None
    body: str = ""
    mid: UUID | None = None
    data: Mapping[str, Any] = _NOTHING
    at: datetime | None = None  # the seed commands only
    hold: Hold | None = None
    pending: UUID | None = None
    reply_to: UUID | None = None  # the earlier message that new words answer
    media: tuple[UUID, ...] = ()  # what comes with a new message, in this order
    mentions: tuple[Named, ...] = ()  # whom the words name
    poll: Asked | None = None  # what new words ask
    vote: tuple[int, ...] | None = None  # of `Kind.POLLED`: the options chosen, none to take it back; None closes it

    @property
    def votes(self) -> bool:
        return self.kind is Kind.POLLED and self.vote is not None

    @property
    def calls_crew(self) -> bool:
        return bool(self.mentions) and any(one.what == CREW for one in self.mentions)


class Facts(NamedTuple):
    """What is true of a draft's author in its room while the room is locked."""

    room_id: UUID
    room_kind: str
    profile_id: UUID | None
    person_id: UUID | None
    name: str | None
    participant_id: int | None
    active: bool | None
    voice: str | None
    muted_until: datetime | None
    slow_until: datetime | None
    spoke_at: datetime | None  # their last words here; asked of who is slow alone, and where all are
    room_slow_s: int | None  # everybody says one thing in so many seconds here
    locked_until: datetime | None  # the room is: captains alone speak
    visible_from_seq: int | None
    brand_paused_until: datetime | None
    # Of a brand's voice: whose the last messages were, the newest first, True for the brand's. One list for all of a
    # batch's items in the room, so that each is judged after the ones before.
    recent: list[bool] | None
    # an earlier event with this room, author and cid; one without a MAC has faded
    earlier_seq: int | None
    earlier_mac: bytes | None
    earlier_mid: UUID | None
    earlier_kind: str | None
    held_id: UUID | None  # of held words with this room, author and cid, whatever became of them
    closed: str | None  # of a direct room: why they say nothing there (see `messaging/closed.py`)
    words: Words | None = None  # the message that the draft is about; None also when it is not in this room
    answered: Words | None = None  # the one that it answers; None also when it is not in this room
    media: tuple[Attached, ...] = ()  # of the draft's those that there are
    calls: Calls | None = None  # of who calls the crew with it

    @property
    def is_slow(self) -> bool:
        """Whether it matters when they last spoke."""
        return self.slow_until is not None or self.room_slow_s is not None


class Stored(NamedTuple):
    """An event in the log; `dup` when it had been there before. `mid` is the message it brought or is about."""

    draft: Draft
    facts: Facts
    seq: int
    mid: UUID | None
    at: datetime
    dup: bool = False

    @property
    def is_ballot(self) -> bool:
        """Of a secret poll: it has no entry in the log, and `seq` is its message's."""
        words = self.facts.words
        return self.draft.votes and words is not None and words.poll is not None and words.poll.secret


class Busy(Enum):
    """The room is locked by somebody else: to be written by `append`, beside the next batch."""

    BUSY = "busy"


BUSY = Busy.BUSY
Outcome = Stored | SnugError | Busy
Decide = Callable[[Draft, Facts], SnugError | None]
