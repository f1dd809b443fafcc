"""Tickets: how an app's socket gets in without a cookie (realtime.md "Connecting")."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from secrets import token_urlsafe
from uuid import UUID

from django.utils import timezone

from community import prepared
from community.models import Person
from community.tokens import token_hash
from messaging.models import SocketTicket

TTL_S = 60
_PEEK = "SELECT person_id, session_key FROM messaging_socketticket WHERE token_hash = %s AND expires_at > now()"
_SPEND = """
DELETE FROM messaging_socketticket WHERE token_hash = %s AND expires_at > now() RETURNING person_id, session_key
"""


@dataclass(frozen=True, slots=True)
class Spent:
    """Whose ticket it was, and the session it came from (empty: none, from a seed command)."""

    person_id: UUID
    session_key: str


def issue(person: Person, session_key: str, ttl: int = TTL_S) -> str:
    """A 256-bit ticket, good once, within `ttl` seconds. Only its hash is kept."""
    token = token_urlsafe(32)
    expires = timezone.now() + timedelta(seconds=ttl)
    SocketTicket.objects.create(
        token_hash=token_hash(token), person=person, session_key=session_key, expires_at=expires
    )
    return token


def peek(token: str) -> Spent | None:
    """Whose ticket this is, without spending it."""
    found = prepared.rows(_PEEK, [token_hash(token)])
    return Spent(*found[0]) if found else None


def spend(token: str) -> Spent | None:
    """Takes the ticket: of parallel spends exactly one gets it. None when it is unknown, spent or too old."""
    spent = prepared.rows(_SPEND, [token_hash(token)])
    return Spent(*spent[0]) if spent else None


def discard_expired() -> int:
    """Removes what nobody can use any more; how many there were."""
    count, _ = SocketTicket.objects.filter(expires_at__lte=timezone.now()).delete()
    return count
