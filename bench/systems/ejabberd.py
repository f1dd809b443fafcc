"""ejabberd's multi-user chat with its archive in PostgreSQL, spoken to over plain XMPP; Debian's package, privately.

A room archives a message before it tells it, so a message that comes back to its author is stored: that is the ack.
"""

from __future__ import annotations

import base64
import shutil
from pathlib import Path

from bench.machine import free_port
from bench.stack import ERLANG
from bench.systems.base import CHECKOUT, Seat, Shape, System

CONFIGURATION = CHECKOUT / "bench" / "ejabberd.yml"
SCHEMA = Path("/usr/share/ejabberd/sql/pg.sql")
STREAM = (
    b"<?xml version='1.0'?><stream:stream to='bench.local' version='1.0' xmlns='jabber:client' "
    b"xmlns:stream='http://etherx.jabber.org/streams'>"
)
BIND = b"<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>"
# Leaves spinning threads out of the reckoning, and no name on the network.
ERL = ("erl", "-noinput", "+K", "true", "+sbwt", "none", "+sbwtdcpu", "none", "+sbwtdio", "none")


class Ejabberd(System):
    name = "ejabberd"
    database = ERLANG
    error = b"type='error'"
    asks = b"urn:xmpp:ping"  # never asked: mod_ping is not loaded
    ends = b">"
    port = 0

    def missing(self) -> str | None:
        if not shutil.which("erl") or not _programs() or not SCHEMA.exists():
            return "ejabberd and erlang-p1-pgsql are not installed"
        return None

    def version(self) -> str:
        found = _programs()
        return f"ejabberd {found[0].parent.name.partition('-')[2]}" if found else ""

    def prepare(self) -> None:
        self.people: set[int] = set()
        self.visits = 0
        self.stack.make_database(ERLANG)
        self.stack.sql(ERLANG, SCHEMA.read_text())
        self.stack.sql(
            ERLANG,
            f"CREATE ROLE {ERLANG} LOGIN PASSWORD '{self.stack.password}';"
            f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {ERLANG};"
            f"GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {ERLANG}",
        )

    def start(self, processes: int = 1) -> None:
        self.port = free_port()
        home = self.stack.var / "ejabberd"
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        words = {
            "LISTEN_PORT": str(self.port),
            "SQL_PORT": str(self.stack.postgres.port),
            "SQL_PASSWORD": self.stack.password,
        }
        text = CONFIGURATION.read_text()
        for name, value in words.items():
            text = text.replace(name, value)
        (home / "ejabberd.yml").write_text(text)
        environment = {
            "EJABBERD_CONFIG_PATH": str(home / "ejabberd.yml"),
            "EJABBERD_LOG_PATH": str(self.stack.var / "log" / "ejabberd.server.log"),
            "ERL_CRASH_DUMP": str(self.stack.var / "log" / "ejabberd.crash"),
            "HOME": str(home),
        }
        paths = [str(path) for path in _programs()]
        command = [*ERL, "-pa", *paths, "-mnesia", "dir", f'"{home / "spool"}"', "-s", "ejabberd"]
        self.spawn(command, environment, "ejabberd.log", home)
        self.wait_for(self.port, "ejabberd.log")

    def seats(self, shape: Shape) -> list[Seat]:
        new = set(range(shape.sockets)) - self.people
        rows = [(f"n{number}", "word") for number in new]
        if rows:
            self.stack.sql(ERLANG, "INSERT INTO users (username, password) VALUES (%s, %s)", *rows)
            self.people |= new
        self.visits += 1  # new rooms each time: one whose last member has just left takes nobody in
        return [self._seat(n // shape.size, n) for n in range(shape.sockets)]

    def _seat(self, group: int, number: int) -> Seat:
        room = f"r{group}v{self.visits}@rooms.bench.local".encode()
        proof = base64.b64encode(f"\0n{number}\0word".encode())
        steps = [
            (b"", STREAM),
            (
                b"</stream:features>",
                b"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>%s</auth>" % proof,
            ),
            (b"<success", STREAM),
            (b"</stream:features>", BIND),
            (
                b"id='bind'",
                b"<presence to='%s/n%d'><x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x>"
                b"</presence>" % (room, number),
            ),
        ]

        def say(count: int, body: bytes) -> bytes:
            return b"<message to='%s' type='groupchat' id='n%dm%d'><body>%s</body></message>" % (
                room,
                number,
                count,
                body,
            )

        return Seat(group, self.port, steps, b"<subject", b"id='n%dm" % number, say)


def _programs() -> list[Path]:
    return sorted(Path("/usr/lib").glob("*/ejabberd-*/ebin"))[-1:]
