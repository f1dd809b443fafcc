"""The pages of the groups as a browser without JavaScript uses them: read, fill in, be told, lose nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.models import Profile
from groups.models import BrandSeat, CharterOpening, Membership, Role
from messaging.actions import messages
from messaging.models import Message
from tests.cast import Cast, join, make_group, make_person, seat_brand
from tests.groups.pages import INVITES, PEOPLE, make_invite, text

HOSTILE = "<script>alert(1)</script>"


# ---- my groups ------------------------------------------------------------------------------------------------------


def test_home_shows_each_group_with_its_last_word_and_what_is_unread(cast: Cast) -> None:
    messages.send(cast.ben, cast.talk(cast.harbour).pk, uuid4(), "High water tomorrow")
    html = text(cast.client(cast.ana), "/")
    assert "Harbour Runners" in html
    assert "High water tomorrow" in html
    assert '<span class="vh"> unread</span>' in html
    assert "Hill Club" not in html


def test_a_newcomer_sees_nothing_said_before_they_came_not_even_as_a_preview(cast: Cast) -> None:
    messages.send(cast.ben, cast.talk(cast.harbour).pk, uuid4(), "Old secret")
    late = make_person("zoe")
    join(late, cast.harbour, ago=timedelta(0))
    assert "Old secret" in text(cast.client(cast.ana), "/"), "precondition: members see it"
    assert "Old secret" not in text(cast.client(late), "/")


def test_home_lists_unread_notices_until_they_are_read(cast: Cast) -> None:
    messages.send(cast.cara, cast.notices(cast.harbour).pk, uuid4(), "Bring a light from now on")
    client = cast.client(cast.ana)
    assert "Notices you have not read" in text(client, "/")
    cast.notices(cast.harbour).participants.filter(profile__person=cast.ana).update(read_seq=10_000)
    assert "Notices you have not read" not in text(client, "/")


def test_home_shows_no_notice_that_is_out_of_sight_after_a_report(cast: Cast) -> None:
    messages.send(cast.cara, cast.notices(cast.harbour).pk, uuid4(), "Bring a light from now on")
    messages.send(cast.cara, cast.notices(cast.harbour).pk, uuid4(), "The gate is closed on Tuesday")
    client = cast.client(cast.ana)
    assert "Bring a light" in text(client, "/"), "precondition: it is shown until then"
    Message.objects.filter(body__startswith="Bring").update(hidden_at=timezone.now())
    html = text(client, "/")
    assert "The gate is closed" in html
    assert "Bring a light" not in html


def test_home_without_a_group_says_what_belongs_there(cast: Cast) -> None:
    assert "No groups yet" in text(cast.client(cast.eve), "/")


def test_who_has_a_duty_is_shown_the_way_to_their_desk_and_nobody_else(cast: Cast) -> None:
    assert 'href="/brand/"' in text(cast.client(cast.maya), "/")
    assert 'href="/admin/"' in text(cast.client(cast.olga), "/me/")
    for person in (cast.ana, cast.bea, cast.eve):
        html = text(cast.client(person), "/me/")
        assert "/brand/" not in html
        assert "/admin/" not in html


def test_home_costs_the_same_for_one_group_and_for_twelve(cast: Cast) -> None:
    client = cast.client(cast.ana)
    client.get("/")
    with CaptureQueriesContext(connection) as one:
        client.get("/")
    for number in range(11):
        join(cast.ana, make_group(cast.brand, f"Crew {number}"))
    with CaptureQueriesContext(connection) as twelve:
        client.get("/")
    assert len(twelve) == len(one) <= 8, "performance.md: the groups list"


def test_a_person_of_two_brands_gets_both_colours_and_neither_name_on_the_door(cast: Cast) -> None:
    join(cast.ana, cast.lake)
    html = text(cast.client(cast.ana), "/")
    assert "/brand.c2410c." in html
    assert "/brand.1d4ed8." in html
    assert re.search(r"<title>\s*My groups · Snug", html)


# ---- inside a group -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["people", "trust", "invites", "leave", "profile", "charter", "hand-over"])
def test_an_outsider_gets_the_page_of_a_group_that_does_not_exist(cast: Cast, page: str) -> None:
    assert cast.client(cast.cara).get(f"/g/harbour-runners/{page}/").status_code == 200, "precondition: it is there"
    outsider = cast.client(cast.eve)
    inside, missing = outsider.get(f"/g/harbour-runners/{page}/"), outsider.get(f"/g/no-such-group/{page}/")
    assert inside.status_code == missing.status_code == 404
    assert inside.content == missing.content


def test_people_are_listed_with_badges_and_the_brand_by_shape_and_word(cast: Cast) -> None:
    html = text(cast.client(cast.ana), PEOPLE)
    assert 'badge--captain">Captain' in html
    assert 'badge--brand">Stride' in html
    assert "face--brand" in html
    assert "Dov" not in html
    assert "/remove/" not in html, "only a captain is offered to remove"


def test_what_people_wrote_is_shown_as_words_never_as_markup(cast: Cast) -> None:
    Profile.objects.filter(person=cast.ben).update(name=HOSTILE[:40], bio=HOSTILE)
    for url in (PEOPLE, "/g/harbour-runners/trust/", "/"):
        assert HOSTILE not in text(cast.client(cast.ana), url)


def test_a_listening_seat_sees_the_card_and_not_the_people(cast: Cast) -> None:
    cast.harbour.seats.update(ended_at=timezone.now())
    client = cast.client(cast.maya)
    seat_brand(cast.maya, cast.harbour, BrandSeat.State.LISTENING)
    html = text(client, "/g/harbour-runners/trust/")
    assert "How this room is kept" in html
    assert "Ben" not in html
    assert client.get(PEOPLE).status_code == 403


def test_removing_needs_a_reason_and_then_ends_the_membership(cast: Cast) -> None:
    client, ben = cast.client(cast.cara), cast.profile(cast.ben, cast.harbour)
    url = f"{PEOPLE}{ben.pk}/remove/"
    refused = client.post(url, {"reason": ""})
    assert refused.status_code == 422
    assert 'id="id_reason_error"' in refused.content.decode()
    assert Membership.objects.current().filter(profile=ben).exists(), "precondition: still in"
    assert client.post(url, {"reason": "Shouted at a newcomer"})["Location"] == PEOPLE
    assert not Membership.objects.current().filter(profile=ben).exists()


def test_a_member_cannot_remove_anybody(cast: Cast) -> None:
    ben = cast.profile(cast.ben, cast.harbour)
    assert cast.client(cast.ana).post(f"{PEOPLE}{ben.pk}/remove/", {"reason": "x"}).status_code == 403
    assert Membership.objects.current().filter(profile=ben).exists()


def test_handing_over_makes_a_captain_and_a_member(cast: Cast) -> None:
    ana = cast.membership(cast.ana, cast.harbour)
    cleo = cast.membership(cast.cleo, cast.hill)
    client = cast.client(cast.cara)
    assert client.post("/g/harbour-runners/hand-over/", {"membership": str(cleo.pk)}).status_code == 422
    client.post("/g/harbour-runners/hand-over/", {"membership": str(ana.pk)})
    assert cast.membership(cast.ana, cast.harbour).role == Role.CAPTAIN
    assert cast.membership(cast.cara, cast.harbour).role == Role.MEMBER


def test_leaving_asks_what_happens_to_the_words_and_then_is_silent(cast: Cast) -> None:
    client = cast.client(cast.ana)
    assert client.post("/g/harbour-runners/leave/", {}).status_code == 422
    answer = client.post("/g/harbour-runners/leave/", {"words": "keep"}, follow=True)
    assert "Nobody was told" in answer.content.decode()
    assert client.get("/g/harbour-runners/").status_code == 404
    assert not Message.objects.filter(room=cast.talk(cast.harbour)).exists()


def test_the_last_captain_is_asked_to_hand_over_first(cast: Cast) -> None:
    answer = cast.client(cast.cara).post("/g/harbour-runners/leave/", {"words": "keep"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_a_name_is_changed_in_one_group_only(cast: Cast) -> None:
    join(cast.ana, cast.hill)
    cast.client(cast.ana).post("/g/harbour-runners/profile/", {"name": "Ana P.", "bio": "Laughs on hills"})
    assert cast.profile(cast.ana, cast.harbour).name == "Ana P."
    assert cast.profile(cast.ana, cast.hill).name == "Ana"


def test_a_tighter_charter_holds_at_once_and_a_looser_one_asks_before_everybody_is_told(cast: Cast) -> None:
    client, terms = cast.client(cast.cara), {
        "inviters": "captain", "approval": "captain", "history": "from_join", "brand_presence": "listening",
        "retention_days": "90", "size_cap": "40",
    }  # fmt: skip
    assert client.post("/g/harbour-runners/charter/", terms)["Location"] == "/g/harbour-runners/trust/"
    assert "Version 2" in text(client, "/g/harbour-runners/trust/")
    looser = client.post("/g/harbour-runners/charter/", terms | {"retention_days": "300"})
    assert looser.status_code == 422
    assert 'role="alert"' in looser.content.decode() and 'name="announce"' in looser.content.decode()
    assert not CharterOpening.objects.exists()


def test_no_page_carries_an_inline_style_or_script(cast: Cast) -> None:
    _invite, token = make_invite(cast)
    client = cast.client(cast.cara)
    for url in ("/", "/me/", PEOPLE, INVITES, "/g/harbour-runners/trust/", "/g/harbour-runners/", f"/i/{token}/"):
        html = client.get(url, follow=True).content.decode()
        assert not re.search(r"<[^>]+\sstyle=|<style|\son\w+=", html), url
        assert not re.search(r"<script(?![^>]*(src=|application/json))", html), url
