"""An event's conversation: opens with the first yes, closes 48 h after, ends with belonging (product.md "Meeting")."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from community.errors import NotFound
from community.surface import Action
from groups.access import load_group
from groups.actions import event_rooms, hosting, leaving, profiles, rsvps
from groups.actions.locks import lock_occurrences
from groups.models import ROOMS_OPEN_AFTER, Host, Occurrence
from messaging.actions.messages import send
from messaging.models import Message, Participant, Room, RoomEvent
from tests.cast import Cast
from tests.groups.parallel import at_once
from tests.groups.plans import again, answers, captain, comes, move_start, plan_one, seat


def test_the_first_yes_opens_it_for_who_comes_and_who_hosts(cast: Cast) -> None:
    one = plan_one(cast, cohosts=[cast.profile(cast.ben, cast.harbour).pk])
    assert one.room is None
    room = comes(cast, one, cast.ana).room
    assert room is not None
    assert (room.kind, room.space) == (Room.Kind.EVENT, cast.harbour.pk)
    assert _inside(one) == {"Cara": "captain", "Ben": "member", "Ana": "member"}
    assert comes(cast, again(one), cast.nia).room == room
    assert set(_inside(one)) == {"Cara", "Ben", "Ana", "Nia"}


def test_it_is_a_conversation_of_those_inside(cast: Cast) -> None:
    one = plan_one(cast)
    room = comes(cast, one, cast.ana).room
    assert room is not None
    send(cast.ana, room.pk, uuid4(), "Who brings the lamp?")
    send(cast.cara, room.pk, uuid4(), "I do.")
    assert Message.objects.filter(room=room).count() == 2
    for outsider in (cast.ben, cast.bea, cast.cleo, cast.maya):
        with pytest.raises(NotFound):
            send(outsider, room.pk, uuid4(), "Me too")


def test_the_events_page_counts_what_one_has_not_read_there(cast: Cast) -> None:
    one = plan_one(cast)
    room = comes(cast, one, cast.ana).room
    assert room is not None
    page = f"/g/harbour-runners/events/{one.pk}/"
    assert "unread" not in _part(cast.client(cast.ana), page)
    for words in ("Who brings the lamp?", "Anyone?"):
        send(cast.cara, room.pk, uuid4(), words)
    assert '<span class="count">2<span class="vh"> unread' in _part(cast.client(cast.ana), page)
    assert "unread" not in _part(cast.client(cast.cara), page)
    assert "unread" not in _part(cast.client(cast.ben), page)


def test_coming_in_twice_is_once(cast: Cast) -> None:
    one = plan_one(cast)
    held = comes(cast, one, cast.ana)
    before = RoomEvent.objects.filter(room=held.room).count()
    event_rooms.come_in(held, cast.profile(cast.ana, cast.harbour))
    assert RoomEvent.objects.filter(room=held.room).count() == before


def test_who_does_not_come_after_all_is_out_but_a_host_stays(cast: Cast) -> None:
    one = plan_one(cast)
    held = comes(cast, one, cast.ana)
    for person in (cast.ana, cast.cara):
        event_rooms.go_out(held, cast.profile(person, cast.harbour))
    assert set(_inside(one)) == {"Cara"}
    assert held.room is not None
    with pytest.raises(NotFound):
        send(cast.ana, held.room.pk, uuid4(), "Still here")
    event_rooms.come_in(held, cast.profile(cast.ana, cast.harbour))
    assert set(_inside(one)) == {"Cara", "Ana"}
    event_rooms.go_out(plan_one(cast), cast.profile(cast.ana, cast.harbour))  # no room: nothing to leave


@pytest.mark.parametrize(("seen", "inside"), [("name", True), ("plus_one", False), ("host", False)])
def test_who_stops_hosting_stays_only_if_they_come_by_name(cast: Cast, seen: str, inside: bool) -> None:
    one = plan_one(cast, cohosts=[cast.profile(cast.nia, cast.harbour).pk])
    hosting.hand_over(seat(cast.cara, one), cast.profile(cast.ana, cast.harbour))
    for person, how in ((cast.ben, "name"), (cast.nia, seen), (cast.ana, seen)):
        rsvps.answer(seat(person, one, Action.ANSWER_EVENT), "going", seen=how)
    hosting.remove_cohost(seat(cast.cara, one), cast.profile(cast.nia, cast.harbour))
    hosting.cannot(seat(cast.ana, one))
    assert set(_inside(one)) == ({"Ana", "Ben", "Nia"} if inside else {"Ben"})


def test_leaving_the_group_ends_it_there_as_everywhere(cast: Cast) -> None:
    first, second = plan_one(cast), plan_one(cast)
    rooms = [comes(cast, one, cast.ana).room for one in (first, second)]
    leaving.leave(load_group(cast.ana, cast.harbour.pk, Action.LEAVE), words="keep")
    assert not Participant.objects.filter(profile__person=cast.ana, active=True).exists()
    for room in rooms:
        assert room is not None
        last = RoomEvent.objects.filter(room=room).latest("seq")
        assert (last.kind, last.data) == ("member.leave", {"reason": "left"})
        with pytest.raises(NotFound):
            send(cast.ana, room.pk, uuid4(), "Still here")


def test_a_new_name_and_a_new_captain_show_there_too(cast: Cast) -> None:
    one = plan_one(cast)
    room = comes(cast, one, cast.ana).room
    profiles.edit(load_group(cast.ana, cast.harbour.pk, Action.EDIT_PROFILE), name="Anita", bio="")
    assert RoomEvent.objects.filter(room=room, kind="member.update").count() == 1
    leaving.hand_over(load_group(cast.cara, cast.harbour.pk, Action.HAND_OVER), cast.membership(cast.ana, cast.harbour))
    assert _inside(one) == {"Cara": "member", "Anita": "captain"}


def test_it_closes_two_days_after_the_end_for_everybody(cast: Cast) -> None:
    now = timezone.now()
    due, young = plan_one(cast), plan_one(cast)
    for one, spare in ((due, timedelta()), (young, timedelta(minutes=1))):
        comes(cast, one, cast.ana)
        move_start(one, now - ROOMS_OPEN_AFTER - timedelta(hours=1) + spare)
    assert event_rooms.close_rooms(now) == 1
    assert event_rooms.close_rooms(now) == 0
    assert (again(due).room_closed_at, again(young).room_closed_at) == (now, None)
    assert (_inside(due), set(_inside(young))) == ({}, {"Cara", "Ana"})
    room = again(due).room
    assert room is not None
    assert [event.data for event in RoomEvent.objects.filter(room=room, kind="member.leave")] == [
        {"reason": "closed"},
        {"reason": "closed"},
    ]
    with pytest.raises(NotFound):
        send(cast.ana, room.pk, uuid4(), "Still here")
    event_rooms.come_in(again(due), cast.profile(cast.ben, cast.harbour))  # closed is closed
    assert _inside(due) == {}


def test_who_left_the_group_meanwhile_is_not_taken_in(cast: Cast) -> None:
    one = plan_one(cast)
    Host.objects.create(occurrence=one, profile=cast.profile(cast.dov, cast.harbour))
    comes(cast, one, cast.ana)
    assert set(_inside(one)) == {"Cara", "Ana"}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_who_comes_in_while_being_removed_is_in_no_room(cast: Cast) -> None:
    """Either order, eight times over: the answer is being given, and not to be seen yet, when the removal begins."""
    ana = cast.profile(cast.ana, cast.harbour)
    made = [plan_one(cast) for _ in range(8)]
    place, membership = captain(cast), cast.membership(cast.ana, cast.harbour)

    @transaction.atomic
    def come(one: Occurrence) -> None:
        held = lock_occurrences([one.pk])[one.pk]
        if load_group(cast.ana, cast.harbour.pk, Action.ANSWER_EVENT):
            answers(cast, held, cast.ana)
            event_rooms.come_in(held, ana)

    jobs = [lambda one=one: come(one) for one in made]
    outcomes = at_once([*jobs, lambda: leaving.remove(place, membership, reason="Enough.")])
    assert all(outcome is None or isinstance(outcome, NotFound) for outcome in outcomes), outcomes
    assert outcomes[-1] is None
    assert not Participant.objects.filter(profile=ana, active=True).exists()
    assert not ana.rsvps.exclude(state="declined").exists()


def _inside(one: Occurrence) -> dict[str, str]:
    seats = Participant.objects.filter(room=again(one).room, active=True)
    return dict(seats.values_list("profile__name", "voice"))


def _part(client: Client, page: str) -> str:
    """Of the event's page what else one can do there."""
    return str(client.get(page).content.decode()).partition('data-part="more"')[2].partition("</ul>")[0]
