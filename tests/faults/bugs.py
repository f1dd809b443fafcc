"""Ten bugs that somebody could have written, each sown by name. Every one must turn the suite red
(realtime.md "How it is proved")."""

from __future__ import annotations

import asyncio
import dataclasses
import importlib
import time
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from community import live
from messaging import wakes
from messaging.actions import reading, tickets
from messaging.actions.messages import Ack, Answer, Command
from messaging.log import Draft, Facts, Kind, Outcome, Stored, sql
from messaging.realtime import limits, subscribing
from messaging.realtime.outbox import Outbox
from messaging.realtime.pump import Pump
from messaging.realtime.sweeper import Sweeper

# The package hands on a function of the module's own name.
write: Any = importlib.import_module("messaging.log.write")


def sow(name: str) -> None:
    BUGS[name]()


def ack_before_commit() -> None:
    """The sender hears "stored" while the transaction is still open."""
    asking: dict[UUID, tuple[asyncio.AbstractEventLoop, Callable[[Answer], None]]] = {}
    put, on_commit = Outbox.put, write._on_commit

    def register(self: Outbox, command: Command, answered: Callable[[Answer], None]) -> None:
        told: list[bool] = []

        def once(answer: Answer) -> None:
            if not told:
                told.append(True)
                answered(answer)

        asking[command.cid] = asyncio.get_running_loop(), once
        put(self, command, once)

    def too_early(outcomes: Sequence[Outcome], announce: write.Announce) -> None:
        for entry in outcomes:
            if isinstance(entry, Stored) and entry.draft.cid in asking:
                loop, once = asking[entry.draft.cid]
                loop.call_soon_threadsafe(once, Ack(entry.draft.room_id, entry.draft.cid, entry.seq, entry.mid, False))
        time.sleep(0.05)  # the ack is on its way, the commit is not
        on_commit(outcomes, announce)

    Outbox.put, write._on_commit = register, too_early  # type: ignore[method-assign]


def publish_before_commit() -> None:
    """The room hears of an event that may never be."""
    on_commit = write._on_commit

    def too_early(outcomes: Sequence[Outcome], announce: write.Announce) -> None:
        fresh = [entry for entry in outcomes if isinstance(entry, Stored) and not entry.dup]
        live.tell_many(wakes.of_events(fresh))
        time.sleep(0.05)
        on_commit(outcomes, announce)

    write._on_commit = too_early


def numbers_by_sequence() -> None:
    """A database sequence gives the numbers: one for all rooms, and with holes where a transaction failed."""
    number = write._Judge.number

    def by_sequence(self: Any, draft: Draft, facts: Facts) -> Stored:
        stored = number(self, draft, facts)
        with connection.cursor() as cursor:
            cursor.execute("CREATE SEQUENCE IF NOT EXISTS room_numbers START 1000")
            cursor.execute("SELECT nextval('room_numbers')")
            seq = int(cursor.fetchone()[0])
        self.used[draft.room_id] = seq
        self.fresh[-1] = dataclasses.replace(stored, seq=seq)
        return self.fresh[-1]

    write._Judge.number = by_sequence  # type: ignore[method-assign]


def membership_asked_before_the_lock() -> None:
    """Membership is asked by the statement that waits for the lock, with the snapshot from before."""
    facts_of = sql.facts_of

    def with_an_old_snapshot(drafts: Sequence[Draft], decide: write.Decide) -> list[Any]:
        old = facts_of(drafts)
        rooms = write.lock_rooms({draft.room_id for draft in drafts})
        sql.facts_of = lambda _: old
        try:
            return write._write(drafts, decide, rooms)
        finally:
            sql.facts_of = facts_of

    write.write = with_an_old_snapshot


def leave_fast_pathed() -> None:
    """A removal goes out like any message, and its reader stands ready for the next one."""
    wakes.FAST |= {Kind.LEFT}


def no_sweeper() -> None:
    async def never(self: Sweeper) -> None:
        await asyncio.Event().wait()

    Sweeper.work = never  # type: ignore[method-assign]


def since_off_by_one() -> None:
    subscribe = subscribing.subscribe

    async def one_too_far(engine: Any, socket: Any, command: Any) -> None:
        rooms = tuple((room, since if since is None else since + 1) for room, since in command.rooms)
        await subscribe(engine, socket, dataclasses.replace(command, rooms=rooms))

    subscribing.subscribe = one_too_far


def limit_without_loop() -> None:
    """One page is read, whatever there is."""
    limits.PAGE_EVENTS = 20

    def once(self: Pump, sub: Any, page: Any, frames: Any) -> None:
        for seq, pushed in frames.chunks(sub):
            sub.socket.push(pushed)
            sub.sent = seq

    Pump.send = once  # type: ignore[method-assign]


def read_without_greatest() -> None:
    reading._MARK = reading._MARK.replace("GREATEST(p.read_seq, LEAST(%s, r.last_seq))", "LEAST(%s, r.last_seq)")


def reusable_ticket() -> None:
    tickets._SPEND = (
        "SELECT person_id, session_key FROM messaging_socketticket WHERE token_hash = %s AND expires_at > now()"
    )


BUGS: dict[str, Callable[[], None]] = {
    bug.__name__: bug
    for bug in (
        ack_before_commit,
        publish_before_commit,
        numbers_by_sequence,
        membership_asked_before_the_lock,
        leave_fast_pathed,
        no_sweeper,
        since_off_by_one,
        limit_without_loop,
        read_without_greatest,
        reusable_ticket,
    )
}
