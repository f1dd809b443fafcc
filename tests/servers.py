"""The private PostgreSQL and Valkey of one pytest session: made at its start, gone at its end, never shared."""

import atexit
import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from community.embedded import EmbeddedStack
from community.embedded.process import socket_directory

PREFIX = "snug-test-"
# What the caller's shell may have set for `make run` must not reach the tests.
FOREIGN = ("SNUG_PRODUCTION", "SNUG_DEMO", "SNUG_RATE_FACTOR", "PORT", "SITE_URL", "DATABASE_URL", "REDIS_URL")


def start_session() -> EmbeddedStack:
    """Starts both servers under a temporary directory and names them, and it as SNUG_VAR, in the environment."""
    sweep()
    for name in FOREIGN:
        os.environ.pop(name, None)
    var, held = new_var()
    stack = EmbeddedStack(var, fsync=False)
    owner = os.getpid()

    def end() -> None:
        if os.getpid() == owner:
            remove(stack)
            held.close()

    # Also runs after a failure, Ctrl-C or an error while collecting, unlike any fixture.
    atexit.register(end)
    stack.join()
    os.environ.update(stack.environment(), SNUG_VAR=str(var))
    return stack


def new_var() -> tuple[Path, IO[bytes]]:
    """A temporary directory and the lock that keeps it from being swept; close the lock after `remove`."""
    making = Path(tempfile.mkdtemp(prefix="snug-making-"))
    held = _hold(making)
    assert held is not None
    # Renamed with its lock held, or a session that sweeps right now could take it for a left-over.
    var = making.rename(making.with_name(making.name.replace("snug-making-", PREFIX)))
    return var, held


@contextlib.contextmanager
def private_var() -> Iterator[Path]:
    """A directory for servers of one test's own; what runs there is stopped and all is deleted at the end."""
    var, held = new_var()
    try:
        yield var
    finally:
        remove(EmbeddedStack(var))
        held.close()


def sweep() -> None:
    """Ends what sessions that were killed have left behind: their directories stand there with nobody's lock."""
    for var in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        held = _hold(var)
        if held is not None:
            # Whatever state a killed session has left, it must not keep the next one from starting.
            with contextlib.suppress(OSError):
                remove(EmbeddedStack(var))
            shutil.rmtree(var, ignore_errors=True)
            held.close()


def remove(stack: EmbeddedStack) -> None:
    """Stops the servers of a stack at once and deletes all it had."""
    if stack.postgres is not None:
        stack.postgres.stop_immediately()
    if stack.valkey is not None:
        stack.valkey.stop_immediately()
    stack.leave()
    sockets = socket_directory(stack.var)
    shutil.rmtree(sockets, ignore_errors=True)
    shutil.rmtree(stack.var, ignore_errors=True)


def _hold(var: Path) -> IO[bytes] | None:
    """The lock by which a session shows that it lives; None when another holds it (or all is gone)."""
    try:
        lock = (var / "session.lock").open("ab")
    except OSError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock
