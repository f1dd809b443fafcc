"""Who has left a group, or was removed, hears nothing of it any more: nor of what their inbox holds, which is said anew
each time it is shown (trust.md R1, R2)."""

from __future__ import annotations

from datetime import time
from uuid import uuid4

import pytest
from django.core import mail

from community.models import Dispatch, Person
from community.notifications import all_kinds, inbox, sending
from community.surface import Action
from groups.access import load_group
from groups.actions import charters, events, invites, joining, leaving
from groups.models import Charter, Group, JoinRequest, Occurrence
from groups.notifications.spaces import of_insiders
from messaging.actions import messages
from messaging.models import Pending
from tests.cast import Cast
from tests.groups.glasses import opens
from tests.groups.outreaches import writes
from tests.groups.plans import again, answers, captain, in_days, plan_one, seat, told
from tests.matrix.brand_things import opening
from tests.matrix.holding import held_by

pytestmark = pytest.mark.django_db
API = "/api/v1/me/inbox"
# The digest: of the groups in which one is; the brand's own words are of none; a second key is turned from outside.
ABOUT_OUTSIDE = {"join.decided", "member.removed", "digest", "outreach", "glass.asked"}


def hears(cast: Cast) -> Occurrence:
    """Ana's inbox holds a change of what she goes to, unread."""
    one = plan_one(cast)
    answers(cast, one, cast.ana)
    events.change(seat(cast.cara, one), area="Old town")
    sending.send_due()
    assert [item.said.title for item in inbox.page(cast.ana)] == ["An event is somewhere else"]
    mail.outbox.clear()
    return again(one)


def removes(cast: Cast, person: Person) -> None:
    leaving.remove(captain(cast), cast.membership(person, cast.harbour), reason="Three warnings.")


def leaves(cast: Cast, person: Person, words: str = "keep") -> None:
    leaving.leave(load_group(person, cast.harbour.pk, Action.LEAVE), words=words)


@pytest.mark.parametrize("words", ["keep", "anonymise", "delete", "removed"])
def test_the_inbox_follows_the_group_no_further(cast: Cast, words: str) -> None:
    one = hears(cast)
    row = told("event.changed", one)["ana"]
    if words == "removed":
        removes(cast, cast.ana)
    else:
        leaves(cast, cast.ana, words)
    events.change(seat(cast.cara, one), day=in_days(11), clock=time(9, 17))
    Group.objects.filter(pk=cast.harbour.pk).update(name="Another Name")
    sending.send_due()
    client = cast.client(cast.ana)
    shown = client.get("/inbox/").content.decode() + cast.api(cast.ana).get(API).content.decode()
    assert "09:17" not in shown
    assert "somewhere else" not in shown
    assert ("Another Name" in shown) is (words == "removed")  # the statement of reasons says where
    answer = client.post(f"/inbox/{row.pk}/")
    assert answer["Location"] == "/inbox/"


def test_what_is_shown_no_more_does_not_count_as_unread(cast: Cast) -> None:
    hears(cast)
    assert inbox.unread(cast.ana) == 1
    leaves(cast, cast.ana)
    assert inbox.unread(cast.ana) == 0
    assert cast.api(cast.ana).get(API).json() == {"items": [], "next": None, "unread": 0}


def test_the_statement_of_reasons_is_what_is_new(cast: Cast) -> None:
    hears(cast)
    removes(cast, cast.ana)
    sending.send_due()
    assert inbox.unread(cast.ana) == 1
    (item,) = inbox.page(cast.ana)
    assert (item.said.title, item.unread) == ("You are no longer in Harbour Runners", True)
    assert [letter.to for letter in mail.outbox] == [["ana@example.org"]]


def test_who_comes_back_finds_it_again(cast: Cast) -> None:
    hears(cast)
    membership = cast.membership(cast.ana, cast.harbour)
    leaves(cast, cast.ana)
    assert inbox.page(cast.ana) == []
    membership.pk = None
    membership._state.adding = True
    membership.save()
    assert [item.said.title for item in inbox.page(cast.ana)] == ["An event is somewhere else"]


