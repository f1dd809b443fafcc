"""Whoever has read something and keeps it unread for later is not told of it as of something new."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import F

from community.models import Dispatch
from community.notifications import planning, sending
from messaging.actions import messages, reading
from messaging.models import Mention, Message, Room
from tests.cast import Cast
from tests.messaging.directs import opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rates")]
KINDS = ("mention", "reply", "direct.message", "direct.request")


def told(cast: Cast) -> int:
    """How often Ana has been told, once a minute has gone by and the clock has gone round."""
    minute = timedelta(minutes=1)
    Message.objects.update(created_at=F("created_at") - minute)
    Mention.objects.update(at=F("at") - minute)
    planning.plan_due()
    sending.send_due()
    return Dispatch.objects.filter(person=cast.ana, channel="app", state="sent", kind__in=KINDS).count()


def kept_for_later(cast: Cast, room: Room) -> None:
    room.refresh_from_db()
    reading.mark_read(cast.ana, room.pk, room.last_seq)
    reading.mark_unread(cast.ana, room.pk, 1)


@pytest.mark.parametrize("kind", ["mention", "reply", "direct"])
def test_what_was_read_and_kept_unread_is_not_told(cast: Cast, kind: str) -> None:
    talk = cast.talk(cast.harbour) if kind != "direct" else opened(cast, cast.ben, cast.ana).room
    words, more = "@Ana, the lamp" if kind == "mention" else "The lamp", dict[str, Any]()
    if kind == "reply":
        more = {"reply_to": messages.send(cast.ana, talk.pk, uuid4(), "Who brings the lamp?").mid}

    def says() -> None:
        messages.send(cast.ben, talk.pk, uuid4(), words, **more)

    says()
    kept_for_later(cast, talk)
    assert told(cast) == 0
    says()
    assert told(cast) == 1, "of what is new she hears"
