"""The cast is what its words say: tests that refuse somebody lean on it."""

from community.models import Role as Duty
from groups.models import BrandSeat, Membership
from messaging.models import Participant, Room
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


def test_no_log_has_a_gap(cast: Cast) -> None:
    for room in Room.objects.all():
        assert list(room.events.order_by("seq").values_list("seq", flat=True)) == list(range(1, room.last_seq + 1))
