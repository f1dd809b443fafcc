"""Lists and cards beside something else show words: none that their reader could not open (trust.md R1, R3, R40)."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from community.actions.erasing import FORMER
from groups.access.belonging import belongings
from groups.access.rooms import rooms_here
from groups.actions import blocks
from groups.actions.leaving import finish_words, leave
from groups.models import Membership, Role
from messaging.access import at_a_glance
from messaging.access.latest import latest
from messaging.actions import direct, messages
from messaging.models import Room
from messaging.ports import find_message
from tests.cast import Cast, join, remove
from tests.messaging.directs import HELLO, asks

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rates")]
SECRET = "The crane is closed"
TALK = "/g/harbour-runners/"
KINDS = [kind.value for kind in Room.Kind]


def notice(cast: Cast, body: str = SECRET) -> UUID:
    mid = messages.send(cast.cara, cast.notices(cast.harbour).pk, uuid4(), body).mid
    assert mid
    return mid


def beside(cast: Cast, who: str) -> bytes:
    """The page of Talk, where the latest notices stand in a card."""
    return cast.client(cast.names[who]).get(TALK).content


def test_the_card_of_notices_begins_with_ones_own_time(cast: Cast) -> None:
    notice(cast)
    assert SECRET.encode() in beside(cast, "ana")
    join(cast.eve, cast.harbour)
    assert SECRET.encode() not in beside(cast, "eve")
    notice(cast, "Open again")
    assert b"Open again" in beside(cast, "eve")


def test_nor_does_it_show_what_is_out_of_sight_or_taken_back(cast: Cast) -> None:
    find_message(notice(cast)).hide()
    gone = notice(cast, "Never mind")
    messages.delete(cast.cara, cast.notices(cast.harbour).pk, gone, uuid4())
    page = beside(cast, "ana")
    assert SECRET.encode() not in page and b"Never mind" not in page
    assert latest(cast.ana, cast.harbour.pk, "notices", 9) == []


def test_who_has_gone_has_no_card_and_no_room_at_a_glance(cast: Cast) -> None:
    notice(cast)
    assert latest(cast.ben, cast.harbour.pk, "notices", 9)
    assert {room.space for room in at_a_glance(cast.ben, KINDS)} == {cast.harbour.pk}
    place = cast.place(cast.ben, cast.harbour)
    assert len(rooms_here(place)) == 2 and len(belongings(cast.ben)) == 1
    remove(cast.ben, cast.harbour)
    assert latest(cast.ben, cast.harbour.pk, "notices", 9) == []
    assert at_a_glance(cast.ben, KINDS) == []
    assert rooms_here(place) == [] and belongings(cast.ben) == []


def test_a_seat_that_was_given_up_lists_no_group(cast: Cast) -> None:
    assert [one.group_id for one in belongings(cast.bea)] == [cast.harbour.pk]
    leave(cast.place(cast.bea, cast.harbour), words="keep")
    assert belongings(cast.bea) == []


def test_the_last_words_at_a_glance_are_none_that_are_out_of_sight(cast: Cast) -> None:
    talk = cast.talk(cast.harbour)
    messages.send(cast.cara, talk.pk, uuid4(), "Good morning")
    mid = messages.send(cast.cara, talk.pk, uuid4(), SECRET).mid
    assert mid
    find_message(mid).hide()
    (glance,) = at_a_glance(cast.ana, ["talk"])
    assert glance.body == "Good morning"


@pytest.mark.parametrize("how", ["declined", "asker gone"])
def test_a_request_that_is_over_is_at_no_glance_of_whom_it_asked(cast: Cast, how: str) -> None:
    made = asks(cast, cast.ben, cast.ana)
    (glance,) = at_a_glance(cast.ana, ["direct"])
    assert glance.body == HELLO
    if how == "declined":
        direct.decline(cast.ana, made.room_id)
    else:
        remove(cast.ben, cast.harbour)
    assert at_a_glance(cast.ana, ["direct"]) == []


def test_what_one_folds_is_at_no_glance_either_and_the_other_sees_no_difference(cast: Cast) -> None:
    talk = cast.talk(cast.harbour)
    messages.send(cast.ben, talk.pk, uuid4(), SECRET)
    theirs = at_a_glance(cast.ben, KINDS)
    blocks.block(cast.place(cast.ana, cast.harbour), cast.profile(cast.ben, cast.harbour))
    (glance,) = at_a_glance(cast.ana, ["talk"])
    assert (glance.body, glance.unread) == (None, 0)
    assert at_a_glance(cast.ben, KINDS) == theirs


def test_whose_words_stay_without_a_name_is_known_by_no_id_either(cast: Cast) -> None:
    """Who was there remembers the id: on any page beside the words it would be a name (trust.md R4)."""
    captain = join(cast.eve, cast.harbour, Role.CAPTAIN).profile
    mid = messages.send(cast.eve, cast.talk(cast.harbour).pk, uuid4(), SECRET).mid
    messages.send(cast.eve, cast.notices(cast.harbour).pk, uuid4(), SECRET)
    pages = ["/", TALK, f"{TALK}notices/", f"{TALK}search/?q={SECRET}", f"{TALK}message/{mid}/"]
    browser = cast.client(cast.ana)
    assert all(str(captain.pk) in browser.get(page).text for page in pages[:3])
    leave(cast.place(cast.eve, cast.harbour), words="anonymise")
    finish_words(Membership.objects.get(profile=captain).pk)
    for page in pages:
        shown = browser.get(page).text
        assert SECRET in shown and str(captain.pk) not in shown, page
        assert FORMER not in shown, "nor by what stands in the place of a name, in no language"
        assert page == "/" or "Former member" in shown, page
    assert {one.actor_id for one in at_a_glance(cast.ana, ["talk", "notices"])} == {None}


def test_what_was_taken_back_has_no_page_of_its_own(cast: Cast) -> None:
    talk, browser = cast.talk(cast.harbour).pk, cast.client(cast.ana)
    mid = messages.send(cast.ben, talk, uuid4(), SECRET).mid
    assert mid
    ways = [f"{TALK}message/{mid}/", f"{TALK}message/{uuid4()}/"]
    assert browser.get(ways[0]).status_code == 200
    messages.delete(cast.ben, talk, mid, uuid4())
    assert [browser.get(way).status_code for way in ways] == [404, 404]
