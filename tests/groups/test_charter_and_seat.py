"""The charter is kept, and the brand sits where it says (trust.md R7, R8, R9, R11)."""

import pytest
from django.utils import timezone

from community.actions import factors, roles
from community.errors import Conflict, Forbidden, Invalid, NotFound
from community.models import Role as Duty
from community.surface import Action, Standing
from groups.access import Place, load_group, load_seat, seats_of, standings
from groups.actions import charters, groups, joining, seats
from groups.actions.charters import CharterTerms
from groups.models import BrandSeat, Charter, Group
from groups.tasks import end_seats
from messaging.models import Participant
from tests.cast import Cast


@pytest.fixture
def open_group(cast: Cast) -> Group:
    """Its charter is as open as it can be."""
    terms = CharterTerms(history=Charter.History.SHARED, retention_days=365)
    group, token = groups.open_group(
        cast.maya, cast.brand, name="Trail Sundays", captain_email="eve@example.org", charter=terms
    )
    joining.ask(cast.eve, token, name="Eve", charter_version=1, surface="test")
    return group


def test_a_change_is_a_new_version_and_the_old_one_stays(cast: Cast, open_group: Group) -> None:
    before = open_group.charters.get()
    after = charters.change(_captain(cast, open_group), retention_days=90, approval="captain")
    assert (after.version, after.retention_days, after.approval, after.history) == (2, 90, "captain", "shared")
    assert after.made_by == cast.profile(cast.eve, open_group)
    assert open_group.charters.get(version=1) == before


def test_no_change_is_no_version(cast: Cast, open_group: Group) -> None:
    same = charters.change(_captain(cast, open_group), retention_days=365)
    assert same.version == 1
    assert open_group.charters.count() == 1


@pytest.mark.parametrize(
    ("tight", "loose"),
    [
        ({"history": "from_join"}, {"history": "shared"}),
        ({"retention_days": 30}, {"retention_days": 31}),
        ({"brand_presence": "listening"}, {"brand_presence": "speaking"}),
        ({"brand_presence": "none"}, {"brand_presence": "listening"}),
    ],
)
def test_tightening_is_instant_and_loosening_waits(
    cast: Cast, open_group: Group, tight: dict[str, object], loose: dict[str, object]
) -> None:
    assert charters.change(_captain(cast, open_group), **tight).version == 2  # type: ignore[arg-type]
    with pytest.raises(Conflict) as refused:
        charters.change(_captain(cast, open_group), **loose)  # type: ignore[arg-type]
    assert refused.value.code == "charter_loosening"
    assert refused.value.detail == {"fields": list(loose)}
    assert open_group.charters.count() == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("size_cap", 1), ("size_cap", 151), ("size_cap", True), ("retention_days", 0), ("retention_days", 366)),
        *(("history", "all"), ("inviters", ""), ("approval", None), ("brand_presence", "shouting")),
    ],
)
def test_an_impossible_term_names_its_field(cast: Cast, open_group: Group, field: str, value: object) -> None:
    with pytest.raises(Invalid) as refused:
        charters.change(_captain(cast, open_group), **{field: value})  # type: ignore[arg-type]
    assert refused.value.field == field
    assert open_group.charters.count() == 1


def test_the_cap_moves_with_the_charter_and_not_below_who_is_in(cast: Cast) -> None:
    place = load_group(cast.cara, cast.harbour.pk, Action.CHANGE_CHARTER)
    charters.change(place, size_cap=4)
    assert Group.objects.get(pk=cast.harbour.pk).size_cap == 4
    with pytest.raises(Conflict) as refused:
        charters.change(place, size_cap=3)
    assert refused.value.code == "cap_below_count"
    assert Group.objects.get(pk=cast.harbour.pk).size_cap == 4


def test_ending_shared_history_closes_the_rooms_to_newcomers(cast: Cast, open_group: Group) -> None:
    assert cast.talk(open_group).shared_from_seq == 0
    charters.change(_captain(cast, open_group), history="from_join")
    assert cast.talk(open_group).shared_from_seq is None


def test_only_a_captain_changes_the_charter(cast: Cast) -> None:
    assert load_group(cast.cara, cast.harbour.pk, Action.CHANGE_CHARTER)
    with pytest.raises(Forbidden):
        load_group(cast.ana, cast.harbour.pk, Action.CHANGE_CHARTER)
    for outsider in (cast.eve, cast.cleo, cast.dov, cast.otto, cast.olga):
        with pytest.raises(NotFound):
            load_group(outsider, cast.harbour.pk, Action.CHANGE_CHARTER)


