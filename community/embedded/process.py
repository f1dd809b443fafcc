"""What both servers need: whom to run as, where sockets go, whether a process is really the one we mean."""

import contextlib
import functools
import hashlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil

from community.embedded.errors import EmbeddedError

NOBODY = 65534
# The kernel takes 107 bytes; the longest name below the directory is ".s.PGSQL.5432.lock".
LONGEST_SOCKET_DIRECTORY = 85
Child = subprocess.Popen[bytes]
_children: list[Child] = []  # kept, or Python would complain about servers that are still running, as they should
_PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]+")


@dataclass(frozen=True)
class RunAs:
    """How a server that refuses to run as root is started: words before its command, and who must own its files."""

    prefix: tuple[str, ...] = ()
    owner: int | None = None

    def own(self, path: Path) -> None:
        if self.owner is not None:
            os.chown(path, self.owner, self.owner)


@functools.cache
def run_as() -> RunAs:
    """PostgreSQL refuses root. A user namespace needs no other user and no open parent directories, so it comes first.

    Raises EmbeddedError when root has neither `unshare` nor `setpriv` that works here.
    """
    if os.geteuid() != 0:
        return RunAs()
    namespace = ("unshare", "--user", f"--map-user={_some_user()}")
    if _works(namespace):
        return RunAs(namespace)
    other_user = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
    if _works(other_user):
        return RunAs(other_user, NOBODY)
    raise EmbeddedError(
        "As root, the embedded PostgreSQL needs `unshare` with user namespaces, or `setpriv` (package util-linux): "
        "install it, run Snug as an ordinary user, or set DATABASE_URL."
    )


def _some_user() -> int:
    # initdb looks its user up by number, so the number must have a name on this machine.
    known = sorted(entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid not in (0, NOBODY))
    if 1000 in known:
        return 1000
    return known[0] if known else NOBODY


def _works(prefix: Sequence[str]) -> bool:
    if shutil.which(prefix[0]) is None:
        return False
    return subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0


def private_directory(path: Path) -> Path:
    """Makes a directory that only this user can enter."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def socket_directory(var: Path) -> Path:
    """Where the sockets of this `var` live: inside it, or in a short private directory when its path is too long.

    Raises EmbeddedError when somebody else already holds the short name.
    """
    inside = var / "run"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_DIRECTORY and _PLAIN_PATH.fullmatch(str(inside)):
        return private_directory(inside)
    name = hashlib.sha256(os.fsencode(var)).hexdigest()[:12]
    short = private_directory(Path(tempfile.gettempdir()) / f"snug-{os.geteuid()}-{name}")
    found = short.lstat()
    if short.is_symlink() or found.st_uid != os.geteuid():
        raise EmbeddedError(f"{short} belongs to somebody else: set SNUG_VAR to a shorter path.")
    short.chmod(0o700)
    return short


def running(pid: int | None, name: str, word: str) -> psutil.Process | None:
    """The process `pid` if it is alive, has this name and this word in its command; zombies and reused ids are not."""
    if pid is None:
        return None
    try:
        process = psutil.Process(pid)
        alive = process.status() not in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD)
        return process if alive and process.name() == name and word in process.cmdline() else None
    except psutil.Error:
        return None


def spawn(command: Sequence[str], log: IO[bytes], cwd: Path, environment: dict[str, str] | None = None) -> Child:
    """Starts a server that outlives this function and Ctrl-C: it must not end before those who use it."""
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        cwd=cwd,
        env=environment,
        start_new_session=True,
    )
    _children.append(child)
    return child


def has_ended(process: psutil.Process) -> bool:
    """A zombie has ended too: its parent merely has not asked yet."""
    try:
        return not process.is_running() or process.status() in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD)
    except psutil.Error:
        return True


def end(process: psutil.Process, signals: Sequence[tuple[signal.Signals, float]]) -> None:
    """Sends each signal in turn until the process has ended; the number is how many seconds each one gets."""
    for number, seconds in signals:
        try:
            process.send_signal(number)
        except psutil.Error:
            break
        if wait_until(lambda: has_ended(process), seconds):
            break
    _reap(process.pid)


def _reap(pid: int) -> None:
    """One that was our own child leaves the process table; its threads may take a moment longer than itself."""
    for child in [child for child in _children if child.pid == pid]:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(5)
            _children.remove(child)


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Asks every 10 ms, growing to 100 ms; returns whether the condition came true in time."""
    deadline = time.monotonic() + seconds
    pause = 0.01
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
        pause = min(pause * 1.3, 0.1)
    return True


def read_pid(path: Path) -> int | None:
    """The number in the first line of a pid file, if there is one."""
    try:
        return int(path.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def need_space(directory: Path, megabytes: int) -> None:
    """Raises EmbeddedError when the file system of the directory has less room than that."""
    free = shutil.disk_usage(directory).free // 1_000_000
    if free < megabytes:
        raise EmbeddedError(
            f"The disk is full: {free} MB free in {directory}, Snug needs {megabytes} MB. Make room or set SNUG_VAR."
        )


def written_since(log: Path, position: int) -> str:
    """What a server wrote to its log after this position."""
    with log.open("rb") as file:
        file.seek(position)
        return file.read().decode(errors="replace")


def last_words(said: str) -> str:
    """The most telling line of what a program said before it gave up; empty if it said nothing."""
    lines = said.splitlines()
    telling = [line for line in lines if re.search(r"FATAL|PANIC|ERROR|[Ff]ailed|error:", line)] or lines
    return telling[-1].strip() if telling else ""


def is_full(said: str) -> bool:
    return "No space left on device" in said
