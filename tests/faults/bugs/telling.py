"""What goes wrong around COMMIT: acks and wake-ups."""

from __future__ import annotations

import asyncio
import importlib
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

from community import live
from community.live import link
from community.serve.uvicorn import _Line
from messaging import wakes
from messaging.actions.messages import Ack, Answer
from messaging.log import Draft, Facts, Kind, Stored
from messaging.realtime.outbox import Letter, Outbox

write: Any = importlib.import_module("messaging.log.write")


def ack_before_commit() -> None:
    """The sender hears "stored" while the transaction is still open."""
    asking: dict[UUID, tuple[asyncio.AbstractEventLoop, Callable[[Answer], None]]] = {}
    put = Outbox.put

    def register(self: Outbox, letter: Letter) -> None:
        told: list[bool] = []

        def once(answer: Answer) -> None:
            if not told:
                told.append(True)
                letter.answered(answer)

        asking[letter.command.cid] = asyncio.get_running_loop(), once
        put(self, letter._replace(answered=once))

    def too_early(entry: Stored) -> None:
        if entry.draft.cid in asking:
            loop, once = asking[entry.draft.cid]
            loop.call_soon_threadsafe(once, Ack(entry.draft.room_id, entry.draft.cid, entry.seq, entry.mid, False))

    _as_soon_as_numbered(too_early)
    Outbox.put = register  # type: ignore[method-assign]


def publish_before_commit() -> None:
    """The room hears of an event that may never be."""
    _as_soon_as_numbered(lambda entry: live.tell_many(wakes.of_events([entry])))


def _as_soon_as_numbered(act: Callable[[Stored], object]) -> None:
    """Before the transaction stores anything, let alone ends."""
    number = write._Judge.number

    def too_early(self: Any, draft: Draft, facts: Facts) -> Stored:
        entry: Stored = number(self, draft, facts)
        act(entry)
        time.sleep(0.05)  # it is on its way, the commit is not
        return entry

    write._Judge.number = too_early


def publish_without_time_out() -> None:
    """Whoever tells waits for as long as Redis likes."""
    link.TIMEOUT_S = 3600


def leave_fast_pathed() -> None:
    """A removal goes out like any message, and its reader stands ready for the next one."""
    wakes.FAST |= {Kind.LEFT}


def edit_of_an_older_message_shown_to_a_newcomer() -> None:
    """The wake-up does not say which message it is about."""
    of_event = wakes.of_event
    wakes.of_event = lambda entry: of_event(entry)._replace(of=0)


def written_to_the_gone() -> None:
    """A reader who has just gone breaks the delivery to all others: what ends here is the process's own outbox."""

    def regardless(self: Any, frame: bytes) -> None:
        if not self.close_sent:
            self.transport.write(frame)

    _Line.write = regardless  # type: ignore[method-assign]


BUGS = (
    ack_before_commit,
    publish_before_commit,
    publish_without_time_out,
    leave_fast_pathed,
    edit_of_an_older_message_shown_to_a_newcomer,
    written_to_the_gone,
)