def test_a_new_seat_knocks_and_has_the_card_and_nothing_else(cast: Cast, open_group: Group) -> None:
    seat = seats.take(cast.bea, open_group, name="Bea")
    assert (seat.state, seat.profile.name) == (BrandSeat.State.KNOCKING, "Bea")
    assert standings(cast.bea, open_group) == {Standing.VOICE, Standing.BRAND_LISTENING}
    assert load_group(cast.bea, open_group.pk, Action.SEE_GROUP_CARD)
    with pytest.raises(Forbidden) as refused:
        load_group(cast.bea, open_group.pk, Action.READ_MESSAGES)
    assert refused.value.code == "brand_listening"
    assert not Participant.objects.filter(profile=seat.profile).exists()
    assert seats.take(cast.bea, open_group) == seat  # sitting down twice is once


def test_the_captain_welcomes_the_brand_and_sends_it_back(cast: Cast, open_group: Group) -> None:
    place = load_group(cast.eve, open_group.pk, Action.SEAT_BRAND)
    seat = seats.take(cast.bea, open_group)
    seats.welcome(place, seat)
    voices = Participant.objects.filter(profile=seat.profile, active=True).values_list("voice", flat=True)
    assert list(voices) == ["brand", "brand"]
    assert load_group(cast.bea, open_group.pk, Action.READ_MESSAGES)
    seats.send_back(place, seat)
    assert not Participant.objects.filter(profile=seat.profile, active=True).exists()
    with pytest.raises(Forbidden):
        load_group(cast.bea, open_group.pk, Action.READ_MESSAGES)


def test_who_has_no_duty_for_the_brand_finds_no_seat(cast: Cast, open_group: Group) -> None:
    assert seats.take(cast.maya, open_group).profile.name == "Stride"
    for person in (cast.otto, cast.cleo, cast.olga):
        with pytest.raises(NotFound):
            seats.take(person, open_group)
    assert BrandSeat.objects.filter(group=open_group).count() == 1


def test_a_charter_without_the_brand_has_no_seat_and_empties_those_taken(cast: Cast) -> None:
    place = load_group(cast.cara, cast.harbour.pk, Action.CHANGE_CHARTER)
    seat = seats_of(place).get()
    assert Participant.objects.filter(profile=seat.profile, active=True).count() == 2
    charters.change(place, brand_presence="none")
    assert not seats_of(place).exists()
    assert not Participant.objects.filter(profile=seat.profile, active=True).exists()
    with pytest.raises(Forbidden) as refused:
        seats.take(cast.bea, cast.harbour)
    assert refused.value.code == "brand_not_here"


def test_under_listening_nobody_is_welcomed(cast: Cast) -> None:
    place = load_group(cast.cara, cast.harbour.pk, Action.CHANGE_CHARTER)
    charters.change(place, brand_presence="listening")
    seat = seats_of(place).get()
    assert seat.state == BrandSeat.State.LISTENING
    with pytest.raises(Conflict) as refused:
        seats.welcome(load_group(cast.cara, cast.harbour.pk, Action.SEAT_BRAND), seat)
    assert refused.value.code == "charter_says_no"


def test_members_do_not_sit_on_the_brands_chair(cast: Cast) -> None:
    with pytest.raises(Conflict) as refused:
        roles.give(cast.ana, Duty.Kind.VOICE, brand=cast.brand, by=cast.maya)
    assert refused.value.code == "is_member"
    Duty.objects.create(person=cast.ana, kind=Duty.Kind.VOICE, brand=cast.brand)  # had one before that was asked
    with pytest.raises(Conflict) as refused:
        seats.take(cast.ana, cast.harbour)
    assert refused.value.code == "is_member"


def test_a_seat_ends_with_the_duty(cast: Cast) -> None:
    place = load_group(cast.cara, cast.harbour.pk, Action.SEAT_BRAND)
    seat = seats_of(place).get()
    assert load_group(cast.bea, cast.harbour.pk, Action.READ_MESSAGES)
    Duty.objects.filter(person=cast.bea).update(ended_at=timezone.now())
    with pytest.raises(NotFound):  # at once, for pages and loaders
        load_group(cast.bea, cast.harbour.pk, Action.READ_MESSAGES)
    assert not seats_of(place).exists()
    end_seats()
    assert BrandSeat.objects.get(pk=seat.pk).ended_at is not None
    assert not Participant.objects.filter(profile=seat.profile, active=True).exists()


