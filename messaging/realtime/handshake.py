"""Who may connect: decided before accept, since afterwards only a close is left (realtime.md "Connecting")."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import parse_cookie

from community import failpoints, pool, prepared
from community.serve import draining
from messaging import rates
from messaging.actions import tickets
from messaging.rates import Ask
from messaging.realtime import limits, sessions
from messaging.realtime.socket import Admission

log = logging.getLogger(__name__)
_ACTIVE = "SELECT language FROM community_person WHERE id = %s AND is_active"


async def admit(scope: Mapping[str, Any]) -> Admission | None:
    """None: refused, which the client sees as HTTP 403."""
    if scope["path"] != limits.PATH or draining.is_draining():
        return None
    address = _address(scope)
    asks = [Ask(limits.ADDRESS_HANDSHAKES, address), Ask(limits.FAILED_HANDSHAKES, address, take=False)]
    waits = await rates.take(asks)
    if any(waits):
        return None
    try:
        admission = await _identify(scope)
    except Exception:
        log.exception("a handshake could not be decided")  # not the caller's fault, so not counted as failed
        return None
    if admission is None:
        await rates.take([Ask(limits.FAILED_HANDSHAKES, address)])
    return admission


def _address(scope: Mapping[str, Any]) -> str:
    """The client's address as the pages' limits see it: behind proxies of one's own, the one that the outermost of them
    says. Theirs is everybody's: one stranger who fails would lock out the house."""
    proxies: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    said: str = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for").decode("latin1")
    addresses = said.split(",") if said else []
    if proxies and len(addresses) >= proxies:
        return addresses[-proxies].strip()
    return str((scope.get("client") or ["local"])[0])


async def _identify(scope: Mapping[str, Any]) -> Admission | None:
    headers = {name.decode("latin1"): value.decode("latin1") for name, value in scope["headers"]}
    if limits.SUBPROTOCOL not in scope.get("subprotocols", ()):
        return None
    origin = headers.get("origin")
    bearer = headers.get("authorization")
    if bearer is not None:  # cookies are ignored then
        allowed = origin is None or origin in settings.ALLOWED_ORIGINS
        return await _by_ticket(bearer) if allowed else None
    if origin not in settings.ALLOWED_ORIGINS:
        return None  # missing or "null" too
    key = parse_cookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME)
    found = await pool.run(sessions.person_of, key) if key else None
    if found is None:
        return None
    person, proof = found
    admission = _admission(person.pk, person.language, str(key), proof)
    return admission if await _not_too_often(admission) else None


async def _by_ticket(bearer: str) -> Admission | None:
    scheme, _, token = bearer.partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    admission = await pool.run(holder_of, token)
    if admission is None or not await _not_too_often(admission):
        return None
    # Only an accepted handshake spends it; of parallel ones, one.
    if await pool.run(tickets.spend, token) is None:
        return None
    failpoints.hit(failpoints.AFTER_SPEND)
    return admission


def holder_of(token: str) -> Admission | None:
    """Whom this ticket would let in."""
    ticket = tickets.peek(token)
    if ticket is None:
        return None
    if not ticket.session_key:
        active = prepared.rows(_ACTIVE, [ticket.person_id])
        return _admission(ticket.person_id, active[0][0], "", None) if active else None
    found = sessions.person_of(ticket.session_key)
    if found is None or found[0].pk != ticket.person_id:
        return None
    return _admission(ticket.person_id, found[0].language, ticket.session_key, found[1])


async def _not_too_often(admission: Admission) -> bool:
    return not any(await rates.take([Ask(limits.HANDSHAKES, str(admission.person_id))]))


def _admission(person_id: UUID, language: str, session_key: str, proof: object) -> Admission:
    return Admission(person_id, language, session_key, sessions.session_hash(session_key), proof)
