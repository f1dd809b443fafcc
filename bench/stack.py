"""The PostgreSQL and the Valkey of a bench: of its own, under `var/bench`, shared by all systems, on the servers' core.

Each system has a database and a Valkey number of its own. fsync and synchronous_commit are on, as in production.
"""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path
from urllib.parse import quote

import psycopg

from bench.machine import free_port, on_server_core
from community.embedded import EmbeddedStack
from community.embedded.postgres import EmbeddedPostgres

ERLANG = "ejabberd"  # its database and its user


class Postgres(EmbeddedPostgres):
    """Besides its socket it takes TCP from this machine, for the one system that cannot use the socket."""

    port = 0

    def _options(self) -> list[str]:
        return [*super()._options(), "-c", "listen_addresses=127.0.0.1", "-c", f"port={self.port}"]


class Stack:
    def __init__(self, var: Path) -> None:
        self.var = var.resolve()
        self.servers = EmbeddedStack(self.var)
        self.postgres = self.servers.postgres = Postgres(self.var)
        assert self.servers.valkey is not None
        self.valkey = self.servers.valkey
        self.password = secrets.token_hex(16)

    def start(self) -> None:
        """Empty servers: what an earlier bench has left there is stopped and deleted first."""
        self.remove()
        (self.var / "log").mkdir(parents=True)
        self.postgres.port = free_port()
        os.environ["PGPORT"] = str(self.postgres.port)  # part of the socket's name: everybody's libpq reads it
        with on_server_core():
            self.servers.join()
        self._close_door()

    def _close_door(self) -> None:
        """Over TCP only the one that needs it comes in, with a password."""
        rules = f"local all all trust\nhost {ERLANG} {ERLANG} 127.0.0.1/32 password\n"
        (self.postgres.data / "pg_hba.conf").write_text(rules)
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute("SELECT pg_reload_conf()")

    def remove(self) -> None:
        self.postgres.stop_immediately()
        self.valkey.stop_immediately()
        self.servers.leave()
        for name in ("postgres", "valkey", "run", "log"):
            shutil.rmtree(self.var / name, ignore_errors=True)

    def postgres_pids(self) -> list[int]:
        found = self.postgres.running()
        return [found.pid] if found else []

    def valkey_pids(self) -> list[int]:
        found = self.valkey.running()
        return [found.pid] if found else []

    def url(self, database: str) -> str:
        return f"postgres://snug@{quote(str(self.postgres.sockets), safe='')}/{database}"

    def redis(self, number: int) -> str:
        return f"{self.valkey.url}?db={number}"

    def sql(self, database: str, statement: str, *rows: tuple[object, ...]) -> list[tuple[object, ...]]:
        """Runs it once without parameters, or once for each row."""
        with psycopg.connect(self.url(database)) as connection, connection.cursor() as cursor:
            if rows:
                cursor.executemany(statement, rows)
                return []
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def make_database(self, name: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())

    def settle(self, database: str) -> None:
        """Tidies up what seeding and an earlier measurement have left, so that the next does not pay for it."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
            connection.execute("CHECKPOINT")

    def versions(self) -> str:
        with psycopg.connect(self.url("postgres")) as connection:
            row = connection.execute("SHOW server_version").fetchone()
        return f"PostgreSQL {row[0] if row else '?'}"
