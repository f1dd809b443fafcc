"""All actions that write, each ready to be done beside another: what tests/groups/test_lock_order.py runs in pairs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from uuid import uuid4

from django.utils import timezone

from community.models import Person
from community.surface import Action
from groups.access import Place, current_charter, load_group
from groups.actions import (
    attendance,
    charters,
    groups,
    invites,
    joining,
    leaving,
    profiles,
    regulars,
    rsvps,
    seats,
    waitlist,
)
from groups.models import (
    BrandSeat,
    Charter,
    Group,
    Host,
    Invite,
    JoinRequest,
    Membership,
    Occurrence,
)
from messaging.actions.messages import Send, send_many
from messaging.actions.reading import mark_read
from tests.cast import Cast, join, make_person
from tests.groups.answering import seat
from tests.groups.occurrences import make_occurrence
from tests.groups.planning_acts import two_days

Act = Callable[[], object]


class Stage:
    """One member, their invite and a request by it, made anew for every pair: both actions want the same rows."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.group = cast.harbour
        self._numbers, self.turns = count(), count()
        Group.objects.filter(pk=self.group.pk).update(load_test=True, size_cap=5000)
        place = self.captain(Action.CHANGE_CHARTER)
        charters.change(place, inviters=Charter.Inviters.MEMBERS)
        self.renew()

    def renew(self) -> None:
        self.member = join(self.newcomer(), self.group)
        assert self.member.profile.person is not None
        place = self.place(self.member.profile.person, Action.INVITE)
        self.invite, self.token = invites.create(place, uses=5)
        Invite.objects.filter(pk=self.invite.pk).update(uses_left=4)
        self.request = JoinRequest.objects.create(
            group=self.group,
            invite=self.invite,
            person=self.newcomer(),
            name="Waiting",
            charter=place.charter,
            consents=[],
            created_at=timezone.now() - 2 * joining.LAPSES_AFTER,
        )
        self._days: list[Occurrence] = []

    @property
    def days(self) -> list[Occurrence]:
        """Two of a series, planned for the pairs that ask for them."""
        if not self._days:
            waiting = join(self.newcomer(), self.group).profile.person
            assert waiting is not None
            self.waiting = waiting
            self._days = two_days(self.captain(Action.PLAN_EVENT), self.member, waiting)
        return self._days

    @property
    def occurrence(self) -> Occurrence:
        return self.days[0]

    def place(self, person: Person, action: Action) -> Place:
        return load_group(person, self.group.pk, action)

    def captain(self, action: Action) -> Place:
        """As whoever is captain now: handing over is among the actions."""
        membership = Membership.objects.captains().filter(group=self.group).select_related("profile__person")[0]
        assert membership.profile.person is not None
        return self.place(membership.profile.person, action)

    def newcomer(self) -> Person:
        return make_person(f"stage{next(self._numbers)}")

    def person(self) -> Person:
        assert self.member.profile.person is not None
        return self.member.profile.person


def ask(stage: Stage) -> Act:
    person, version = stage.newcomer(), current_charter(stage.group).version
    return lambda: joining.ask(person, stage.token, name="New", charter_version=version, surface="test")


def admit(stage: Stage) -> Act:
    place = stage.captain(Action.DECIDE_REQUEST)
    return lambda: joining.admit(place, stage.request)


def refuse(stage: Stage) -> Act:
    place = stage.captain(Action.DECIDE_REQUEST)
    return lambda: joining.refuse(place, stage.request)


def withdraw(stage: Stage) -> Act:
    assert stage.request.person is not None
    person = stage.request.person
    return lambda: joining.withdraw(person, stage.request)


def lapse(stage: Stage) -> Act:
    return lambda: joining.lapse_old(timezone.now())


def invite(stage: Stage) -> Act:
    place = stage.place(stage.person(), Action.INVITE)
    return lambda: invites.create(place)


def revoke(stage: Stage) -> Act:
    place = stage.captain(Action.REVOKE_INVITE)
    return lambda: invites.revoke(place, stage.invite)


