"""Photos over sockets and in parallel: with real connections."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import LazySettings
from django.db import connection

from community.errors import SnugError
from community.pool import run
from community.surface import Action
from messaging import access, serializers
from messaging.access import load_room
from messaging.actions import media, messages
from messaging.models import Media, UploadDay
from messaging.realtime.schemas import check_down
from tests.messaging.conftest import Connect
from tests.messaging.hostile_media import pdf, picture
from tests.messaging.rooms import Space

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_rates")]


@pytest.fixture(autouse=True)
def _root(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def take_in(space: Space, data: bytes, n: int = 1) -> UUID:
    seat = load_room(space.people[n], space.talk.pk, Action.SEND_MESSAGE)
    return media.take_in(seat, media.Upload(uuid4(), "Plan.pdf", data))[0].pk


async def test_photos_go_over_the_socket_and_live_is_what_the_page_shows(space: Space, connect: Connect) -> None:
    _, ana, ben = space.people
    photo, plan = await run(take_in, space, picture("PNG")), await run(take_in, space, pdf())
    async with connect(ana) as phone, connect(ben, 1) as bens:
        await phone.sub(space.talk.pk)
        await bens.sub(space.talk.pk)
        ack = await phone.send(space.talk.pk, "", media=[str(photo), str(plan)])
        assert ack["op"] == "ack", ack
        for client in (phone, bens):
            event = await client.expect("ev", seq=ack["seq"])
            check_down(event)
            assert [one["id"] for one in event["media"]] == [str(photo), str(plan)]
        edit = await phone.ask("edit", room=str(space.talk.pk), mid=ack["mid"], cid=str(uuid4()), body="With words")
        await bens.until(space.talk.pk, edit["seq"])
        lines = await run(access.lines.events, space.talk.pk, ack["seq"] - 1, None, 10)
        read = [serializers.event(line) for line in lines]
        assert bens.events(space.talk.pk)[-1] == read[-1] and len(read[-1]["media"]) == 2
        again = await phone.send(space.talk.pk, "", media=[str(photo)])
        assert (again["code"], again["detail"]["field"]) == ("invalid", "media")
        assert (await phone.send(space.talk.pk, "x", media="everything"))["detail"]["field"] == "media"


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    def one(act: Callable[[], object]) -> object:
        try:
            return act()
        except SnugError as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(one, acts))


def test_one_photo_goes_with_one_of_many_messages_at_once(space: Space) -> None:
    photo = take_in(space, pdf())
    send = partial(messages.send, space.people[1], space.talk.pk, media=[photo])
    outcomes = at_once([partial(send, uuid4(), f"Try {n}") for n in range(6)])
    assert outcomes.count("invalid") == 5
    assert Media.objects.get().message is not None


def test_uploads_at_once_do_not_pass_the_bound_together(space: Space, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media, "DAY_BYTES", 3 * len(pdf()))
    outcomes = at_once([partial(take_in, space, pdf()) for _ in range(8)])
    assert outcomes.count("media_quota") == 5
    assert UploadDay.objects.get().bytes == 3 * len(pdf()) and Media.objects.count() == 3


def test_a_retry_at_once_makes_one_photo(space: Space) -> None:
    seat = load_room(space.people[1], space.talk.pk, Action.SEND_MESSAGE)
    upload = media.Upload(uuid4(), "Plan.pdf", pdf())
    outcomes = at_once([partial(media.take_in, seat, upload) for _ in range(4)])
    assert len({row.pk for row, _again in outcomes}) == 1 and Media.objects.count() == 1  # type: ignore[misc, attr-defined]
