"""What somebody has said is put away from the inbox of whoever blocks them, at once, and from nobody else's
(trust.md R39)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community import live
from community.models import Channel, Dispatch, Person
from community.notifications import inbox
from community.surface import Action
from groups.access import load_group
from groups.actions import blocks
from messaging.actions import messages
from messaging.models import Message, Participant
from tests.cast import Cast
from tests.groups.test_blocks import block
from tests.groups.test_named_notifications import say, tick
from tests.messaging.directs import opened

pytestmark = pytest.mark.django_db


def in_the_inbox(cast: Cast, person: Person) -> list[str]:
    """The kinds of what stands there unread, as the page and the API have it."""
    found = cast.api(person).get("/api/v1/me/inbox").json()
    unread = [one["kind"] for one in found["items"] if not one["read"]]
    assert found["unread"] == len(unread) == inbox.unread(person)
    return sorted(unread)


def test_what_names_and_answers_the_blocker_is_put_away_with_the_block(cast: Cast) -> None:
    asked = say(cast, "ana", "Who brings the lamp?")
    say(cast, "ben", "I do", asked.pk)
    say(cast, "ben", "@Ana, which lamp?")
    say(cast, "cara", "@Ana, the big one")
    tick()
    assert in_the_inbox(cast, cast.ana) == ["mention", "mention", "reply"]
    block(cast, "ben")
    assert in_the_inbox(cast, cast.ana) == ["mention"]  # Cara's
    assert "reply" not in cast.client(cast.ana).get("/me/inbox/").content.decode()


def test_a_notice_of_a_captain_whom_one_has_blocked_stays_unread(cast: Cast) -> None:
    messages.send(cast.cara, cast.notices(cast.harbour).pk, uuid4(), "No run on Friday")
    Message.objects.update(created_at=timezone.now() - timedelta(minutes=1))
    say(cast, "cara", "@Ana, you too")
    tick()
    assert in_the_inbox(cast, cast.ana) == ["mention", "notice"]
    block(cast, "cara")
    assert in_the_inbox(cast, cast.ana) == ["notice"]


def test_the_blocked_and_everybody_else_keep_what_they_have(cast: Cast) -> None:
    say(cast, "ben", "@Ana and @Nia, are you in?")
    say(cast, "ana", "@Ben and @Nia, I am")
    Participant.objects.filter(profile__person=cast.ana).update(read_seq=0)  # who says something has read
    tick()
    assert in_the_inbox(cast, cast.ana) == ["mention"]
    before = list(Dispatch.objects.exclude(person=cast.ana).order_by("pk").values())
    block(cast, "ben")
    assert list(Dispatch.objects.exclude(person=cast.ana).order_by("pk").values()) == before
    assert in_the_inbox(cast, cast.ben) == ["mention"] and in_the_inbox(cast, cast.nia) == ["mention", "mention"]
    assert in_the_inbox(cast, cast.ana) == []


def test_what_has_gone_out_as_a_push_is_put_away_and_what_has_not_does_not_go(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object
) -> None:
    said = say(cast, "ben", "@Ana?")
    tick()
    (item,) = Dispatch.objects.filter(person=cast.ana, channel=Channel.APP)
    columns = {one: getattr(item, one) for one in ("kind", "person", "subject", "due_at", "send_at", "useful_until")}
    push = Dispatch.objects.create(channel=Channel.PUSH, state="sent", sent_at=timezone.now(), **columns)
    Dispatch.objects.filter(person=cast.ana, channel=Channel.MAIL).update(state="pending", sent_at=None)
    told: list[tuple[str, object]] = []
    monkeypatch.setattr(live, "tell_many", told.extend)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        block(cast, "ben")
    push.refresh_from_db()
    assert push.read_at is not None and said
    assert Dispatch.objects.get(person=cast.ana, channel=Channel.MAIL).state == "cancelled"
    (frame,) = [frame for to, frame in told if to == f"person:{cast.ana.pk}" and frame["frame"]["op"] == "inbox"]  # type: ignore[index]
    assert frame["frame"]["unread"] == 0  # type: ignore[index]
    assert set(frame["frame"]["read"]) == {str(item.pk), str(push.pk)}  # type: ignore[index]


def test_what_the_two_write_to_each_other_goes_as_well(cast: Cast) -> None:
    made = opened(cast, cast.ana, cast.ben)
    other = opened(cast, cast.cara, cast.ana)
    for who, room in ((cast.ben, made.room_id), (cast.cara, other.room_id)):
        messages.send(who, room, uuid4(), "Are you there?")
    Message.objects.update(created_at=timezone.now() - timedelta(minutes=1))
    tick()
    before = in_the_inbox(cast, cast.ana)
    assert before.count("direct.message") == 2
    block(cast, "ben")
    assert in_the_inbox(cast, cast.ana).count("direct.message") == 1


def test_a_block_asks_the_same_however_much_waits(cast: Cast) -> None:
    place = load_group(cast.ana, cast.harbour.slug, Action.BLOCK)
    ben = cast.profile(cast.ben, cast.harbour)
    counts = []
    for _ in range(2):
        for n in range(3):
            say(cast, "ben", f"@Ana, {n}?")
        tick()
        with CaptureQueriesContext(connection) as asked:
            blocks.block(place, ben)
        counts.append(len(asked))
        assert not inbox.unread(cast.ana)
        blocks.unblock(place, ben)
    assert counts[0] == counts[1]
