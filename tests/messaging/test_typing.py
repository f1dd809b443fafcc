"""Who is shown as typing: who may post at that moment, whatever held when they began to follow the room."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.pool import run
from messaging.actions import participants
from messaging.models import Participant, Room
from messaging.realtime import readers
from tests.messaging.client import Client
from tests.messaging.conftest import Connect
from tests.messaging.rooms import Space, make_person, make_space

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)
Change = Callable[[Space, Any], None]


def locked(space: Space, until: Any) -> None:
    Room.objects.filter(pk=space.talk.pk).update(locked_until=until)


def muted(space: Space, until: Any) -> None:
    Participant.objects.filter(room=space.talk, profile=space.profiles[2]).update(muted_until=until)


async def types(client: Client, space: Space) -> None:
    await client.say("typing", room=str(space.talk.pk), on=True)


@pytest.mark.parametrize(("change", "code"), [(locked, "room_locked"), (muted, "muted_until")])
async def test_who_may_not_post_from_now_on_is_not_shown_and_is_again_after_it(
    space: Space, connect: Connect, change: Change, code: str
) -> None:
    cara, ana, ben = space.people
    bens_id = str(space.profiles[2].pk)
    async with connect(cara) as hers, connect(ana, 1) as sees, connect(ben) as his:
        for client in (hers, sees, his):
            await client.sub(space.talk.pk)
        await run(change, space, timezone.now() + HOUR)
        await types(his, space)
        assert (await his.expect("err"))["detail"]["code"] == code
        await types(hers, space)  # a captain speaks all the same, and is seen after whatever came before
        assert (await sees.expect("typing"))["actor"]["badge"] == "captain"
        assert not [one for one in sees.frames if one["op"] == "typing" and one["actor"]["id"] == bens_id]
        await run(change, space, timezone.now() - HOUR)
        await types(his, space)
        assert (await sees.expect("typing"))["actor"]["id"] == bens_id


async def test_a_lock_from_before_holds_for_who_comes_in_it(space: Space, connect: Connect) -> None:
    await run(locked, space, timezone.now() + HOUR)
    async with connect(space.people[2]) as his:
        await his.sub(space.talk.pk)
        await types(his, space)
        assert (await his.expect("err"))["detail"]["code"] == "room_locked"


@pytest.mark.django_db(transaction=False)
def test_it_is_asked_of_all_rooms_at_once() -> None:
    space, other = make_space(), make_space()
    ana = space.people[1]
    other.enter(ana)
    rooms = [space.talk.pk, space.notices.pk, other.talk.pk]
    with CaptureQueriesContext(connection) as asked:
        found = readers.refusals(ana.pk, rooms)
    assert len(asked) == 1
    assert found == {space.talk.pk: None, space.notices.pk: "captains_post", other.talk.pk: None}
    assert readers.refusals(make_person("eve").pk, rooms) == {}
    participants.depart(other.id, other.seat(ana).profile, reason="left")
    assert readers.refusals(ana.pk, rooms)[other.talk.pk] == "not_found"
