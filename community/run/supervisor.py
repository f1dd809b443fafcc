"""Starts processes, keeps them running, and ends all of them together."""

import functools
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from community.embedded import EmbeddedError
from community.run.output import relay, say

PATIENCE = 8  # seconds between the request to end and the kill
RESTARTS = 3  # within a minute; more means that it cannot run at all
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@functools.cache
def _with_parent() -> list[str]:
    """Words before a command that end it when its supervisor is killed; none where the system has no such thing."""
    words = ["setpriv", "--pdeathsig", "TERM"]
    if shutil.which("setpriv") is None:
        return []
    return words if subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0 else []


@dataclass
class Child:
    """One process by name, and when it was started lately."""

    name: str
    command: list[str]
    running: subprocess.Popen[str]
    starts: list[float] = field(default_factory=list)


class Supervisor:
    """Owns its children: they start here, are started again when they die, and end with it."""

    def __init__(self, environment: Mapping[str, str], on_change: Callable[[list[int]], None]) -> None:
        self.environment = dict(environment)
        self.children: dict[str, Child] = {}
        self.stopping = threading.Event()
        self._on_change = on_change
        self._told = 0

    def obey_signals(self) -> None:
        for number in SIGNALS:
            signal.signal(number, self._on_signal)

    def keep(self, name: str, *words: str) -> None:
        """Starts `python …` and keeps it running until `end`."""
        command = [sys.executable, *words]
        self.children[name] = Child(name, command, self._spawn(name, command), [time.monotonic()])
        self._changed()

    def once(self, name: str, *words: str) -> int:
        """Runs `python …` to its end, saying its lines; returns its exit code."""
        running = self._spawn(name, [sys.executable, *words])
        while running.poll() is None and not self.stopping.is_set():
            self._pause(running)
        if running.poll() is None:
            self._end([running])
        return running.returncode

    def watch(self) -> None:
        """Returns when a signal asked to stop. Raises EmbeddedError when a child does not stay up."""
        while not self.stopping.wait(0.2):
            for child in list(self.children.values()):
                if child.running.poll() is not None:
                    self._revive(child)

    def end(self) -> None:
        """Asks all children to end, waits, and kills what has not."""
        self.stopping.set()
        self._end([child.running for child in self.children.values()])
        self.children.clear()

    def failed(self, name: str) -> bool:
        return self.children[name].running.poll() is not None

    def _revive(self, child: Child) -> None:
        now = time.monotonic()
        child.starts = [start for start in child.starts if now - start < 60]
        code = child.running.returncode
        if len(child.starts) > RESTARTS:
            raise EmbeddedError(f"{child.name} ended {len(child.starts)} times within a minute (code {code}).")
        say("snug", f"{child.name} ended (code {code}) and is started again")
        child.running = self._spawn(child.name, child.command)
        child.starts.append(now)
        self._changed()

    def _spawn(self, name: str, command: list[str]) -> subprocess.Popen[str]:
        running = subprocess.Popen(
            [*_with_parent(), *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=self.environment,
            # Ctrl-C reaches the supervisor alone, which ends the others in order.
            start_new_session=True,
        )
        if running.stdout is not None:
            relay(name, running.stdout)
        return running

    def _end(self, processes: list[subprocess.Popen[str]]) -> None:
        for process in processes:
            _signal_group(process, signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        for process in processes:
            while process.poll() is None and time.monotonic() < deadline and self._told < 2:
                self._pause(process)
            # Also after a quiet end: whatever it started itself must not outlive it.
            _signal_group(process, signal.SIGKILL)
            process.wait()

    def _pause(self, process: subprocess.Popen[str]) -> None:
        try:
            process.wait(0.1)
        except subprocess.TimeoutExpired:
            return

    def _changed(self) -> None:
        self._on_change([child.running.pid for child in self.children.values()])

    def _on_signal(self, number: int, frame: object) -> None:
        self._told += 1
        self.stopping.set()


def _signal_group(process: subprocess.Popen[str], number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return