def test_ending_a_duty_ends_its_seats_and_no_others(cast: Cast, django_capture_on_commit_callbacks) -> None:
    taken = seats.take(cast.maya, cast.harbour)
    place = load_group(cast.cara, cast.harbour.pk, Action.SEAT_BRAND)
    assert seats_of(place).count() == 2
    with django_capture_on_commit_callbacks(execute=True):
        roles.end(Duty.objects.get(person=cast.bea), by=cast.maya)
    assert list(seats_of(place)) == [taken]
    assert BrandSeat.objects.get(profile__person=cast.bea).ended_at is not None
    assert not Participant.objects.filter(profile__person=cast.bea, active=True).exists()


def test_who_lost_every_second_factor_no_longer_speaks_as_the_brand(cast: Cast) -> None:
    talk = cast.talk(cast.harbour)
    assert Participant.objects.filter(room=talk, profile__person=cast.bea, active=True).exists()
    factors.reset(cast.bea, by=cast.olga)
    assert not Participant.objects.filter(profile__person=cast.bea, active=True).exists()
    by_mail_alone = cast.client(cast.bea, strong=False)
    assert by_mail_alone.get(f"/g/{cast.harbour.slug}/").status_code == 404
    answer = cast.api(cast.bea, strong=False).post(f"/api/v1/groups/{cast.harbour.pk}/seats", {}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "second_factor_required")


def test_a_seat_is_given_up_by_its_holder_only(cast: Cast) -> None:
    place = load_group(cast.bea, cast.harbour.pk, Action.TAKE_SEAT)
    seat = load_seat(place, seats_of(place).get().pk, Action.TAKE_SEAT)
    taken = seats.take(cast.maya, cast.harbour)
    with pytest.raises(NotFound):
        seats.give_up(cast.maya, seat)
    seats.give_up(place, seat)
    seats.give_up(place, seat)
    assert list(seats_of(place)) == [taken]


def test_only_the_brands_manager_opens_its_groups(cast: Cast) -> None:
    assert groups.open_group(cast.maya, cast.brand, name="One", captain_email="a@example.org")
    for person in (cast.otto, cast.bea, cast.olga, cast.cara, cast.eve):
        with pytest.raises(NotFound):
            groups.open_group(person, cast.brand, name="Two", captain_email="a@example.org")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("name", " "), ("name", "x" * 41), ("captain_email", "nobody"), ("about", "x" * 281), ("place", "x" * 61)),
        *(("emblem", "skull"), ("time_zone", "Mars/Olympus")),
    ],
)
def test_an_impossible_group_names_its_field(cast: Cast, field: str, value: str) -> None:
    before = Group.objects.count()
    fields = {"name": "Trail Sundays", "captain_email": "eve@example.org", field: value}
    with pytest.raises(Invalid) as refused:
        groups.open_group(cast.maya, cast.brand, **fields)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert Group.objects.count() == before


def test_names_are_free_once_per_brand_and_addresses_always_differ(cast: Cast) -> None:
    with pytest.raises(Conflict) as refused:
        groups.open_group(cast.maya, cast.brand, name="Harbour  Runners", captain_email="eve@example.org")
    assert refused.value.code == "name_taken"
    other, _ = groups.open_group(cast.otto, cast.other_brand, name="Harbour Runners", captain_email="a@example.org")
    assert other.slug.startswith("harbour-runners-")
    arabic, _ = groups.open_group(cast.maya, cast.brand, name="عدّاؤو الميناء", captain_email="a@example.org")
    assert arabic.slug.startswith("group-")


@pytest.mark.parametrize(
    "name", ["no-such-group", "x" * 200, "a\x00b", "", "../..", "00000000-0000-0000-0000-000000000000"]
)
def test_a_group_that_is_not_there_is_answered_like_one_that_is_not_yours(cast: Cast, name: str) -> None:
    refusals = []
    for slug in (name, cast.harbour.slug):
        with pytest.raises(NotFound) as refused:
            load_group(cast.eve, slug, Action.SEE_GROUP_CARD)
        refusals.append((refused.value.code, str(refused.value.words), refused.value.detail))
    assert refusals[0] == refusals[1]


def _captain(cast: Cast, group: Group) -> Place:
    return load_group(cast.eve, group.pk, Action.CHANGE_CHARTER)