def name_captain(stage: Stage) -> Act:
    return lambda: invites.name_captain(stage.cast.maya, stage.group, "somebody@example.org")


def remove(stage: Stage) -> Act:
    place = stage.captain(Action.REMOVE_MEMBER)
    return lambda: leaving.remove(place, stage.member, reason="Enough.", ban=True)


def leave(stage: Stage) -> Act:
    place = stage.place(stage.person(), Action.LEAVE)
    return lambda: leaving.leave(place, words="anonymise")


def hand_over(stage: Stage) -> Act:
    place = stage.captain(Action.HAND_OVER)
    return lambda: leaving.hand_over(place, stage.member)


def change_charter(stage: Stage) -> Act:
    place = stage.captain(Action.CHANGE_CHARTER)
    days = place.charter.retention_days - 1
    return lambda: charters.change(place, retention_days=days)


def move_seat(stage: Stage) -> Act:
    place = stage.captain(Action.SEAT_BRAND)
    seat = BrandSeat.objects.get(group=stage.group, ended_at=None)
    move = seats.send_back if seat.state == BrandSeat.State.SPEAKING else seats.welcome
    return lambda: move(place, seat)


def edit_profile(stage: Stage) -> Act:
    place = stage.place(stage.person(), Action.EDIT_PROFILE)
    return lambda: profiles.edit(place, name=f"Zoe {uuid4().hex[:6]}", bio="")


def talk(stage: Stage) -> Act:
    rooms = [stage.cast.talk(stage.group).pk, stage.cast.talk(stage.cast.hill).pk]
    people = [stage.person().pk, stage.cast.cleo.pk]
    return lambda: send_many([Send(people[n % 2], rooms[n % 2], uuid4(), "Words") for n in range(6)])


def read(stage: Stage) -> Act:
    room = stage.cast.talk(stage.group)
    person = stage.person()
    return lambda: mark_read(person, room.pk, 10**6)


def fade(stage: Stage) -> Act:
    membership = join(stage.newcomer(), stage.group)
    person = membership.profile.person
    assert person is not None
    send_many([Send(person.pk, stage.cast.talk(stage.group).pk, uuid4(), "To be gone")])
    leaving.leave(stage.place(person, Action.LEAVE), words="delete")
    return lambda: leaving.finish_words(membership.pk)


def open_group(stage: Stage) -> Act:
    cast, name = stage.cast, f"Group x{uuid4().hex[:8]}"
    return lambda: groups.open_group(cast.maya, cast.brand, name=name, captain_email="somebody@example.org")


def answer(stage: Stage) -> Act:
    mine, state = seat(stage.person(), stage.days[1]), ("going", "declined")[next(stage.turns) % 2]
    return lambda: rsvps.answer(mine, state)


def accept(stage: Stage) -> Act:
    mine = seat(stage.waiting, stage.days[0])
    return lambda: waitlist.accept(mine)


def pass_on(stage: Stage) -> Act:
    mine = seat(stage.waiting, stage.days[0])
    return lambda: waitlist.pass_on(mine)


def tend(stage: Stage) -> Act:
    return lambda: waitlist.lapse(timezone.now() + timedelta(hours=2))


def become_regular(stage: Stage) -> Act:
    mine = seat(stage.person(), stage.days[0])
    return lambda: regulars.become_regular(mine)


def stop_being_regular(stage: Stage) -> Act:
    mine = seat(stage.person(), stage.days[1])
    return lambda: regulars.stop_being_regular(mine)


def check_in(stage: Stage) -> Act:
    """A run that has begun, hosted by the member who answers, leaves and is handed the captaincy meanwhile."""
    day = make_occurrence(stage.group, ahead=timedelta(minutes=-5))
    Host.objects.create(occurrence=day, profile=stage.member.profile)
    door = seat(stage.person(), day, Action.MANAGE_EVENT)
    people = [stage.member.profile_id, stage.cast.profile(stage.cast.ana, stage.group).pk]
    return lambda: attendance.tick(door, [attendance.Tick(one, True, timezone.now()) for one in people])
