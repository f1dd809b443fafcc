"""What a running supervisor leaves for the next command: its lock, its number, its port and its children."""

import fcntl
import json
import os
import signal
import socket
from pathlib import Path
from typing import IO

import psutil

from community.embedded import EmbeddedError
from community.embedded.process import end, has_ended, private_directory


class State:
    """The files `run.lock` and `run.json` of one `var` directory.

    The lock dies with the supervisor, even after a kill -9; the list then tells the next start what to end first.
    """

    def __init__(self, var: Path) -> None:
        self.folder = var / "run"
        self.file = self.folder / "run.json"
        self._lock: IO[bytes] | None = None

    def claim(self, port: int) -> None:
        """Takes the lock and ends what a killed supervisor has left. Raises EmbeddedError when one is running."""
        private_directory(self.folder)
        lock = (self.folder / "run.lock").open("ab")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise EmbeddedError(
                f"Snug already runs from here, on http://localhost:{self.read().get('port')}/ (make stop ends it)."
            )
        self._lock = lock
        self.end_left_over()
        self.write(port, [])

    def write(self, port: int, children: list[int]) -> None:
        """Keeps the numbers of all children with their birth times: a number alone is used again."""
        content = {"port": port, "supervisor": _born(os.getpid()), "children": [_born(pid) for pid in children]}
        making = self.file.with_suffix(".making")
        making.write_text(json.dumps(content))
        making.replace(self.file)

    def read(self) -> dict[str, object]:
        try:
            content = json.loads(self.file.read_text())
        except (OSError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}

    def supervisor(self) -> psutil.Process | None:
        """The supervisor that wrote the file, if it is still the same living process."""
        return _same(self.read().get("supervisor"))

    def end_left_over(self) -> None:
        """Ends the children of a supervisor that is no more, and theirs."""
        children = self.read().get("children")
        found = [process for entry in children if (process := _same(entry))] if isinstance(children, list) else []
        for process in found:
            for each in [process, *process.children(recursive=True)]:
                end(each, [(signal.SIGTERM, 5), (signal.SIGKILL, 5)])

    def forget(self) -> None:
        self.file.unlink(missing_ok=True)
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def _born(pid: int) -> tuple[int, float]:
    try:
        return pid, psutil.Process(pid).create_time()
    except psutil.Error:
        return pid, 0.0


def _same(entry: object) -> psutil.Process | None:
    if not isinstance(entry, list) or len(entry) != 2:
        return None
    try:
        process = psutil.Process(int(entry[0]))
        same = abs(process.create_time() - float(entry[1])) < 1 and not has_ended(process)
    except (psutil.Error, ValueError):
        return None
    return process if same else None


def port_from(text: str) -> int:
    """The number of PORT. Raises EmbeddedError when it is none."""
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise EmbeddedError(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def check_free(port: int) -> None:
    """Raises EmbeddedError when somebody else serves this port already, or it is not ours to take."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As the web server does it: connections that have just ended do not hold the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise EmbeddedError(f"Port {port} needs more rights than this user has: PORT=8001 make run.")
        except OSError:
            raise EmbeddedError(f"Port {port} is taken: choose another one, as in PORT={port + 1} make run.")
