"""Held words on the pages and in the API: their author's, the captain's, and nobody else's (trust.md R23, R24)."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from community.models import AccessLogEntry, AuditLogEntry
from messaging.models import Message, Participant, Pending
from moderation.models import Objection
from tests.cast import Cast
from tests.groups.pages import PEOPLE, text
from tests.messaging.holding import SPANS, WORDS, hold, rules

__all__ = ["rules"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]
TALK = "/g/harbour-runners/"
HELD = f"{TALK}held/"
MARKED = "Call her on 0171 <mark>hold on</mark>"


def says(client: Client, body: str, **fields: object) -> str:
    answer = client.post(f"{TALK}say/", {"body": body, "cid": uuid4(), **fields}, follow=True)
    return str(answer.content.decode())


def test_held_words_stand_on_their_authors_page_on_every_device_and_on_no_other(cast: Cast) -> None:
    page = says(cast.client(cast.ana), WORDS)
    for shown in (page, text(cast.client(cast.ana), TALK)):
        assert MARKED in shown and "Held. Only you can see this." in shown
        assert "hold_on" in shown
    for other in (cast.ben, cast.cara):
        assert "Call her on" not in text(cast.client(other), TALK)


def test_the_author_takes_them_back_or_says_that_this_is_wrong(cast: Cast) -> None:
    waiting, ana = hold(cast.ana, cast.talk(cast.harbour)), cast.client(cast.ana)
    wrong = ana.post(f"{HELD}{waiting.cid}/", {"do": "wrong"}, follow=True).content.decode()
    assert "You say that this is wrong." in wrong and "This is wrong</button>" not in wrong
    assert Objection.objects.get().ref == waiting.cid
    assert cast.client(cast.ben).post(f"{HELD}{waiting.cid}/", {"do": "away"}).status_code == 404
    gone = ana.post(f"{HELD}{waiting.cid}/", {"do": "away"}, follow=True).content.decode()
    assert "Call her on" in wrong and "Call her on" not in gone


def test_a_nudge_shows_the_words_and_one_tap_sends_them_as_they_are(cast: Cast) -> None:
    ana, cid = cast.client(cast.ana), uuid4()
    asked = says(ana, "Do look twice", cid=cid)
    assert "Do <mark>look twice</mark>" in asked and "Send it as it is" in asked
    assert not Message.objects.exists()
    assert f'name="cid" value="{cid}"' in asked and 'name="confirm" value="look_twice"' in asked
    says(ana, "Do look twice", cid=cid, confirm="look_twice")
    assert Message.objects.get().body == "Do look twice"


def test_a_change_that_nudges_or_is_held_loses_nothing(cast: Cast) -> None:
    ana = cast.client(cast.ana)
    says(ana, "First")
    mid = Message.objects.get().pk
    asked = ana.post(f"{TALK}edit/{mid}/", {"body": "Do look twice", "cid": uuid4()})
    assert asked.status_code == 422 and 'name="confirm" value="look_twice"' in asked.content.decode()
    sure = ana.post(f"{TALK}edit/{mid}/", {"body": "Do look twice", "cid": uuid4(), "confirm": "look_twice"})
    assert (sure.status_code, Message.objects.get().body) == (302, "Do look twice")
    held = ana.post(f"{TALK}edit/{mid}/", {"body": WORDS, "cid": uuid4()}, follow=True).content.decode()
    assert "These are other words for an earlier message" in held and MARKED in held


def test_the_captain_sees_each_alone_and_lets_it_in_or_gives_it_back(cast: Cast) -> None:
    talk, cara = cast.talk(cast.harbour), cast.client(cast.cara)
    for name in ("ana", "ben"):
        hold(cast.names[name], talk, f"{name}: {WORDS}")
    assert "2 wait for a decision" in text(cara, PEOPLE)
    page = text(cara, HELD)
    assert "ana: Call her on 0171 <mark>hold on</mark>" in page
    first, second = Pending.objects.order_by("held_at")
    done = cara.post(f"{HELD}{first.pk}/release/", follow=True).content.decode()
    assert "It stands in the conversation now, as Ana wrote it." in done
    assert "ana: Call her" in text(cast.client(cast.ben), TALK)
    again = cara.post(f"{HELD}{first.pk}/return/", follow=True).content.decode()
    assert "This has been decided already." in again
    cara.post(f"{HELD}{second.pk}/return/")
    back = text(cast.client(cast.ben), TALK)
    assert "This came back to you." in back and f"?reword={second.cid}" in back
    assert "Call her on 0171 hold on</textarea>" in text(cast.client(cast.ben), f"{TALK}?reword={second.cid}")
    assert "Nothing is held" in text(cara, HELD)
    assert list(AuditLogEntry.objects.order_by("seq").values_list("verb", flat=True))[-2:] == [
        "held.released",
        "held.returned",
    ]


def test_removing_has_a_second_step_and_its_author_sees_the_rule(cast: Cast) -> None:
    waiting, cara = hold(cast.ana, cast.talk(cast.harbour)), cast.client(cast.cara)
    assert "Remove this message?" in text(cara, f"{HELD}{waiting.pk}/remove/")
    assert Pending.objects.get().state == "held"
    cara.post(f"{HELD}{waiting.pk}/remove/")
    page = text(cast.client(cast.ana), TALK)
    assert "Removed. It was not said." in page and MARKED in page


def test_whose_words_were_looked_at_can_see_that(cast: Cast) -> None:
    hold(cast.ana, cast.talk(cast.harbour))
    hold(cast.cara, cast.talk(cast.harbour))
    page = text(cast.client(cast.cara), HELD)
    assert "These are your own words: somebody else decides." in page
    (entry,) = AccessLogEntry.objects.all()
    assert (entry.subject, entry.viewer) == (cast.profile(cast.ana, cast.harbour).pk, cast.cara.pk)


def test_the_trust_page_says_who_sees_what_is_held(cast: Cast) -> None:
    assert "The captain sees that one message alone" in text(cast.client(cast.ana), f"{TALK}trust/")


def test_what_can_no_longer_be_said_is_given_back_and_the_captain_is_told(cast: Cast) -> None:
    waiting = hold(cast.ana, cast.talk(cast.harbour))
    Participant.objects.filter(profile=waiting.actor).update(muted_until=waiting.until)
    told = cast.client(cast.cara).post(f"{HELD}{waiting.pk}/release/", follow=True).content.decode()
    assert "Ana has it back: it can no longer be said there." in told


def test_over_the_api_an_author_lists_objects_and_takes_back(cast: Cast) -> None:
    talk, ana = cast.talk(cast.harbour), cast.api(cast.ana)
    room, cid = f"/api/v1/rooms/{talk.pk}", str(uuid4())
    refused = ana.post(f"{room}/messages", {"cid": cid, "body": WORDS}, format="json").json()
    assert (refused["code"], refused["about"]) == ("held", {"rule": "hold_on", "spans": SPANS})
    (mine,) = ana.get(f"{room}/held").json()["items"]
    assert {name: mine[name] for name in ("cid", "body", "state", "objected", "spans")} == {
        "cid": cid,
        "body": WORDS,
        "state": "held",
        "objected": False,
        "spans": SPANS,
    }
    assert ana.post(f"{room}/objections", {"cid": cid}, format="json").json()["outcome"] == "hold"
    assert ana.get(f"{room}/held").json()["items"][0]["objected"]
    assert cast.api(cast.ben).get(f"{room}/held").json()["items"] == []
    assert [ana.delete(f"{room}/held/{cid}").status_code for _ in range(2)] == [204, 204]
    assert ana.get(f"{room}/held").json()["items"] == []
    nudged = {"cid": str(uuid4()), "body": "Do look twice"}
    assert ana.post(f"{room}/messages", nudged, format="json").json()["code"] == "nudge"
    assert ana.post(f"{room}/messages", {**nudged, "confirm": ["look_twice"]}, format="json").status_code == 201


def test_over_the_api_the_captain_decides_once(cast: Cast) -> None:
    hold(cast.ana, cast.talk(cast.harbour))
    url, cara = f"/api/v1/groups/{cast.harbour.pk}/held", cast.api(cast.cara)
    (one,) = cara.get(url).json()["items"]
    assert (one["body"], one["author"]["name"], one["own"], one["room"]) == (WORDS, "Ana", False, "talk")
    done = cara.post(f"{url}/{one['id']}/decisions", {"decision": "release"}, format="json")
    assert (done.status_code, done.json()["state"]) == (201, "released")
    assert cara.post(f"{url}/{one['id']}/decisions", {"decision": "remove"}, format="json").status_code == 409
    assert cara.get(url).json()["items"] == []


def test_an_author_objects_to_what_only_this_place_asks_about(cast: Cast) -> None:
    """A number without its country is one by where the group is."""
    room, ana = f"/api/v1/rooms/{cast.talk(cast.harbour).pk}", cast.api(cast.ana)
    asked = {"cid": str(uuid4()), "body": "Call me on 0171 2345678"}
    nudge = ana.post(f"{room}/messages", asked, format="json").json()
    assert (nudge["code"], nudge["about"]["rule"]) == ("nudge", "phone")
    objection = ana.post(f"{room}/objections", asked, format="json")
    assert (objection.status_code, objection.json()["outcome"]) == (201, "nudge")