def test_a_push_or_a_mail_that_is_just_leaving_says_nothing_either(cast: Cast) -> None:
    one = plan_one(cast)
    answers(cast, one, cast.ana)
    answers(cast, one, cast.ben)
    events.change(seat(cast.cara, one), clock=time(8))
    rows = [told("event.changed", one, "mail")[name] for name in ("ana", "ben")]
    leaves(cast, cast.ana)
    assert of_insiders(rows) == [rows[1]]


def test_others_of_the_group_and_the_brand_go_on_hearing(cast: Cast) -> None:
    one = plan_one(cast)
    for person in (cast.ana, cast.ben):
        answers(cast, one, person)
    events.change(seat(cast.cara, one), area="Old town")
    sending.send_due()
    leaves(cast, cast.ana)
    assert len(inbox.page(cast.ben)) == 1
    theirs = [Dispatch(person=person, space=cast.harbour.pk) for person in (cast.bea, cast.cara, cast.ana, cast.cleo)]
    assert of_insiders(theirs) == theirs[:2]


@pytest.mark.parametrize(("decide", "stays"), [(joining.admit, False), (joining.refuse, True)])
def test_a_no_is_told_to_those_outside_and_a_yes_only_while_it_holds(cast: Cast, decide: object, stays: bool) -> None:
    request = stands_at_the_door(cast)
    assert callable(decide)
    decide(load_group(cast.cara, cast.harbour.pk, Action.DECIDE_REQUEST), request)
    sending.send_due()
    assert len(inbox.page(cast.eve)) == 1
    if not stays:
        leaves(cast, cast.eve)
    assert bool(inbox.page(cast.eve)) is stays


def test_who_was_captain_is_not_told_who_asked_to_come_in(cast: Cast) -> None:
    stands_at_the_door(cast)
    sending.send_due()
    assert [item.said.title for item in inbox.page(cast.cara)] == ["Somebody asks to join Harbour Runners"]
    leaving.hand_over(load_group(cast.cara, cast.harbour.pk, Action.HAND_OVER), cast.membership(cast.ana, cast.harbour))
    leaves(cast, cast.cara)
    assert inbox.page(cast.cara) == []


def test_no_kind_says_anything_of_a_group_to_who_is_not_in_it(cast: Cast) -> None:
    """Of all that is declared, but for what is about being outside: also of what is declared later."""
    one, request = plan_one(cast), stands_at_the_door(cast)
    subjects = [one.pk, request.pk, cast.talk(cast.harbour).pk, cast.membership(cast.cara, cast.harbour).pk]
    held = held_by(cast.profile(cast.cara, cast.harbour), cast.talk(cast.harbour))
    Pending.objects.update(state="returned", ended_at=held.held_at)
    said = messages.send(cast.cara, cast.talk(cast.harbour).pk, uuid4(), "Who brings the lamp?")
    answer = messages.send(cast.ana, cast.talk(cast.harbour).pk, uuid4(), "@Cara, I do", reply_to=said.mid)
    subjects += [held.pk, opening(cast).pk, writes(cast).pk, opens(cast).pk, answer.mid]
    silent, kinds = set(), [kind for kind in all_kinds() if type(kind).__module__.startswith("groups.")]
    for kind in kinds:
        outside, inside = (
            [
                Dispatch(kind=kind.name, person=person, subject=subject, space=cast.harbour.pk, moment=one.starts_at)
                for subject in subjects
            ]
            for person in (cast.otto, cast.cara)
        )
        assert kind.words(inside) or kind.name in ABOUT_OUTSIDE
        if not kind.words(outside):
            silent.add(kind.name)
    assert {kind.name for kind in kinds} - silent == ABOUT_OUTSIDE - {"member.removed", "glass.asked"}


def stands_at_the_door(cast: Cast) -> JoinRequest:
    place = load_group(cast.cara, cast.harbour.pk, Action.CHANGE_CHARTER)
    charters.change(place, approval=Charter.Approval.CAPTAIN)
    _, token = invites.create(load_group(cast.cara, cast.harbour.pk, Action.INVITE))
    return joining.ask(cast.eve, token, name="Eve", charter_version=2, surface="test")
