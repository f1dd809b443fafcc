"""Ways around the gate, and ways to turn it into a window (trust.md R9, R20-R28)."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

import pytest

from community.errors import Forbidden
from groups.models import Invite
from groups.rates import TRIALS
from messaging.actions import messages
from messaging.actions.messages import Edit, Send
from messaging.models import Message
from moderation.models import Rule
from tests.cast import Cast
from tests.groups.test_rule_desk import chat, do
from tests.moderation.rules import acting, write

pytestmark = pytest.mark.django_db
LIST = "/brand/moderation/rule/"


def post(cast: Cast, text: str, who: str = "ana") -> Any:
    """Through the API, as an app says it."""
    path = f"/api/v1/rooms/{cast.talk(cast.harbour).pk}/messages"
    return cast.api(getattr(cast, who)).post(path, {"cid": str(uuid4()), "body": text}, format="json")


def test_an_edit_does_not_bring_in_what_a_message_could_not(cast: Cast) -> None:
    acting(cast.maya, cast.brand, "block", "casino")
    assert post(cast, "the casino").status_code == 403
    said = post(cast, "the beach").json()
    path = f"/api/v1/rooms/{cast.talk(cast.harbour).pk}/messages/{said['mid']}"
    answer = cast.api(cast.ana).patch(path, {"cid": str(uuid4()), "body": "the с4ѕіnо"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "refused")
    assert Message.objects.get().body == "the beach"


def test_words_in_pieces_over_several_messages_are_read_as_one(cast: Cast) -> None:
    acting(cast.maya, cast.brand, "block", "casino")
    assert [post(cast, piece).status_code for piece in "casin"] == [201] * 5
    assert post(cast, "o").json()["code"] == "refused"


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_pieces_that_are_brought_in_by_edits_are_read_as_one_too(cast: Cast, order: tuple[int, int]) -> None:
    acting(cast.maya, cast.brand, "block", "casino")
    room, api = f"/api/v1/rooms/{cast.talk(cast.harbour).pk}/messages", cast.api(cast.ana)
    said = [post(cast, text).json()["mid"] for text in ("so", "well")]
    assert post(cast, "what others say between is no matter", "ben").status_code == 201
    pieces = [(said[n], "the cas" if n == 0 else "ino tonight") for n in order]
    told = [api.patch(f"{room}/{mid}", {"cid": str(uuid4()), "body": text}, format="json") for mid, text in pieces]
    assert [one.status_code for one in told] == [200, 403]
    assert told[1].json()["code"] == "refused"


@pytest.mark.usefixtures("no_rates")
@pytest.mark.parametrize("bury", ["reactions", "deleted words"])
@pytest.mark.parametrize("last", ["new", "edit"])
def test_nothing_that_nobody_reads_parts_the_pieces(cast: Cast, bury: str, last: str) -> None:
    """Reactions put on and taken off, and words that are gone again, stand on no page between two messages."""
    acting(cast.maya, cast.brand, "block", "casino")
    room = cast.talk(cast.harbour).pk
    first = messages.send(cast.ana, room, uuid4(), "the cas").mid
    assert first
    for n in range(45):
        if bury == "reactions":
            messages.react(cast.ana, room, first, uuid4(), "👍", on=n % 2 == 0)
        else:
            gone = messages.send(cast.ana, room, uuid4(), "never mind").mid
            assert gone
            messages.delete(cast.ana, room, gone, uuid4())
    second = messages.send(cast.ana, room, uuid4(), "well").mid if last == "edit" else None
    with pytest.raises(Forbidden) as refused:
        if second:
            messages.edit(cast.ana, room, second, uuid4(), "ino tonight")
        else:
            messages.send(cast.ana, room, uuid4(), "ino tonight")
    assert refused.value.code == "refused"


@pytest.mark.parametrize("texts", [("the cas", "ino tonight", None), ("the cas", None, "ino tonight")])
def test_nor_do_they_get_in_by_coming_at_once(cast: Cast, texts: tuple[str | None, ...]) -> None:
    """In one batch, as a socket brings them: none of them stands yet when the others are read."""
    acting(cast.maya, cast.brand, "block", "casino")
    room, said = cast.talk(cast.harbour).pk, [post(cast, text).json()["mid"] for text in ("so", "well")]
    edits = [Edit(cast.ana.pk, room, UUID(mid), uuid4(), text) for mid, text in zip(said, texts, strict=False) if text]
    sends = [Send(cast.ana.pk, room, uuid4(), text) for text in texts[2:] if text]
    first, second = messages.send_many([*edits, *sends])
    assert isinstance(first, messages.Ack) and isinstance(second, Forbidden) and second.code == "refused"


def test_an_edit_of_anothers_words_tells_nothing_of_what_stands_around_them(cast: Cast) -> None:
    acting(cast.maya, cast.brand, "block", "casino")
    first, _second = (post(cast, text, "ben").json()["mid"] for text in ("so", "ino"))
    path = f"/api/v1/rooms/{cast.talk(cast.harbour).pk}/messages/{first}"
    for who in (cast.ana, cast.eve):
        answer = cast.api(who).patch(path, {"cid": str(uuid4()), "body": "the cas"}, format="json")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_the_page_without_javascript_is_no_way_around(cast: Cast) -> None:
    acting(cast.maya, cast.brand, "block", "casino")
    page = f"/g/{cast.harbour.slug}/say/"
    assert cast.client(cast.ana).post(page, {"body": "good morning", "cid": uuid4()}).status_code == 302
    cast.client(cast.ana).post(page, {"body": "Y2FzaW5v", "cid": uuid4()})
    assert list(Message.objects.values_list("body", flat=True)) == ["good morning"]


def test_a_confirmed_nudge_does_not_confirm_what_is_blocked(cast: Cast) -> None:
    acting(cast.maya, cast.brand, "block", "casino")
    path = f"/api/v1/rooms/{cast.talk(cast.harbour).pk}/messages"
    body = {"cid": str(uuid4()), "body": "casino, my number is +49 171 2345678", "confirm": ["phone", "No casino"]}
    answer = cast.api(cast.ana).post(path, body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "refused")
    assert not Message.objects.exists()


def test_a_yes_to_one_question_is_no_yes_to_the_next(cast: Cast) -> None:
    acting(cast.maya, cast.brand, "nudge", "casino")
    path, sent = f"/api/v1/rooms/{cast.talk(cast.harbour).pk}/messages", str(uuid4())
    body = "At the casino: +49 171 2345678, ana@example.org"
    asked: list[str] = []
    for _each in range(3):
        answer = cast.api(cast.ana).post(path, {"cid": sent, "body": body, "confirm": asked}, format="json")
        assert answer.json()["code"] == "nudge", asked
        asked.append(answer.json()["about"]["rule"])
    assert sorted(asked) == ["No casino", "mail", "phone"]
    assert (
        cast.api(cast.ana).post(path, {"cid": sent, "body": body, "confirm": asked}, format="json").status_code == 201
    )


def test_the_captain_and_the_brand_pass_the_same_gate(cast: Cast) -> None:
    acting(cast.maya, cast.brand, "block", "casino")
    assert post(cast, "good morning", "cara").status_code == 201
    for who in ("cara", "bea"):
        assert post(cast, "casino", who).json()["code"] == "refused"


def test_a_brand_voice_gets_no_numbers_by_asking(cast: Cast) -> None:
    for n in range(4):  # so that the brand has a share left
        assert post(cast, f"{n} by bike", "ben").status_code == 201
    assert post(cast, "Who needs a lift?", "bea").status_code == 201
    assert post(cast, "Send me your ph\u00adone number", "bea").json()["code"] == "refused"


def test_a_vouch_a_bio_and_a_plan_do_not_carry_what_a_message_could_not(cast: Cast) -> None:
    acting(cast.maya, cast.brand, "block", "casino")
    place = f"/g/{cast.harbour.slug}"
    assert cast.client(cast.cara).post(f"{place}/invites/", {"vouch": "C A S I N O"}).status_code == 422
    assert cast.client(cast.ana).post(f"{place}/profile/", {"name": "Ana", "bio": "c@sino"}).status_code == 422
    plan = {"title": "Ｃａｓｉｎｏ", "day": "2031-01-01", "clock": "07:00", "minutes": "60"}
    assert cast.client(cast.cara).post(f"{place}/events/new/", plan).status_code == 422
    assert not Invite.objects.exists()
    assert cast.client(cast.cara).post(f"{place}/invites/", {"vouch": "a friend"}).status_code != 422


def test_a_newcomer_hides_no_link_behind_a_known_name(cast: Cast) -> None:
    assert post(cast, "https://www.openstreetmap.org/", "nia").status_code == 201
    for link in ("https://openstreetmap.org@evil.example.com", "openstreetmap.org.evil.com", "evil[.]com"):
        assert post(cast, link, "nia").json()["code"] == "refused"


def test_another_brands_manager_sees_tries_and_changes_no_rule(cast: Cast) -> None:
    rule = write(cast.maya, cast.brand, "block", "casino")
    otto = cast.client(cast.otto)
    assert "No casino" in cast.client(cast.maya).get(LIST).content.decode()
    assert "No casino" not in otto.get(LIST).content.decode()
    assert otto.get(f"{LIST}{rule.pk}/change/").status_code == 404
    for action in ("try_yesterday", "let_act", "retire"):
        otto.post(LIST, {"action": action, "_selected_action": str(rule.pk)})
    assert Rule.objects.get().retired_at is None
    theirs = {"brand": cast.brand.pk, "name": "Theirs", "condition": "terms", "value": "run", "action": "block"}
    otto.post(f"{LIST}add/", theirs | {"audience": "all"})
    otto.post(f"{LIST}add/", theirs | {"audience": "all", "brand": cast.other_brand.pk, "group": cast.harbour.pk})
    assert Rule.objects.count() == 1


def test_trying_rules_on_end_to_single_somebody_out_is_cut_off(cast: Cast) -> None:
    rule, desk = write(cast.maya, cast.brand, "block", "casino"), cast.client(cast.maya)
    posted = {"action": "try_yesterday", "_selected_action": [str(rule.pk)]}
    assert "Too few people" in desk.post(LIST, posted, follow=True).content.decode()
    for _each in range(TRIALS.burst):
        page = desk.post(LIST, posted)
    assert "a little fast" in desk.get(LIST).content.decode()
    assert page.status_code == 302


def test_two_tries_that_differ_in_one_word_or_one_group_tell_of_nobody(cast: Cast) -> None:
    chat(cast, 13, ["the casino"] * 12 + ["at the doctor"])
    chat(cast, 3, ["the casino"], cast.hill)
    tries = [
        write(cast.maya, cast.brand, "block", "casino"),
        write(cast.maya, cast.brand, "block", "casino\ndoctor", name="One word more"),
        write(cast.maya, cast.brand, "block", "casino", name="Here alone", space=cast.harbour.pk),
        write(cast.maya, cast.brand, "block", "xylophone"),
    ]
    said = [do(cast, "try_yesterday", rule) for rule in tries]
    told = [re.search(r"in ([\w ]+) of (\d+[\w ]*) messages of yesterday", page) for page in said]
    shown = [one.groups() for one in told if one]
    assert shown == [*[("10 or more", "10 or more")] * 3, ("those of fewer than 10 people", "10 or more")]


def test_no_lookup_tells_what_another_brands_rules_look_for(cast: Cast) -> None:
    write(cast.maya, cast.brand, "block", "casino")
    for client in (cast.client(cast.otto), cast.client(cast.maya)):
        assert client.get(LIST).status_code == 200
        assert client.get(f"{LIST}?value__contains=casino").status_code == 400
