"""Conversations of two, made through the action."""

from __future__ import annotations

from uuid import UUID, uuid4

from community.models import Person
from messaging.actions import direct
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
