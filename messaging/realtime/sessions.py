"""Whether the sessions behind sockets still stand: the row is there and its auth hash is valid (trust.md R2)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from community import prepared
from community.models import Person
from community.sessions import SessionStore
from messaging.log.sql import uuids
from messaging.realtime import limits

_SESSIONS = """
SELECT session_key, session_data FROM django_session WHERE session_key = ANY(%b::text[]) AND expire_date > %s
"""
_PEOPLE = "SELECT id, password FROM community_person WHERE id = ANY(%t::uuid[]) AND is_active"


class Held(NamedTuple):
    """A session that a socket stands on; `proof` is what was compared when it was last found valid."""

    person_id: UUID
    session_key: str
    proof: object


def session_hash(session_key: str) -> str:
    """How `community.actions.sessions` names a session without giving its key away."""
    return hashlib.sha256(session_key.encode()).hexdigest()


def person_of(session_key: str) -> tuple[Person, object] | None:
    """The active person whom this session signs in, and the proof; None when it does not."""
    session = _rows([session_key]).get(session_key)
    person_id = _person_id(session) if session is not None else None
    if session is None or person_id is None:
        return None
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    if person is None or not _signs_in(session, person):
        return None
    return person, (session, person.password)


def check(held: Sequence[Held]) -> list[int | None]:
    """Per session the close code if it has ended, else None. Two statements, whatever the number; a third where some do
    not stand as they stood."""
    passwords: dict[UUID, str] = dict(prepared.rows_by_keys(_PEOPLE, [uuids({one.person_id for one in held})]))
    data = _rows([one.session_key for one in held if one.session_key])
    stand = [_stands(one, passwords.get(one.person_id), data.get(one.session_key)) for one in held]
    doubtful = {one.person_id for one, sure in zip(held, stand, strict=True) if not sure}
    people = Person.objects.filter(is_active=True).in_bulk(doubtful) if doubtful else {}
    return [
        None if sure else _check(people.get(one.person_id), data.get(one.session_key))
        for one, sure in zip(held, stand, strict=True)
    ]


def _stands(one: Held, password: str | None, session: str | None) -> bool:
    """As it stood when it was last looked at."""
    return password is not None and (not one.session_key or one.proof == (session, password))


def _check(person: Person | None, session: str | None) -> int | None:
    if person is None:
        return limits.DISABLED
    if session is None or _person_id(session) != str(person.pk) or not _signs_in(session, person):
        return limits.SESSION_ENDED
    return None


def _rows(keys: Sequence[str]) -> dict[str, str]:
    return dict(prepared.rows_by_keys(_SESSIONS, [list(keys), timezone.now()]))


def _person_id(data: str) -> str | None:
    return SessionStore().decode(data).get(SESSION_KEY)


def _signs_in(data: str, person: Person) -> bool:
    stored = str(SessionStore().decode(data).get(HASH_SESSION_KEY, ""))
    return constant_time_compare(stored, person.get_session_auth_hash())
