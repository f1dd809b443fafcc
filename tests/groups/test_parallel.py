"""Exactly so many, however many come at once: measured with a connection each (product.md "Joining")."""

from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from community.errors import Forbidden, NotFound, SnugError
from community.models import Person
from community.surface import Action
from groups.access import load_group
from groups.actions import charters, invites, joining, leaving
from groups.models import Charter, Group, Invite, JoinRequest, Membership
from messaging.actions.messages import send
from messaging.models import Message, Participant
from tests.cast import Cast, make_person
from tests.groups.parallel import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_fifty_redemptions_of_a_seven_use_invite_admit_exactly_seven(cast: Cast) -> None:
    invite, token = _invite(cast, uses=7)
    people = [make_person(f"p{n}") for n in range(50)]
    outcomes = at_once([_asking(person, token) for person in people])
    assert Counter(map(_said, outcomes)) == {"admitted": 7, "not_found": 43}
    assert Invite.objects.get(pk=invite.pk).uses_left == 0
    came = Membership.objects.current().filter(request__invite=invite)
    assert came.count() == 7
    assert Group.objects.get(pk=cast.harbour.pk).active_count == 4 + 7
    assert Participant.objects.filter(profile__memberships__in=came, active=True).count() == 2 * 7


def test_a_hundred_joins_into_the_last_place_admit_one(cast: Cast) -> None:
    charters.change(load_group(cast.cara, cast.harbour.pk, Action.CHANGE_CHARTER), size_cap=5)
    tokens = [_invite(cast, uses=10)[1] for _ in range(10)]
    people = [make_person(f"p{n}") for n in range(100)]
    outcomes = at_once([_asking(person, tokens[n % 10], version=2) for n, person in enumerate(people)])
    assert Counter(map(_said, outcomes)) == {"admitted": 1, "group_full": 99}
    assert Membership.objects.current().filter(group=cast.harbour).count() == 5
    assert sum(Invite.objects.values_list("uses_left", flat=True)) == 99  # the refused keep their way in


@pytest.mark.usefixtures("no_rates")
def test_the_same_person_twenty_times_is_one_membership_and_one_use(cast: Cast) -> None:
    invite, token = _invite(cast, uses=10)
    outcomes = at_once([_asking(cast.eve, token)] * 20)
    assert {outcome.pk for outcome in outcomes} == {outcomes[0].pk}
    assert Membership.objects.filter(profile__person=cast.eve).count() == 1
    assert JoinRequest.objects.filter(person=cast.eve).count() == 1
    assert Invite.objects.get(pk=invite.pk).uses_left == 9


def test_the_same_person_by_ten_invites_is_one_membership_and_one_use(cast: Cast) -> None:
    tokens = [_invite(cast, uses=1)[1] for _ in range(10)]
    outcomes = at_once([_asking(cast.eve, token) for token in tokens])
    assert {_said(outcome) for outcome in outcomes} == {"admitted"}
    assert Membership.objects.filter(profile__person=cast.eve).count() == 1
    assert sum(Invite.objects.values_list("uses_left", flat=True)) == 9


def test_a_request_decided_by_many_at_once_is_decided_once(cast: Cast) -> None:
    charters.change(load_group(cast.cara, cast.harbour.pk, Action.CHANGE_CHARTER), approval=Charter.Approval.CAPTAIN)
    invite, token = _invite(cast, uses=1)
    request = _asking(cast.eve, token, version=2)()
    assert request.state == JoinRequest.State.ASKED
    place = load_group(cast.cara, cast.harbour.pk, Action.DECIDE_REQUEST)
    jobs = [lambda: joining.admit(place, request), lambda: joining.refuse(place, request)] * 8
    jobs.append(lambda: joining.withdraw(cast.eve, request))
    outcomes = at_once(jobs)
    request.refresh_from_db()
    decided = {outcome.state for outcome in outcomes if isinstance(outcome, JoinRequest)}
    assert decided == {request.state}
    assert {_said(outcome) for outcome in outcomes if isinstance(outcome, Exception)} == {"already_decided"}
    is_in = request.state == JoinRequest.State.ADMITTED
    assert Membership.objects.filter(profile__person=cast.eve, ended_at=None).exists() == is_in
    assert Invite.objects.get(pk=invite.pk).uses_left == (0 if is_in else 1)


