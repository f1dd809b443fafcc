"""Conversations of two, made through the action, and what one says and sees there."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from community.errors import SnugError
from community.models import Person
from messaging.access.direct import directs_of
from messaging.actions import direct, messages
from messaging.models import Direct
from tests.cast import Cast

HELLO = "Are you the one with the red bike?"


def asks(cast: Cast, who: Person, whom: Person, body: str = HELLO, cid: UUID | None = None) -> Direct:
    """One request, or whatever saying something to somebody comes to."""
    ack = direct.ask(who, cast.profile(whom, cast.harbour).pk, cid or uuid4(), body)
    return Direct.objects.get(pk=ack.room)


def opened(cast: Cast, who: Person, whom: Person) -> Direct:
    """A conversation to which both have said yes."""
    made = asks(cast, who, whom)
    direct.accept(whom, made.room_id)
    made.refresh_from_db()
    return made


def code(act: Callable[[], object]) -> str:
    """Of the refusal that this meets."""
    with pytest.raises(SnugError) as refusal:
        act()
    return refusal.value.code


def say(person: Person, room: UUID, body: str = "and something else") -> messages.Ack:
    return messages.send(person, room, uuid4(), body)


def states(person: Person) -> list[str]:
    """Of the list of their direct conversations, row by row."""
    return [state for state, _line in directs_of(person)]
