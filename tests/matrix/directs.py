"""A conversation of two on the stage, and one whose words have lived their time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.utils import timezone

from messaging.actions import direct
from messaging.models import Direct, Message
from tests.cast import Cast

if TYPE_CHECKING:
    from tests.matrix.stage import Actor, Stage

HELLO = "Are you the one with the red bike?"


def between_two(cast: Cast) -> Direct:
    """The captain and a settled member, who have both said yes."""
    ack = direct.ask(cast.cara, cast.profile(cast.ana, cast.harbour).pk, uuid4(), HELLO)
    direct.accept(cast.ana, ack.room)
    return Direct.objects.get(pk=ack.room)


def said_between_two_long_ago(cast: Cast) -> tuple[Any, ...]:
    room = between_two(cast).room_id
    Message.objects.filter(room=room).update(created_at=timezone.now() - timedelta(days=181))
    return ()


_TWO = {"captain", "settled member"}
_ASKING: dict[str, str | None] = {
    **dict.fromkeys(_TWO, None),
    "new member": "direct_new",
    "brand seat": "direct_brand",
    "listening seat": "direct_brand",
}


def _of_the_two(actor: Actor) -> str | None:
    return None if actor.name in _TWO else "not_found"


# A third of the same group, its captain where they are none of the two, and the brand find what is not there.
NARROWER_DIRECT: dict[tuple[str, str], Callable[[Actor], str | None]] = {
    **{
        (f"messaging:direct{door}", "*"): _of_the_two
        for door in ("", "_say", "_read", "_message", "_react", "_edit", "_delete", "_accept", "_decline")
    },
    ("v1:direct_answer", "put"): _of_the_two,
    # At these doors no thing is named: in what is sent there is one.
    ("v1:directs", "post"): lambda actor: _ASKING.get(actor.name, "not_found"),
    ("messaging:direct_switch", "post"): lambda actor: {
        "new member": None,
        "captain": None,
        "settled member": None,
        "brand seat": "direct_brand",
        "listening seat": "direct_brand",
    }.get(actor.name, "not_found"),
}
DIRECT_BODIES: dict[tuple[str, str], Callable[[Stage, Actor], dict[str, Any]]] = {
    ("messaging:write_to", "post"): lambda stage, actor: {"body": HELLO, "cid": uuid4()},
    ("messaging:direct_switch", "post"): lambda stage, actor: {"group": stage.fillers["group"], "from": "nobody"},
    ("messaging:direct_say", "post"): lambda stage, actor: {"body": "Hello", "cid": uuid4()},
    ("messaging:direct_read", "post"): lambda stage, actor: {"seq": 1},
    ("messaging:direct_react", "post"): lambda stage, actor: {"on": "👍"},
    ("messaging:direct_edit", "post"): lambda stage, actor: {"body": "Hello again", "cid": uuid4()},
    ("messaging:direct_delete", "post"): lambda stage, actor: {"cid": uuid4()},
    ("v1:directs", "post"): lambda stage, actor: {
        "profile": stage.fillers["profile"],
        "cid": str(uuid4()),
        "body": HELLO,
    },
    ("v1:direct_answer", "put"): lambda stage, actor: {"accept": True},
    ("v1:direct_switch", "put"): lambda stage, actor: {"open_to": "nobody"},
}
