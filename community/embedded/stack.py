"""Both servers together, and who starts and stops them.

Every process that uses them holds a shared lock on `var/run/users.lock` while it lives; the kernel lets go of it even
after a kill -9. Who leaves and finds nobody else holding it stops the servers. `start.lock` is held only while
somebody starts or stops, so that racing first starts come one after the other.
"""

import atexit
import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from community.embedded import process
from community.embedded.errors import EmbeddedError
from community.embedded.postgres import EmbeddedPostgres
from community.embedded.valkey import EmbeddedValkey

CHECKOUT = Path(__file__).resolve().parent.parent.parent


class EmbeddedStack:
    """PostgreSQL and Valkey of one `var` directory; either can be left out."""

    def __init__(self, var: Path, *, postgres: bool = True, valkey: bool = True, fsync: bool = True) -> None:
        self.var = var.resolve()
        self.postgres = EmbeddedPostgres(self.var, fsync=fsync) if postgres else None
        self.valkey = EmbeddedValkey(self.var, persist=fsync) if valkey else None
        self._users: IO[bytes] | None = None
        self._owner = 0

    def environment(self) -> dict[str, str]:
        """The variables by which Django's settings find these servers."""
        found = {}
        if self.postgres is not None:
            found["DATABASE_URL"] = self.postgres.dsn
        if self.valkey is not None:
            found["REDIS_URL"] = self.valkey.url
        return found

    def join(self) -> None:
        """Starts what is not running yet and becomes one of its users. Raises EmbeddedError."""
        with self._starting():
            if self.postgres is not None:
                self.postgres.start()
            if self.valkey is not None:
                self.valkey.start()
            if self._users is None:
                self._users = (self._locks() / "users.lock").open("ab")
                fcntl.flock(self._users, fcntl.LOCK_SH)
                self._owner = os.getpid()

    def leave(self) -> None:
        """Stops the servers if nobody else uses them. A fork of the user does nothing here."""
        if self._users is None or os.getpid() != self._owner:
            return
        users, self._users = self._users, None
        users.close()
        self.stop_unless_used()

    def stop_unless_used(self) -> bool:
        """Stops both if no process uses them, as after a kill -9 of the last one; returns whether it did."""
        with self._starting(), (self._locks() / "users.lock").open("ab") as users:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            self.stop()
            return True

    def stop(self) -> None:
        """Stops both, whoever uses them."""
        if self.valkey is not None:
            self.valkey.stop()
        if self.postgres is not None:
            self.postgres.stop()

    def _locks(self) -> Path:
        return process.private_directory(self.var / "run")

    @contextlib.contextmanager
    def _starting(self) -> Iterator[None]:
        process.private_directory(self.var)
        with (self._locks() / "start.lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def var_directory() -> Path:
    """SNUG_VAR, or `var/` in the checkout: all data that Snug keeps on this machine."""
    return Path(os.environ.get("SNUG_VAR") or CHECKOUT / "var").resolve()


def ensure() -> EmbeddedStack | None:
    """Starts the servers that the environment does not name and names them there; they stop with their last user.

    Returns None when there was nothing to start. Raises EmbeddedError.
    """
    wants_postgres = not os.environ.get("DATABASE_URL")
    wants_valkey = not os.environ.get("REDIS_URL")
    if os.environ.get("SNUG_PRODUCTION") == "1" or not (wants_postgres or wants_valkey):
        return None
    stack = EmbeddedStack(var_directory(), postgres=wants_postgres, valkey=wants_valkey)
    try:
        stack.join()
    except OSError as error:
        raise EmbeddedError(f"{error.filename or stack.var}: {error.strerror}. Set SNUG_VAR to a directory of yours.")
    atexit.register(stack.leave)
    os.environ.update(stack.environment())
    return stack