def test_an_answer_and_its_lapse_at_once_give_the_use_back_at_most_once(cast: Cast) -> None:
    charters.change(load_group(cast.cara, cast.harbour.pk, Action.CHANGE_CHARTER), approval=Charter.Approval.CAPTAIN)
    invite, token = _invite(cast, uses=2)
    request = _asking(cast.eve, token, version=2)()
    place = load_group(cast.cara, cast.harbour.pk, Action.DECIDE_REQUEST)
    late = timezone.now() + timedelta(days=15)
    at_once([lambda: joining.refuse(place, request), lambda: joining.lapse_old(late)] * 4)
    request.refresh_from_db()
    assert request.state in (JoinRequest.State.REFUSED, JoinRequest.State.LAPSED)
    assert Invite.objects.get(pk=invite.pk).uses_left == 2


def test_nothing_said_after_a_removal_is_stored(cast: Cast) -> None:
    talk = cast.talk(cast.harbour)
    place = load_group(cast.cara, cast.harbour.pk, Action.REMOVE_MEMBER)
    membership = cast.membership(cast.ana, cast.harbour)

    def chatter() -> list[str]:
        answers = []
        for number in range(9):  # below the rate
            try:
                send(cast.ana, talk.pk, uuid4(), f"Word {number}")
                answers.append("stored")
            except SnugError as error:
                answers.append(error.code)
        return answers

    *answers, removed = at_once([chatter, chatter, lambda: leaving.remove(place, membership, reason="Enough.")])
    assert removed is None
    for person in answers:
        assert set(person) <= {"stored", "not_found"}
        assert (
            "stored" not in person[len([one for one in person if one == "stored"]) :]
        )  # refused once, refused for good
    left = Participant.objects.get(room=talk, profile=membership.profile).left_seq
    assert left is not None
    assert not Message.objects.filter(room=talk, actor=membership.profile, seq__gt=left).exists()
    with pytest.raises(NotFound):
        send(cast.ana, talk.pk, uuid4(), "Still here")


def test_a_captaincy_handed_to_three_at_once_is_held_by_one(cast: Cast) -> None:
    place = load_group(cast.cara, cast.harbour.pk, Action.HAND_OVER)
    chosen = [cast.membership(person, cast.harbour) for person in (cast.ana, cast.ben, cast.nia)]
    outcomes = at_once([lambda one=one: leaving.hand_over(place, one) for one in chosen])
    assert Counter(isinstance(outcome, Forbidden) for outcome in outcomes) == {True: 2, False: 1}
    (captain,) = Membership.objects.captains().filter(group=cast.harbour)
    assert captain.pk in {one.pk for one in chosen}
    voices = Participant.objects.filter(room__space=cast.harbour.pk, active=True, voice="captain")
    assert set(voices.values_list("profile", flat=True)) == {captain.profile_id}


def test_of_two_captains_leaving_at_once_one_stays(cast: Cast) -> None:
    Membership.objects.filter(pk=cast.membership(cast.ana, cast.harbour).pk).update(role="captain")
    places = [load_group(person, cast.harbour.pk, Action.LEAVE) for person in (cast.cara, cast.ana)]
    outcomes = at_once([lambda place=place: leaving.leave(place, words="keep") for place in places])
    assert sorted(map(_said, outcomes)) == ["None", "last_captain"]
    assert Membership.objects.captains().filter(group=cast.harbour).count() == 1


def test_an_invite_made_while_its_maker_is_removed_opens_nothing(cast: Cast) -> None:
    charters.change(load_group(cast.cara, cast.harbour.pk, Action.CHANGE_CHARTER), inviters=Charter.Inviters.MEMBERS)
    captain = load_group(cast.cara, cast.harbour.pk, Action.REMOVE_MEMBER)
    member = load_group(cast.ana, cast.harbour.pk, Action.INVITE)
    membership = cast.membership(cast.ana, cast.harbour)
    jobs = [lambda: invites.create(member)] * 6
    *made, _ = at_once([*jobs, lambda: leaving.remove(captain, membership, reason="Enough.")])
    tokens = [outcome[1] for outcome in made if isinstance(outcome, tuple)]
    assert {_said(outcome) for outcome in made if isinstance(outcome, Exception)} <= {"not_found"}
    assert not Membership.objects.current().filter(pk=membership.pk).exists()
    for token in tokens:
        with pytest.raises(NotFound):
            _asking(cast.eve, token, version=2)()


def _invite(cast: Cast, *, uses: int) -> tuple[Invite, str]:
    return invites.create(load_group(cast.cara, cast.harbour.pk, Action.INVITE), uses=uses)


def _asking(person: Person, token: str, *, version: int = 1):
    name = person.email.split("@")[0]
    return lambda: joining.ask(person, token, name=name, charter_version=version, surface="test")


def _said(outcome: object) -> str:
    if isinstance(outcome, SnugError):
        return outcome.code
    if isinstance(outcome, JoinRequest):
        return outcome.state
    return str(outcome)
