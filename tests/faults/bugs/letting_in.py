"""What goes wrong at the door, and with those who should be out again."""

from __future__ import annotations

from typing import Any

from messaging.actions import tickets
from messaging.models import SocketTicket
from messaging.realtime.desk import Desk
from messaging.realtime.socket import Socket
from messaging.realtime.sweeper import Sweeper


def reusable_ticket() -> None:
    tickets._SPEND = (
        "SELECT person_id, session_key FROM messaging_socketticket WHERE token_hash = %s AND expires_at > now()"
    )


def ticket_without_expiry() -> None:
    tickets._SPEND = tickets._SPEND.replace("AND expires_at > now()", "")

    def peek(token: str) -> tickets.Spent | None:
        found = SocketTicket.objects.filter(token_hash=tickets.token_hash(token)).first()
        return tickets.Spent(found.person_id, found.session_key) if found else None

    tickets.peek = peek


def session_end_not_swept() -> None:
    async def never(self: Sweeper, sockets: list[Socket]) -> None:
        return None

    Sweeper.sweep_sessions = never  # type: ignore[method-assign]


def rate_per_socket() -> None:
    """Whoever opens five sockets may say five times as much."""
    begin = Desk.__init__

    def alone(self: Desk, *args: Any) -> None:
        begin(self, *args)
        self.person = self.socket.conn

    Desk.__init__ = alone  # type: ignore[method-assign]


BUGS = (reusable_ticket, ticket_without_expiry, session_end_not_swept, rate_per_socket)
