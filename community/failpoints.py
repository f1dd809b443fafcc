"""Named places at which a fault harness may stop a process (realtime.md "How it is proved").

They exist only where `SNUG_FAILPOINTS` names a directory, never in production. A file in it, named like the point, arms
it for one hit of one process: whoever reaches the point first takes the file away and does what it says: `kill` (-9),
`stop` (until SIGCONT), `fail` (an error is raised there), `wait MILLISECONDS`.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from pathlib import Path

from django.conf import settings

BEFORE_COMMIT = "log.before_commit"
AFTER_COMMIT = "log.after_commit"
AFTER_ACK = "outbox.after_ack"  # written to the client, not published yet
AFTER_PUBLISH = "outbox.after_publish"
MID_PUMP = "pump.mid"  # the page is read, the first socket has it, the others do not
AFTER_SPEND = "handshake.after_spend"  # the ticket is gone, nobody is let in yet
BEFORE_TELL = "announce.before_tell"  # a request, command or worker has committed and told nobody
DISPATCH_CLAIMED = "dispatch.claimed"  # a worker has taken rows and asked nothing yet
DISPATCH_SENDING = "dispatch.sending"  # let go, nothing handed over
DISPATCH_CARRIED = "dispatch.carried"  # the provider has answered, nothing is noted
NAMES = (
    BEFORE_COMMIT,
    AFTER_COMMIT,
    AFTER_ACK,
    AFTER_PUBLISH,
    MID_PUMP,
    AFTER_SPEND,
    BEFORE_TELL,
    DISPATCH_CLAIMED,
    DISPATCH_SENDING,
    DISPATCH_CARRIED,
)
_FLUSH_S = 0.05  # for what was written before an asynchronous point to leave the process


class Failed(Exception):
    pass


def hit(name: str) -> None:
    """Does what this point is armed for, if it is."""
    order = _take(name)
    if order is not None:
        _obey(name, order)


async def reach(name: str) -> None:
    """The same in an event loop: lets what was written before leave first."""
    order = _take(name)
    if order is not None:
        await asyncio.sleep(_FLUSH_S)
        _obey(name, order)


def _take(name: str) -> list[str] | None:
    if settings.FAILPOINTS is None:
        return None
    armed = Path(settings.FAILPOINTS) / name
    mine = armed.with_name(f"{name}.taken.{os.getpid()}.{time.monotonic_ns()}")
    try:
        armed.rename(mine)  # of many processes one gets it
    except FileNotFoundError:
        return None
    return mine.read_text().split()


def _obey(name: str, order: list[str]) -> None:
    match order:
        case ["kill"]:
            os.kill(os.getpid(), signal.SIGKILL)
        case ["stop"]:
            os.kill(os.getpid(), signal.SIGSTOP)
        case ["wait", milliseconds]:
            time.sleep(int(milliseconds) / 1000)
        case _:
            raise Failed(name)
