"""The cast is what its words say: tests that refuse somebody lean on it."""

from typing import Any

from community.models import Person
from community.models import Role as Duty
from community.surface import Action
from groups.access import load_group
from groups.actions import groups, invites, joining, leaving, seats
from groups.models import BrandSeat, Group, Membership
from messaging.models import Participant, Room, RoomEvent
from tests.cast import Cast


def test_everybody_stands_where_the_design_puts_them(cast: Cast) -> None:
    members = Membership.objects.current().filter(group=cast.harbour)
    assert set(members.values_list("profile__name", flat=True)) == {"Cara", "Ana", "Ben", "Nia"}
    rooms = Room.objects.visible_to(cast.bea)
    assert set(rooms) == {cast.talk(cast.harbour), cast.notices(cast.harbour)}
    assert BrandSeat.objects.get(group=cast.harbour).state == BrandSeat.State.SPEAKING
    assert {role.kind for role in Duty.objects.filter(person=cast.maya)} == {Duty.Kind.MANAGER}


def test_who_was_removed_has_a_past_and_no_present(cast: Cast) -> None:
    assert Membership.objects.filter(profile__person=cast.dov).exists()
    assert not Room.objects.visible_to(cast.dov).exists()
    talk = cast.talk(cast.harbour)
    left = Participant.objects.get(profile__person=cast.dov, room=talk)
    assert (left.active, left.left_seq) == (False, talk.last_seq)


def test_everybody_is_who_stands_in_the_database_and_nobody_of_an_earlier_test(cast: Cast) -> None:
    assert {one.pk for one in cast.names.values()} == set(Person.objects.values_list("pk", flat=True))
    assert {group.pk: group.brand.pk for group in cast.groups} == dict(Group.objects.values_list("pk", "brand"))
    assert cast.harbour.brand is cast.brand and cast.names["ana"] is cast.ana


def test_no_log_has_a_gap(cast: Cast) -> None:
    for room in Room.objects.all():
        assert list(room.events.order_by("seq").values_list("seq", flat=True)) == list(range(1, room.last_seq + 1))


def test_the_actions_make_the_same_of_the_same_people(cast: Cast) -> None:
    made, token = groups.open_group(cast.maya, cast.brand, name="Second Crew", captain_email=cast.cara.email)
    _ask(cast.cara, token, "Cara")
    _, token = invites.create(cast.place(cast.cara, made), uses=2)
    _ask(cast.ana, token, "Ana")
    _ask(cast.dov, token, "Dov")
    seat = seats.take(cast.bea, made, name="Bea")
    seats.welcome(cast.place(cast.cara, made), seat)
    dov = cast.membership(cast.dov, made)
    leaving.remove(load_group(cast.cara, made.slug, Action.REMOVE_MEMBER), dov, reason="For the test")
    assert _facts(made) == _facts(cast.harbour)


def _ask(person: Any, token: str, name: str) -> None:
    request = joining.ask(person, token, name=name, charter_version=1, surface="join")
    assert request.state == "admitted"


def _facts(group: Group) -> dict[str, Any]:
    """What stands in the tables about Cara, Ana, Dov and Bea."""
    named = ("Cara", "Ana", "Dov", "Bea")
    memberships = Membership.objects.filter(group=group, profile__name__in=named)
    participants = Participant.objects.filter(room__space=group.pk, profile__name__in=named)
    events = RoomEvent.objects.filter(room__space=group.pk, actor__name__in=named)
    return {
        "memberships": set(memberships.values_list("profile__name", "role", "ending", "charter__version")),
        "seats": set(BrandSeat.objects.filter(group=group).values_list("profile__name", "state")),
        "participants": set(participants.values_list("room__kind", "profile__name", "voice", "active")),
        "log": sorted(events.values_list("room__kind", "actor__name", "kind")),
        "rooms": set(Room.objects.filter(space=group.pk).values_list("kind", "shared_from_seq")),
    }
