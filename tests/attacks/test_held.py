"""Attempts on held words: to read them, to let oneself in, to say them all the same (trust.md R23, R24, R33)."""

from __future__ import annotations

import logging
from uuid import uuid4

import pytest

from community.models import Dispatch
from groups.models import Membership, Role
from messaging.access import at_a_glance
from messaging.models import Message, Participant, Pending
from moderation.models import Objection
from tests.cast import Cast
from tests.messaging.holding import hold, rules
from tests.moderation.rules import acting
from tests.owndata.traces import in_the_database

__all__ = ["rules"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]
SECRET = "zero-one-seven-one"
BODY = f"{SECRET} hold on"
GROUP = "/g/harbour-runners/"


@pytest.fixture
def waiting(cast: Cast) -> Pending:
    return hold(cast.ana, cast.talk(cast.harbour), BODY)


def addresses(cast: Cast, waiting: Pending) -> list[str]:
    room = f"/api/v1/rooms/{waiting.room_id}"
    group = f"/api/v1/groups/{cast.harbour.pk}"
    pages = [GROUP, f"{GROUP}held/", f"{GROUP}held/{waiting.pk}/remove/", f"{GROUP}people/", "/", "/me/inbox/"]
    return [*pages, "/api/v1/rooms", f"{room}/messages", f"{room}/held", f"{group}/held", f"{group}", "/brand/"]


def test_nobody_but_the_author_and_the_captain_reads_them_anywhere(cast: Cast, waiting: Pending) -> None:
    everywhere = addresses(cast, waiting)
    assert any(SECRET in cast.client(cast.ana).get(url).content.decode() for url in everywhere)
    for name, person in cast.names.items():
        client = cast.client(person)
        seen = [url for url in everywhere if SECRET in client.get(url, follow=True).content.decode()]
        may = {"ana": [GROUP], "cara": [f"{GROUP}held/", f"{GROUP}held/{waiting.pk}/remove/"]}.get(name, [])
        assert [url for url in seen if not url.startswith("/api/")] == may, name
        assert len([url for url in seen if url.startswith("/api/")]) == bool(may), name


def test_they_are_no_last_words_no_unread_count_no_notification(cast: Cast, waiting: Pending) -> None:
    (glance,) = at_a_glance(cast.ben, ["talk"])
    assert (glance.unread, glance.body) == (0, None)
    assert not Dispatch.objects.exists() and not Message.objects.exists()


def test_a_dump_of_the_database_does_not_hold_them(cast: Cast, waiting: Pending) -> None:
    assert in_the_database(SECRET) == set()
    assert in_the_database(waiting.rule), "where to look is known"


