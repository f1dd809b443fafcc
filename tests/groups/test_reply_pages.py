"""Replying without JavaScript: from a message's page into the field, and the line above what answers another."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from messaging.actions import messages
from messaging.models import Message, Pending
from moderation.models import Block
from tests.cast import Cast
from tests.groups.pages import text
from tests.messaging.holding import rules

__all__ = ["rules"]
pytestmark = pytest.mark.django_db
TALK = "/g/harbour-runners/"
ASKED = "Tuesday by the <crane>?"


def say(cast: Cast, name: str, body: str, reply_to: UUID | None = None) -> UUID:
    room = cast.talk(cast.harbour).pk
    ack = messages.send(getattr(cast, name), room, uuid4(), body, reply_to=reply_to)
    assert ack.mid is not None
    return ack.mid


def seq_of(mid: UUID) -> int:
    return Message.objects.get(pk=mid).seq


def test_one_replies_from_a_message_s_page_and_sees_what_to_before_sending(cast: Cast) -> None:
    mid, client = say(cast, "ben", ASKED), cast.client(cast.ana)
    assert f'href="{TALK}?reply={mid}#write"' in text(client, f"{TALK}message/{mid}/")
    html = text(client, f"{TALK}?reply={mid}")
    assert "You reply to Ben: Tuesday by the &lt;crane&gt;?" in html
    assert f'name="reply_to" value="{mid}"' in html
    assert f'href="{TALK}#write" aria-label="Do not reply to it"' in html
    sent = client.post(f"{TALK}say/", {"cid": str(uuid4()), "body": "With pleasure", "reply_to": str(mid)})
    assert sent.status_code == 302
    assert Message.objects.get(body="With pleasure").reply_to == seq_of(mid)
    html = text(client, TALK)
    assert 'reply_to" value' not in html
    assert f'<a class="quote" href="?at={seq_of(mid)}#m{seq_of(mid)}"' in html
    assert 'aria-label="In reply to Ben: Tuesday by the &lt;crane&gt;?"' in html
    assert "<span><b>Ben</b> Tuesday by the &lt;crane&gt;?</span>" in html


def test_to_oneself_one_replies_to_oneself_and_another_s_reply_is_to_you(cast: Cast) -> None:
    mid, client = say(cast, "ana", ASKED), cast.client(cast.ana)
    html = text(client, f"{TALK}?reply={mid}")
    assert "You reply to yourself: Tuesday by the &lt;crane&gt;?" in html and "to You" not in html
    messages.send(cast.ben, cast.talk(cast.harbour).pk, uuid4(), "With pleasure", reply_to=mid)
    assert 'aria-label="In reply to you: Tuesday by the &lt;crane&gt;?"' in text(client, TALK)
    assert 'aria-label="In reply to Ana: Tuesday' in text(cast.client(cast.cara), TALK)


def test_what_came_back_still_answers_and_what_is_gone_lets_the_words_stand_alone(cast: Cast) -> None:
    mid, client = say(cast, "ben", ASKED), cast.client(cast.ana)
    asked = client.post(f"{TALK}say/", {"cid": str(uuid4()), "body": "My phone is 0171 23456789", "reply_to": str(mid)})
    html = asked.content.decode()
    assert asked.status_code == 422 and html.count(f'name="reply_to" value="{mid}"') == 2  # as it is, or changed
    messages.delete(cast.ben, cast.talk(cast.harbour).pk, mid, uuid4())
    gone = client.post(f"{TALK}say/", {"cid": str(uuid4()), "body": "With pleasure", "reply_to": str(mid)})
    html = gone.content.decode()
    assert gone.status_code == 422 and "no longer there. Send your words without it." in html
    assert ">With pleasure</textarea>" in html and 'name="reply_to"' not in html


@pytest.mark.parametrize("asked", ["nonsense", "5a0e2f0c-0a1b-4c2d-8e3f-9a8b7c6d5e4f", "'; --"])
def test_a_reply_to_nothing_is_no_error_page_and_no_message(cast: Cast, asked: str) -> None:
    client = cast.client(cast.ana)
    assert 'name="reply_to"' not in text(client, f"{TALK}?reply={asked}")
    answer = client.post(f"{TALK}say/", {"cid": str(uuid4()), "body": "With pleasure", "reply_to": asked})
    assert answer.status_code == 422 and not Message.objects.filter(body="With pleasure").exists()


def test_a_line_whose_message_is_gone_folded_or_before_ones_time_holds_no_words(cast: Cast) -> None:
    mid = say(cast, "ben", ASKED)
    say(cast, "cara", "With pleasure", mid)
    profiles = {name: cast.profile(getattr(cast, name), cast.harbour) for name in ("ana", "ben")}
    Block.objects.create(space=cast.harbour.pk, blocker=profiles["ana"], blocked=profiles["ben"])
    html = text(cast.client(cast.ana), f"{TALK}?after={seq_of(mid)}")
    assert "A message that is not shown" in html and "crane" not in html
    assert "crane" in text(cast.client(cast.cara), f"{TALK}?after={seq_of(mid)}")
    messages.delete(cast.ben, cast.talk(cast.harbour).pk, mid, uuid4())
    html = text(cast.client(cast.cara), TALK)
    assert '<span class="quote quote--gone"><span>A message that is not shown</span></span>' in html
    assert "crane" not in html


def test_words_that_came_back_from_a_hold_stand_in_the_field_as_the_answer_they_were(cast: Cast, rules: None) -> None:
    mid, client = say(cast, "ben", ASKED), cast.client(cast.ana)
    client.post(f"{TALK}say/", {"cid": str(uuid4()), "body": "Please hold on", "reply_to": str(mid)})
    held = Pending.objects.get()
    assert held.reply_to_id == mid
    Pending.objects.update(state="returned", ended_at=timezone.now())
    html = text(client, f"{TALK}?reword={held.cid}")
    assert f'name="reply_to" value="{mid}"' in html and ">Please hold on</textarea>" in html


def test_a_quote_leads_to_its_message_however_far_back_it_is(cast: Cast) -> None:
    mid = say(cast, "ben", ASKED)
    for number in range(60):
        messages.seed(cast.cara, cast.talk(cast.harbour).pk, uuid4(), f"number {number}", timezone.now())
    client = cast.client(cast.ana)
    assert f'id="m{seq_of(mid)}"' not in text(client, f"{TALK}?before={seq_of(mid) + 61}")
    assert f'id="m{seq_of(mid)}"' in text(client, f"{TALK}?at={seq_of(mid)}")


def test_who_may_not_write_is_offered_no_reply(cast: Cast) -> None:
    mid = messages.send(cast.cara, cast.notices(cast.harbour).pk, uuid4(), ASKED).mid
    for name, offered in (("ana", False), ("cara", True)):
        client = cast.client(getattr(cast, name))
        page = text(client, f"{TALK}notices/message/{mid}/")
        assert (re.search(r"\?reply=", page) is not None) is offered
        assert ('name="reply_to"' in text(client, f"{TALK}notices/?reply={mid}")) is offered


def test_a_page_with_quotes_asks_one_thing_more_and_one_without_nothing(cast: Cast) -> None:
    client = cast.client(cast.ana)
    mid = say(cast, "ben", ASKED)
    with CaptureQueriesContext(connection) as before:
        client.get(TALK)
    for n in range(3):
        say(cast, "cara", f"With pleasure {n}", mid)
    with CaptureQueriesContext(connection) as after:
        client.get(TALK)
    assert len(after) == len(before) + 1
