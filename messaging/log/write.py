"""`append` and `append_many`: every event of every room comes through here (realtime.md "The one write path")."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import Error, connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from psycopg import errors

from community import failpoints, prepared
from community.errors import Conflict, NotFound, SnugError, Unavailable
from community.models import Profile
from messaging.log import media, naming, polls, sql, words
from messaging.log.entries import BUSY, Busy, Decide, Draft, Facts, Kind, Outcome, Stored
from messaging.log.holding import Holds
from messaging.log.sql import Wait
from messaging.models import Participant, Room

log = logging.getLogger(__name__)
Announce = Callable[[list[Stored]], None]
TRIES = 3  # a deadlock or serialisation error: the whole action twice more (architecture.md "Lock order")
# Or the last slot for a call to the crew has just been taken in another room: then it is refused.
_AGAIN = (errors.DeadlockDetected, errors.SerializationFailure, errors.ExclusionViolation)


def append_many(drafts: Sequence[Draft], decide: Decide, announce: Announce, *, wait: bool = False) -> list[Outcome]:
    """Writes a batch in one transaction and answers item by item, in order: `Stored`, a refusal, or `BUSY` for items
    of rooms that somebody else has locked and keeps for longer than a moment. With `wait` there is no `BUSY`: it waits
    for all its rooms, and when one stays locked all are `Unavailable`. `announce` runs after COMMIT.

    A database error makes every item run alone, so that only the guilty one fails; a lost connection leaves the
    outcome unknown: `Unavailable` for all.
    """
    if not drafts:
        return []
    try:
        try:
            return _transaction(drafts, decide, announce, Wait.LONG if wait else Wait.MOMENT)
        except Error as error:
            if wait or not _is_locked(error):
                raise
            return _transaction(drafts, decide, announce, Wait.NEVER)
    except Error as error:
        if connection_lost(error) or _is_locked(error):
            log.warning("a batch of %d was not stored: %s", len(drafts), type(error.__cause__).__name__)
            return [Unavailable() for _ in drafts]
        log.warning("a batch of %d failed and is run item by item: %s", len(drafts), type(error.__cause__).__name__)
        return [append(draft, decide, announce) for draft in drafts]


def append(draft: Draft, decide: Decide, announce: Announce) -> Stored | SnugError:
    """The same for one item, waiting for the room. `Unavailable` when the outcome is unknown or the room
    stays locked."""
    for _ in range(TRIES):
        try:
            (outcome,) = _transaction([draft], decide, announce, Wait.LONG)
            assert not isinstance(outcome, Busy)
            return outcome
        except Error as error:
            if isinstance(error.__cause__, _AGAIN):
                continue
            log.warning("an item was not stored: %s", type(error.__cause__).__name__)
            return Unavailable()
    return Unavailable()


def _transaction(drafts: Sequence[Draft], decide: Decide, announce: Announce, wait: Wait) -> list[Outcome]:
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        outcomes = _write(drafts, decide, wait, ends=outermost)
        _on_commit(outcomes, announce)
    failpoints.hit(failpoints.AFTER_COMMIT)
    return outcomes


def _is_locked(error: Error) -> bool:
    return isinstance(error.__cause__, errors.LockNotAvailable)


def write(drafts: Sequence[Draft], decide: Decide) -> list[Stored | SnugError]:
    """Inside the caller's transaction: locks all rooms of the drafts in one ordered statement, then writes.

    For actions that do more than say something. Database errors reach the caller.
    """
    return [outcome for outcome in _write(drafts, decide, Wait.AS_CALLER) if not isinstance(outcome, Busy)]


def lock_rooms(ids: Iterable[UUID]) -> dict[UUID, int]:
    """Locks rooms in ascending order; their last numbers by id. Those that do not exist are missing."""
    return dict(prepared.rows(*sql.lock_of(ids)))


def lock_space(space: UUID) -> list[Room]:
    """Locks the standing rooms of a space, in ascending order, in one statement."""
    standing = Room.objects.select_for_update(no_key=True).filter(
        space=space, kind__in=[Room.Kind.TALK, Room.Kind.NOTICES]
    )
    return list(standing.order_by("pk"))


def lock_open(space: UUID, profile: Profile) -> list[Room]:
    """The same for all rooms of a space in which this profile may be: its events' that somebody is in, and their own
    direct ones, left or not. For what concerns their whole part in it; whoever entered before its turn is seen, the
    locks being taken in one order."""
    entered = Participant.objects.filter(room=OuterRef("pk"), active=True)
    standing = Q(kind__in=[Room.Kind.TALK, Room.Kind.NOTICES])
    theirs = Participant.objects.filter(room=OuterRef("pk"), profile=profile)
    of_two = Q(Exists(theirs), kind=Room.Kind.DIRECT)
    entered_event = Q(Exists(entered), kind=Room.Kind.EVENT)
    rooms = Room.objects.select_for_update(no_key=True).filter(standing | entered_event | of_two)
    return list(rooms.filter(space=space).order_by("pk"))


def connection_lost(error: Error) -> bool:
    """Whether nobody can know if the transaction was committed."""
    cause = error.__cause__
    if isinstance(cause, errors.AdminShutdown | errors.CrashShutdown | errors.CannotConnectNow):
        return True
    return connection.connection is None or connection.connection.closed or getattr(cause, "sqlstate", None) is None


def _write(drafts: Sequence[Draft], decide: Decide, wait: Wait, *, ends: bool = False) -> list[Outcome]:
    """With `ends` the transaction may end with the last of it."""
    numbers, facts = sql.begin({draft.room_id for draft in drafts}, drafts, wait)
    facts = words.with_words(drafts, _in_common(facts))
    facts = naming.with_calls(drafts, media.with_media(drafts, facts))
    judge = _Judge(decide, numbers, facts)
    outcomes = [judge.one(draft, facts.get(n)) for n, draft in enumerate(drafts)]
    if ends:
        failpoints.hit(failpoints.BEFORE_COMMIT)
    _store(judge, ends=ends)
    return outcomes


def _in_common(facts: dict[int, Facts]) -> dict[int, Facts]:
    """What the brand said of late is one list for each room, whoever of it speaks."""
    recent: dict[UUID, list[bool]] = {}
    for n, one in facts.items():
        if one.recent is not None:
            facts[n] = one._replace(recent=recent.setdefault(one.room_id, one.recent))
    return facts


class _Judge:
    """Gives numbers, item by item in order of arrival."""

    def __init__(self, decide: Decide, numbers: dict[UUID, int], facts: dict[int, Facts]) -> None:
        self.decide = decide
        self.numbers = numbers
        self.recent = {one.room_id: one.recent for one in facts.values() if one.recent is not None}
        self.used: dict[UUID, int] = {}
        self.fresh: list[Stored] = []
        self.only_words = True  # nothing but new words: no more than they are to be stored
        self.seen: dict[tuple[UUID, UUID | None, UUID], Stored] = {}
        self.spoke: dict[tuple[UUID, UUID | None], datetime] = {}  # who is slow, in this batch
        self.changes = words.Changes()
        self.naming = naming.Naming()
        self.now = timezone.now()
        self.holds = Holds(self.now)

    def one(self, draft: Draft, facts: Facts | None) -> Outcome:
        if facts is None:
            return NotFound()
        if draft.room_id not in self.numbers:
            return BUSY
        repeated = polls.handed_before(draft, facts, self.now) or self.repeated(draft, facts)
        if repeated is not None:
            return repeated
        if facts.is_slow:
            facts = facts._replace(spoke_at=self.spoke.get((draft.room_id, facts.profile_id), facts.spoke_at))
        refusal = self.decide(draft, facts)
        if refusal is None and draft.hold is not None:
            return self.holds.take(draft, facts)
        return refusal or (self.hand_in(draft, facts) if polls.is_ballot(draft, facts) else self.number(draft, facts))

    def hand_in(self, draft: Draft, facts: Facts) -> Stored:
        """Without a number: an entry in the log would say whose ballot came when."""
        assert facts.words
        stored = Stored(draft, facts, facts.words.seq, facts.words.mid, self.now)
        self.changes.polls.hand_in(stored, facts.words)
        self.only_words = False
        return stored

    def repeated(self, draft: Draft, facts: Facts) -> Stored | SnugError | None:
        if draft.cid is None or not facts.active:
            return None
        if facts.earlier_seq is not None:
            if not _is_the_same(draft, facts):
                return Conflict(code="cid_conflict")
            return Stored(draft, facts, facts.earlier_seq, facts.earlier_mid, self.now, dup=True)
        first = self.seen.get((draft.room_id, facts.profile_id, draft.cid))
        if first is None:
            return self.holds.again(draft, facts)
        if first.draft.mac != draft.mac:
            return Conflict(code="cid_conflict")
        return Stored(draft, first.facts, first.seq, first.mid, first.at, dup=True)

    def number(self, draft: Draft, facts: Facts) -> Stored:
        seq = self.used.get(draft.room_id, self.numbers[draft.room_id]) + 1
        self.used[draft.room_id] = seq
        about = facts.words.mid if facts.words else None
        mid = (draft.mid or uuid4()) if draft.kind is Kind.MESSAGE else about
        stored = Stored(draft, facts, seq, mid, draft.at or self.now)
        self.fresh.append(stored)
        self.only_words = self.only_words and _is_plain(draft)
        if facts.is_slow and draft.kind is Kind.MESSAGE:
            self.spoke[draft.room_id, facts.profile_id] = stored.at
        if draft.cid is not None:
            self.seen[draft.room_id, facts.profile_id, draft.cid] = stored
        if draft.kind is Kind.MESSAGE and draft.room_id in self.recent:
            self.recent[draft.room_id].insert(0, facts.voice == "brand")
        self.changes.take(stored)
        media.take(facts)
        self.naming.take(stored)
        return stored


def _is_the_same(draft: Draft, facts: Facts) -> bool:
    """Whether the earlier event is this very wish. Of one that has faded only kind and message are left to tell by."""
    if facts.earlier_mac is not None:
        return bytes(facts.earlier_mac) == draft.mac
    return facts.earlier_kind == draft.kind and (draft.kind is Kind.MESSAGE or facts.earlier_mid == draft.mid)


def _store(judge: _Judge, *, ends: bool) -> None:
    judge.holds.store()
    if not judge.fresh:
        judge.changes.polls.store()
        return
    data = [json.dumps(entry.draft.data) if entry.draft.data else "{}" for entry in judge.fresh]
    sql.store(judge.fresh, data, commit=ends and judge.only_words)
    judge.changes.store()
    media.store(judge.fresh)
    judge.naming.store()


def _is_plain(draft: Draft) -> bool:
    """New words and nothing with them."""
    return draft.kind is Kind.MESSAGE and not (draft.media or draft.mentions or draft.poll)


def _on_commit(outcomes: Sequence[Outcome], announce: Announce) -> None:
    fresh = [outcome for outcome in outcomes if isinstance(outcome, Stored) and not outcome.dup]
    if fresh:
        transaction.on_commit(lambda: announce(fresh))