def test_no_log_line_holds_them(cast: Cast, waiting: Pending, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    cast.client(cast.ana).post(f"{GROUP}say/", {"body": BODY, "cid": uuid4()})
    said = {"cid": str(uuid4()), "body": BODY}
    cast.api(cast.ana).post(f"/api/v1/rooms/{waiting.room_id}/messages", said, format="json")
    cast.client(cast.cara).post(f"{GROUP}held/{waiting.pk}/release/")
    assert caplog.records and SECRET not in caplog.text and SECRET not in repr(waiting) + str(waiting)


@pytest.mark.parametrize("way", ["release", "return", "remove"])
def test_an_author_who_is_captain_does_not_decide_about_their_own(cast: Cast, way: str) -> None:
    own = hold(cast.cara, cast.talk(cast.harbour), BODY)
    cast.client(cast.cara).post(f"{GROUP}held/{own.pk}/{way}/")
    answer = cast.api(cast.cara).post(
        f"/api/v1/groups/{cast.harbour.pk}/held/{own.pk}/decisions", {"decision": way}, format="json"
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "own_cause")
    own.refresh_from_db()
    assert own.state == "held" and not Message.objects.exists()


def test_an_author_who_becomes_captain_meanwhile_does_not_let_it_in(cast: Cast, waiting: Pending) -> None:
    Membership.objects.filter(profile=waiting.actor).update(role=Role.CAPTAIN)
    cast.client(cast.ana).post(f"{GROUP}held/{waiting.pk}/release/")
    waiting.refresh_from_db()
    assert waiting.state == "held"


@pytest.mark.parametrize("who", ["ana", "ben", "bea", "dov", "hal", "maya", "otto", "olga", "eve"])
def test_who_is_no_captain_here_decides_nothing(cast: Cast, waiting: Pending, who: str) -> None:
    client, api = cast.client(cast.names[who]), cast.api(cast.names[who])
    for way in ("release", "return", "remove"):
        assert client.post(f"{GROUP}held/{waiting.pk}/{way}/").status_code in (403, 404)
        url = f"/api/v1/groups/{cast.harbour.pk}/held/{waiting.pk}/decisions"
        assert api.post(url, {"decision": way}, format="json").status_code in (403, 404)
    waiting.refresh_from_db()
    assert waiting.state == "held"


def test_a_captain_elsewhere_finds_nothing_by_its_id_in_their_own_group(cast: Cast, waiting: Pending) -> None:
    hal = cast.api(cast.hal)
    theirs = hal.post(f"/api/v1/groups/{cast.hill.pk}/held/{waiting.pk}/decisions", {"decision": "release"})
    nothing = hal.post(f"/api/v1/groups/{cast.hill.pk}/held/{uuid4()}/decisions", {"decision": "release"})
    assert (theirs.status_code, theirs.content) == (404, nothing.content)


def test_others_cannot_take_back_or_object_to_what_is_not_theirs(cast: Cast, waiting: Pending) -> None:
    room = f"/api/v1/rooms/{waiting.room_id}"
    for name in ("ben", "cara", "dov", "eve"):
        api = cast.api(cast.names[name])
        assert api.delete(f"{room}/held/{waiting.cid}").status_code == 404
        assert api.post(f"{room}/objections", {"cid": str(waiting.cid)}, format="json").status_code == 404
    waiting.refresh_from_db()
    assert waiting.state == "held"


def test_confirming_a_hold_like_a_nudge_does_not_let_it_through(cast: Cast, waiting: Pending) -> None:
    api = cast.api(cast.ana)
    for cid in (waiting.cid, uuid4()):
        said = {"cid": str(cid), "body": BODY, "confirm": ["hold_on"]}
        answer = api.post(f"/api/v1/rooms/{waiting.room_id}/messages", said, format="json")
        assert (answer.status_code, answer.json()["code"]) == (403, "held")
    assert not Message.objects.exists()


def test_an_edit_does_not_carry_held_words_past_the_gate(cast: Cast) -> None:
    api, room = cast.api(cast.ana), f"/api/v1/rooms/{cast.talk(cast.harbour).pk}/messages"
    mid = api.post(room, {"cid": str(uuid4()), "body": "Fine"}, format="json").json()["mid"]
    edited = api.patch(f"{room}/{mid}", {"cid": str(uuid4()), "body": BODY}, format="json")
    assert (edited.status_code, edited.json()["code"]) == (403, "held")
    assert Message.objects.get().body == "Fine" and SECRET not in cast.client(cast.ben).get(GROUP).content.decode()


def test_who_was_removed_says_nothing_by_way_of_a_release(cast: Cast, waiting: Pending) -> None:
    cara = cast.client(cast.cara)
    assert cara.post(f"{GROUP}people/{waiting.actor_id}/remove/", {"reason": "Asked to go"}).status_code == 302
    assert cara.post(f"{GROUP}held/{waiting.pk}/release/").status_code == 404
    assert not Message.objects.exists() and SECRET not in cara.get(f"{GROUP}held/").content.decode()


def test_a_muted_author_says_nothing_by_way_of_a_release(cast: Cast, waiting: Pending) -> None:
    Participant.objects.filter(profile=waiting.actor).update(muted_until=waiting.until)
    cast.client(cast.cara).post(f"{GROUP}held/{waiting.pk}/release/")
    waiting.refresh_from_db()
    assert waiting.state == "returned" and not Message.objects.exists()


def test_a_captain_who_is_captain_no_longer_decides_nothing_with_an_open_page(cast: Cast, waiting: Pending) -> None:
    cara = cast.client(cast.cara)
    assert cara.get(f"{GROUP}held/").status_code == 200
    Membership.objects.filter(profile__person=cast.cara).update(role=Role.MEMBER)
    assert cara.post(f"{GROUP}held/{waiting.pk}/release/").status_code == 403
    waiting.refresh_from_db()
    assert waiting.state == "held"


def test_an_objection_to_what_no_rule_did_is_refused(cast: Cast) -> None:
    url = f"/api/v1/rooms/{cast.talk(cast.harbour).pk}/objections"
    answer = cast.api(cast.ana).post(url, {"cid": str(uuid4()), "body": "Good morning"}, format="json")
    assert answer.status_code == 400 and not Objection.objects.exists()


@pytest.mark.parametrize(("who", "words"), [("ana", "the casino"), ("nia", "look at evil.example.com")])
def test_no_rule_is_out_of_reach_of_an_objection(cast: Cast, who: str, words: str) -> None:
    """Neither one that the brand has written, nor one that is about newcomers alone."""
    acting(cast.maya, cast.brand, "block", "casino")
    api, path, sent = cast.api(cast.names[who]), f"/api/v1/rooms/{cast.talk(cast.harbour).pk}", str(uuid4())
    said = api.post(f"{path}/messages", {"cid": sent, "body": words}, format="json")
    assert said.json()["code"] == "refused"
    wrong = api.post(f"{path}/objections", {"cid": sent, "body": words}, format="json")
    assert wrong.status_code == 201, wrong.json()
    found = Objection.objects.get()
    assert (found.outcome, found.rule) == ("block", said.json()["about"]["rule"])
