"""Blocks on real sockets: the blocker's own hear of them, with `subd` and when they change; nobody else's hears a thing
(trust.md R39)."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import transaction

from community.pool import run
from messaging.actions.folding import fold_anew
from moderation.actions import blocks
from tests.messaging.conftest import Connect
from tests.messaging.rooms import Space

pytestmark = pytest.mark.django_db(transaction=True)


def block(space: Space, *, on: bool = True) -> None:
    """Ana blocks Ben, or hears him again."""
    _, ana, ben = space.profiles
    with transaction.atomic():
        (blocks.block if on else blocks.unblock)(ana, ben)
        fold_anew(ana)


async def test_the_blockers_sockets_are_told_and_the_blocked_ones_get_what_they_would_have(
    space: Space, connect: Connect
) -> None:
    cara, ana, ben = space.people
    talk, bens = str(space.talk.pk), str(space.profiles[2].pk)
    async with connect(ana) as phone, connect(ana, 1) as desk, connect(ben) as his, connect(cara) as hers:
        for client in (phone, desk, his, hers):
            assert "folded" not in await client.sub(space.talk.pk)
        await run(lambda: block(space))
        for client in (phone, desk):
            assert (await client.expect("folded"))["profiles"] == [bens]
        said = await his.send(space.talk.pk, "Ana?")
        assert (said["op"], said["dup"]) == ("ack", False)
        for client in (phone, desk, his, hers):  # the log has no gap for anybody
            assert (await client.expect("ev", seq=said["seq"]))["body"] == "Ana?"
        await phone.say("typing", room=talk, on=True)
        assert (await his.expect("typing"))["on"]  # the blocked sees the group as before
        await phone.ask("react", room=talk, mid=said["mid"], cid=str(uuid4()), emoji="🧡", on=True)
        assert (await his.expect("ev", kind="react"))["of"] == said["seq"]
        await run(lambda: block(space, on=False))
        assert (await phone.expect(lambda one: one["op"] == "folded" and not one["profiles"]))["room"] == talk
        assert {frame["op"] for client in (his, hers) for frame in client.frames} <= {
            *("hello", "subd", "ack", "ev", "typing", "ping")
        }


async def test_whoever_follows_later_hears_with_subd_whom_they_have_blocked_but_not_among_notices(
    space: Space, connect: Connect
) -> None:
    _, ana, ben = space.people
    await run(lambda: block(space))
    async with connect(ana) as hers, connect(ben) as his:
        assert (await hers.sub(space.talk.pk))["folded"] == [str(space.profiles[2].pk)]
        assert "folded" not in await hers.sub(space.notices.pk)
        assert "folded" not in await his.sub(space.talk.pk)
