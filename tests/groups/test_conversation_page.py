"""Talk and Notices as pages: complete without JavaScript, once per cid, nothing for who does not belong there."""

from __future__ import annotations

import json
import re
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from messaging.actions import messages
from messaging.models import Message, Participant
from tests.cast import Cast

TALK = "/g/harbour-runners/"
NOTICES = "/g/harbour-runners/notices/"


def say(cast: Cast, name: str, body: str) -> UUID:
    ack = messages.send(getattr(cast, name), cast.talk(cast.harbour).pk, uuid4(), body)
    assert ack.mid is not None
    return ack.mid


def page(client: Client, url: str = TALK) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def data_of(html: str) -> dict[str, object]:
    found = re.search(r'<script id="conversation-data" type="application/json">(.*?)</script>', html, re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


def test_a_member_reads_and_writes_without_javascript(cast: Cast) -> None:
    say(cast, "ben", "See you at www.snug.example/quay <b>tonight</b>")
    client = cast.client(cast.ana)
    html = page(client)
    assert 'href="https://www.snug.example/quay"' in html
    assert "&lt;b&gt;tonight&lt;/b&gt;" in html
    form = re.search(r'name="cid" value="([0-9a-f-]{36})"', html)
    assert form
    answer = client.post(f"{TALK}say/", {"cid": form[1], "body": "I bring the lamp"})
    assert (answer.status_code, answer["Location"]) == (302, TALK)
    assert "I bring the lamp" in page(client)


def test_a_double_tap_posts_once(cast: Cast) -> None:
    client, cid = cast.client(cast.ana), str(uuid4())
    for _ in range(2):
        assert client.post(f"{TALK}say/", {"cid": cid, "body": "Once"}).status_code == 302
    assert Message.objects.filter(room=cast.talk(cast.harbour), body="Once").count() == 1


@pytest.mark.parametrize(
    "form",
    [
        {"cid": "no-uuid", "body": "Typed with care"},
        {"body": "Typed with care"},
        {"cid": str(UUID(int=7)), "body": "Typed with care \x00"},
        {"cid": str(UUID(int=7)), "body": "Typed with care" + "é" * 4000},
    ],
    ids=["bad cid", "no cid", "a control character", "too long"],
)
def test_what_cannot_be_sent_comes_back_with_the_reason(cast: Cast, form: dict[str, str]) -> None:
    answer = cast.client(cast.ana).post(f"{TALK}say/", form)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Typed with care" in html
    assert re.search(r'id="composer-note" role="alert">', html)
    assert not Message.objects.filter(body__startswith="Typed").exists()


def test_nothing_typed_sends_nothing(cast: Cast) -> None:
    before = Message.objects.count()
    answer = cast.client(cast.ana).post(f"{TALK}say/", {"cid": str(uuid4()), "body": "  \n "})
    assert answer.status_code == 422
    assert Message.objects.count() == before


def test_deleting_asks_once_more_and_then_the_words_are_gone_for_everybody(cast: Cast) -> None:
    mid = say(cast, "ana", "Said too soon")
    client, url = cast.client(cast.ana), f"{TALK}delete/{mid}/"
    assert f"{TALK}message/{mid}/" in page(client)
    assert url in page(client, f"{TALK}message/{mid}/")
    ask = client.get(url).content.decode()
    assert "Said too soon" in ask
    assert "Said too soon" in page(cast.client(cast.ben))
    cid = re.search(r'name="cid" value="([0-9a-f-]{36})"', ask)
    assert cid
    for _ in range(2):  # a double tap is one deletion
        assert client.post(url, {"cid": cid[1]}).status_code == 302
    assert "Said too soon" not in page(cast.client(cast.ben))


def test_nobody_deletes_anothers_words(cast: Cast) -> None:
    mid = say(cast, "ben", "Mine to keep")
    client, url = cast.client(cast.cara), f"{TALK}delete/{mid}/"
    assert "Mine to keep" in page(client)
    assert client.get(url).status_code == 404
    assert client.post(url, {"cid": str(uuid4())}).status_code == 404
    assert "Mine to keep" in page(client)


def test_the_page_opens_at_the_first_unread_and_reading_is_kept(cast: Cast) -> None:
    room = cast.talk(cast.harbour)
    messages.send(cast.ana, room.pk, uuid4(), "Read up to here")
    for number in range(120):
        messages.seed(cast.ben, room.pk, uuid4(), f"number {number}", timezone.now())
    client = cast.client(cast.ana)
    html = page(client)
    assert 'id="unread"' in html
    assert "number 0</p>" in html and "number 119</p>" not in html
    data = data_of(html)
    assert data["has_newer"] is True
    answer = client.post(f"{TALK}read/", {"seq": str(data["at_seq"])})
    assert answer.status_code == 302
    assert "number 119</p>" in page(client) and 'id="unread"' not in page(client)
    assert Participant.objects.get(room=room, profile=cast.profile(cast.ana, cast.harbour)).read_seq == data["at_seq"]


@pytest.mark.parametrize("seq", ["", "-1", "1.5", "٣", "9" * 40, "x"])
def test_a_bad_place_is_refused_and_moves_nothing(cast: Cast, seq: str) -> None:
    reader = Participant.objects.get(room=cast.talk(cast.harbour), profile=cast.profile(cast.ana, cast.harbour))
    assert cast.client(cast.ana).post(f"{TALK}read/", {"seq": seq}).status_code == 400
    reader_now = Participant.objects.get(pk=reader.pk)
    assert reader_now.read_seq == reader.read_seq


def test_older_pages_lead_back_to_the_beginning(cast: Cast) -> None:
    room = cast.talk(cast.harbour)
    for number in range(70):
        messages.seed(cast.ana, room.pk, uuid4(), f"number {number}", timezone.now())
    client = cast.client(cast.ana)
    html = page(client)
    assert "number 69</p>" in html and "number 0</p>" not in html
    older = re.search(r'href="(\?before=\d+)"', html)
    assert older
    html = page(client, TALK + older[1])
    assert "number 0</p>" in html and "number 69</p>" not in html
    newer = re.search(r'href="(\?after=\d+)"', html)
    assert newer
    assert "number 69</p>" in page(client, TALK + newer[1])


@pytest.mark.parametrize("query", ["?before=x", "?after=-1", "?before=" + "9" * 30, "?before=0", "?after=99999999"])
def test_a_bad_number_in_a_link_is_no_error_page(cast: Cast, query: str) -> None:
    say(cast, "ben", "Still here")
    assert cast.client(cast.ana).get(TALK + query).status_code == 200


def test_members_read_notices_and_captains_write_them(cast: Cast) -> None:
    captain = cast.client(cast.cara)
    answer = captain.post(f"{NOTICES}say/", {"cid": str(uuid4()), "body": "Bring a light from now on"})
    assert (answer.status_code, answer["Location"]) == (302, NOTICES)
    member = cast.client(cast.ana)
    html = page(member, NOTICES)
    assert "Bring a light from now on" in html
    assert 'name="body"' not in html and re.search(r"composer__closed[^>]*>Captains post the notices", html)
    refused = member.post(f"{NOTICES}say/", {"cid": str(uuid4()), "body": "Me too"})
    assert refused.status_code == 422
    assert not Message.objects.filter(body="Me too").exists()


def test_who_does_not_belong_finds_what_a_missing_group_gives(cast: Cast) -> None:
    mid = say(cast, "ben", "Not for everybody")
    assert "Not for everybody" in page(cast.client(cast.ana))
    for outsider in (cast.eve, cast.cleo, cast.dov, cast.maya, cast.otto, cast.olga):
        client = cast.client(outsider)
        missing = client.get("/g/no-such-group/")
        for path in ("", "notices/", f"delete/{mid}/"):
            answer = client.get(TALK + path)
            assert (answer.status_code, answer.content) == (missing.status_code, missing.content)
        for path in ("say/", "read/", "notices/say/", f"delete/{mid}/"):
            answer = client.post(TALK + path, {"cid": str(uuid4()), "body": "x", "seq": "1"})
            assert answer.status_code == 404
    assert not Message.objects.filter(body="x").exists()


def test_somebody_who_is_not_signed_in_is_sent_to_sign_in(cast: Cast) -> None:
    answer = cast.client(None).get(TALK)
    assert answer.status_code in (302, 401)


@pytest.mark.parametrize(("said", "queries"), [(0, 10), (40, 10), (120, 10)], ids=["nothing", "a page", "far behind"])
def test_the_page_costs_the_same_whatever_was_said(
    cast: Cast, said: int, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    room = cast.talk(cast.harbour)
    for number in range(said):
        messages.seed(cast.ben, room.pk, uuid4(), f"number {number}", timezone.now())
    client = cast.client(cast.ana)
    page(client)
    with django_assert_num_queries(queries):
        page(client)


def test_the_clock_is_that_of_the_browser_once_it_has_told(cast: Cast) -> None:
    client = cast.client(cast.ana)
    assert data_of(page(client))["zone"] == "Europe/Berlin"
    client.cookies["tz"] = "America/Lima"
    assert data_of(page(client))["zone"] == "America/Lima"
    for nonsense in ("../../etc/passwd", "x" * 500, "Nowhere/At_All"):
        client.cookies["tz"] = nonsense
        assert data_of(page(client))["zone"] == "Europe/Berlin"


def test_every_address_that_the_client_is_given_answers(cast: Cast) -> None:
    client = cast.client(cast.ana)
    urls = data_of(page(client))["urls"]
    assert isinstance(urls, dict)
    history = client.get(urls["messages"], {"limit": "50"})
    assert history.status_code == 200
    assert {"at_seq", "messages", "events", "has_older", "has_newer"} <= set(history.json())
    assert client.get(urls["session"]).status_code == 200
    assert client.get(urls["home"]).status_code == 200
    signed_out = cast.client(None)
    assert signed_out.get(urls["session"]).status_code == 401
    assert signed_out.get(urls["messages"]).status_code == 401
    assert signed_out.get(urls["sign_in"]).status_code == 200
    assert cast.client(cast.eve).get(urls["messages"]).status_code == 404


def test_who_came_later_is_told_that_more_was_said_before(cast: Cast) -> None:
    say(cast, "ben", "Before anybody came")
    newcomer = Participant.objects.get(room=cast.talk(cast.harbour), profile=cast.profile(cast.ana, cast.harbour))
    Participant.objects.filter(pk=newcomer.pk).update(visible_from_seq=newcomer.room.last_seq + 1)
    html = page(cast.client(cast.ana))
    assert "Nothing said since you came" in html
    assert "Nothing said yet" not in html
