"""What one does with a message without JavaScript: look at it, react, change one's own words in time."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import travel

from messaging.actions import messages
from messaging.models import Message, Participant, RoomEvent
from moderation.actions import decisions
from tests.cast import Cast
from tests.groups.pages import text
from tests.moderation.casework import UNKIND, decides, reports_, says

TALK = "/g/harbour-runners/"
NOTICES = "/g/harbour-runners/notices/"
TOO_LATE = "Words can be changed for fifteen minutes"


def say(cast: Cast, name: str, body: str) -> UUID:
    ack = messages.send(getattr(cast, name), cast.talk(cast.harbour).pk, uuid4(), body)
    assert ack.mid is not None
    return ack.mid


def notice(cast: Cast, body: str) -> UUID:
    ack = messages.send(cast.cara, cast.notices(cast.harbour).pk, uuid4(), body)
    assert ack.mid is not None
    return ack.mid


def change(client: Client, mid: UUID, body: str, **more: Any) -> Any:
    return client.post(f"{TALK}edit/{mid}/", {"cid": str(uuid4()), "body": body, **more})


def later(minutes: int) -> Any:
    return travel(timezone.now() + timedelta(minutes=minutes), tick=True)


def mute(cast: Cast) -> None:
    mine = Participant.objects.filter(room__space=cast.harbour.pk, profile__person=cast.ana)
    mine.update(muted_until=timezone.now() + timedelta(hours=1))


def test_a_message_has_a_page_with_what_one_can_do(cast: Cast) -> None:
    mine, bens = say(cast, "ana", "Mine"), say(cast, "ben", "His")
    client = cast.client(cast.ana)
    html = text(client, f"{TALK}message/{mine}/")
    for way in ("edit", "delete", "react"):
        assert f'"{TALK}{way}/{mine}/"' in html
    html = text(client, f"{TALK}message/{bens}/")
    assert f'action="{TALK}react/{bens}/"' in html and "Message by Ben" in html
    assert f"{TALK}edit/" not in html and f"{TALK}delete/" not in html


def test_a_reaction_is_given_and_taken_away_and_everybody_reads_whose_it_is(cast: Cast) -> None:
    mid = say(cast, "ben", "Cake after?")
    client, url = cast.client(cast.ana), f"{TALK}react/{mid}/"
    seq = Message.objects.get(pk=mid).seq
    for emoji in ("🍰", "❤"):
        answer = client.post(url, {"on": emoji})
        assert (answer.status_code, answer["Location"]) == (302, f"{TALK}#m{seq}")
    cast.client(cast.cara).post(url, {"on": "🍰"})
    html = text(client, TALK)
    assert re.search(r'name="off" aria-pressed="true" aria-label="🍰 2, you and Cara"><span>🍰</span>2<', html)
    assert 'aria-label="❤️ 1, you"' in html
    assert 'name="on" aria-pressed="false" aria-label="🍰 2, Ana and Cara"' in text(cast.client(cast.ben), TALK)
    assert 'name="off" value="❤️" aria-pressed="true"' in text(client, f"{TALK}message/{mid}/")
    client.post(url, {"off": "🍰"})
    assert 'aria-label="🍰 1, Cara"' in text(client, TALK)


@pytest.mark.parametrize("form", [{"on": "cake"}, {"on": ""}, {}, {"off": "👍👍"}], ids=str)
def test_what_is_no_emoji_is_said_so_on_the_page(cast: Cast, form: dict[str, str]) -> None:
    mid = say(cast, "ben", "Cake after?")
    answer = cast.client(cast.ana).post(f"{TALK}react/{mid}/", form, follow=True)
    assert "Choose one emoji" in answer.content.decode()
    assert not RoomEvent.objects.filter(kind="react").exists()


def test_the_way_back_leads_to_where_the_message_stands(cast: Cast) -> None:
    room, mid = cast.talk(cast.harbour).pk, say(cast, "ben", "Far above")
    for number in range(60):
        messages.seed(cast.ben, room, uuid4(), f"number {number}", timezone.now())
    client = cast.client(cast.ana)
    answer = client.post(f"{TALK}react/{mid}/", {"on": "👍"}, follow=True)
    assert "Far above" in answer.content.decode() and 'aria-label="👍 1, you"' in answer.content.decode()


def test_members_react_to_notices_and_change_none(cast: Cast) -> None:
    mid = notice(cast, "Bring a light")
    client = cast.client(cast.ana)
    answer = client.post(f"{NOTICES}react/{mid}/", {"on": "👍"})
    assert answer["Location"].startswith(f"{NOTICES}#m")
    assert 'aria-label="👍 1, you"' in text(client, NOTICES)
    text(client, f"{NOTICES}edit/{mid}/", 404)
    assert "edit/" in text(cast.client(cast.cara), f"{NOTICES}message/{mid}/")


def test_who_was_asked_to_be_quiet_finds_no_way_to_react_and_is_told_why(cast: Cast) -> None:
    mid, mine = say(cast, "ben", "Cake after?"), say(cast, "ana", "Yes")
    messages.react(cast.ben, cast.talk(cast.harbour).pk, mid, uuid4(), "🍰", on=True)
    mute(cast)
    client = cast.client(cast.ana)
    assert re.search(r'class="react tap" type="submit" disabled="" value="🍰"', text(client, TALK))
    assert "react/" not in text(client, f"{TALK}message/{mid}/")
    assert "You are asked to be quiet" in client.post(f"{TALK}react/{mid}/", {"on": "👍"}, follow=True).content.decode()
    html = text(client, f"{TALK}edit/{mine}/")
    assert "You are asked to be quiet" in html and "Save" not in html


def test_changed_words_stand_for_everybody_with_a_word_beside_them(cast: Cast) -> None:
    mid = say(cast, "ana", "Meet at sevn")
    client = cast.client(cast.ana)
    form = text(client, f"{TALK}edit/{mid}/")
    cid = re.search(r'name="cid" value="([0-9a-f-]{36})"', form)
    assert cid and ">Meet at sevn</textarea>" in form
    for _ in range(2):  # a double tap is one change
        assert change(client, mid, "Meet at seven", cid=cid[1]).status_code == 302
    assert Message.objects.get(pk=mid).version == 2
    html = text(cast.client(cast.ben), TALK)
    assert "Meet at seven" in html and "sevn" not in html
    assert '<span class="bubble__edited">edited</span>' in html


def test_words_out_of_sight_are_nobodys_and_come_back_unmarked(cast: Cast) -> None:
    says(cast, cast.ana, "Meet at seven")
    case = reports_(cast.ana, said := says(cast, cast.ben)).case
    page, room = cast.client(cast.ana), f"/api/v1/rooms/{said.room_id}/messages"
    assert UNKIND.split()[-1] in text(page, "/")
    decision = decides(cast.cara, case, "remove_item")
    html = text(page, TALK)
    assert '<div class="bubble bubble--hidden"><p dir="auto">Taken out of sight.</p></div>' in html
    assert "bubble__edited" not in html and "Taken out of sight." in text(page, f"{TALK}message/{said.pk}/")
    told = cast.api(cast.nia).get(room).json()["messages"][-1]
    assert (told["hidden"], told["edited_at"], told["body"]) == (True, None, "Taken out of sight.")
    home = text(page, "/")
    assert "Meet at seven" in home and "Out of sight" not in home, "nor are they the last words"
    decisions.undo(cast.cara, decision.pk)
    html = text(page, TALK)
    assert "stay home." in html and "bubble--hidden" not in html and "bubble__edited" not in html
    told = cast.api(cast.nia).get(room).json()["messages"][-1]
    assert ("hidden" in told, told["edited_at"], told["body"]) == (False, None, UNKIND)


def test_words_taken_back_out_of_sight_are_deleted_like_all_others(cast: Cast) -> None:
    said = says(cast, cast.ben)
    decides(cast.cara, reports_(cast.ana, said).case, "remove_item")
    cast.client(cast.ben).post(f"{TALK}delete/{said.pk}/", {"cid": str(uuid4())})
    told = cast.api(cast.nia).get(f"/api/v1/rooms/{said.room_id}/messages").json()["messages"][-1]
    assert (told["deleted"], told["body"], "hidden" in told) == (True, "", False)


def test_unchanged_words_are_no_change(cast: Cast) -> None:
    mid = say(cast, "ana", "As it is\nin two lines")
    answer = change(cast.client(cast.ana), mid, " As it is\r\nin two lines ")
    assert answer.status_code == 302
    assert Message.objects.get(pk=mid).version == 1


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("   ", "A message needs words"),
        ("Typed with care \x00", "cannot be shown"),
        ("Typed with care" + "é" * 4000, "Keep it to 4000 characters"),
    ],
    ids=["nothing", "a control character", "too long"],
)
def test_what_cannot_be_kept_comes_back_with_the_reason(cast: Cast, body: str, reason: str) -> None:
    mid = say(cast, "ana", "As it was")
    answer = change(cast.client(cast.ana), mid, body)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(rf'id="refusal" role="alert">.*?{reason}', html, re.DOTALL | re.IGNORECASE), html
    assert body.strip()[:15] in html
    assert Message.objects.get(pk=mid).body == "As it was"


def test_after_fifteen_minutes_the_page_says_so_and_keeps_what_was_typed(cast: Cast) -> None:
    mid = say(cast, "ana", "As it was")
    client = cast.client(cast.ana)
    with later(16):
        assert f"{TALK}edit/" not in text(client, f"{TALK}message/{mid}/")
        html = text(client, f"{TALK}edit/{mid}/")
        assert TOO_LATE in html and "Save" not in html
        answer = change(client, mid, "Typed too late")
        html = answer.content.decode()
        assert answer.status_code == 422
        assert TOO_LATE in html and ">Typed too late</textarea>" in html
    assert Message.objects.get(pk=mid).body == "As it was"


@pytest.mark.parametrize("way", ["message", "edit", "react"])
def test_deleted_words_and_those_from_before_ones_time_have_no_page(cast: Cast, way: str) -> None:
    gone, before = say(cast, "ana", "Gone"), say(cast, "ana", "Before her time")
    messages.delete(cast.ana, cast.talk(cast.harbour).pk, gone, uuid4())
    Participant.objects.filter(room=cast.talk(cast.harbour), profile__person=cast.ana).update(visible_from_seq=99)
    client = cast.client(cast.ana)
    for mid in (gone, before, uuid4()):
        url, form = f"{TALK}{way}/{mid}/", {"on": "👍", "body": "x"}
        for answer in (client.get(url), client.post(url, form)):
            assert answer.status_code in (404, 405)


def test_nobody_changes_anothers_words(cast: Cast) -> None:
    mid = say(cast, "ben", "Mine")
    client = cast.client(cast.cara)
    text(client, f"{TALK}edit/{mid}/", 404)
    assert change(client, mid, "Hers").status_code == 404
    assert Message.objects.get(pk=mid).body == "Mine"
