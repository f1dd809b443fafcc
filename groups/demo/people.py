"""Makes the people and groups of the demo. Run again it adds what is missing and changes nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db.models import F
from django.utils import timezone

from community.actions import brands, roles
from community.actions.people import register, rename
from community.demo import address, devices
from community.models import Brand, GroupWord, Person, Role
from community.surface import Action
from groups.access import load_group, membership
from groups.actions import groups, invites, joining, leaving, seats
from groups.actions.charters import CharterTerms
from groups.demo import cast
from groups.demo.cast import CREWS, PEOPLE, Crew
from groups.models import BrandSeat, Group, Invite, JoinRequest, Membership
from moderation.models import Purpose

OPENED = timedelta(days=70)  # before the day on which the demo was made
VOUCHES = (
    "Ran with me all last winter and never once complained about the wind.",
    "Laughs on hills. You want that.",
    "Wir kennen uns vom Volkslauf, sehr angenehme Leute.",
    "Knows every bakery between here and the airport.",
    "Quiet at first, then not.",
    "Neighbour, early riser, brings a lamp.",
)


def make_people() -> None:
    """All of them, the brand, and the groups as they were before the talk begins."""
    people = {key: _person(key) for key in PEOPLE}
    roles.give(people["olga"], Role.Kind.OPERATOR, by=None)
    stride = _brand(people["olga"], cast.BRAND, cast.BRAND_COLOUR)
    ostwind = _brand(people["olga"], cast.OTHER_BRAND, "#1d4ed8")
    roles.give(people["maya"], Role.Kind.MANAGER, brand=stride, by=people["olga"])
    roles.give(people["otto"], Role.Kind.MANAGER, brand=ostwind, by=people["olga"])
    roles.give(people["bea"], Role.Kind.VOICE, brand=stride, by=people["maya"])
    for crew in CREWS:
        _fill(crew, _open(crew, stride, people), people)
    _remove_dov(people)
    _let_milo_wait(people)
    for person in people.values():
        devices.give(person)


def crews_of_today() -> list[tuple[Crew, Group, datetime]]:
    """The groups that were made, each with the moment the demo calls today."""
    found = {group.name: group for group in Group.objects.filter(brand__name=cast.BRAND).select_related("brand")}
    return [(crew, found[crew.name], found[crew.name].created_at + OPENED) for crew in CREWS if crew.name in found]


def person_of(key: str) -> Person:
    return Person.objects.get(email=address(key))


def bring_in(group: Group, inviter: Person, person: Person, key: str, at: datetime) -> None:
    """One person by an invite of another's, unless they are in."""
    if membership(person, group) is not None:
        return
    place = load_group(inviter, group.pk, Action.INVITE)
    vouch = VOUCHES[len(key) * 7 % len(VOUCHES)]
    _, token = invites.create(place, vouch=vouch, at=at - timedelta(hours=20))
    _join(person, key, token, place.charter.version, at)


def _join(person: Person, key: str, token: str, version: int, at: datetime) -> None:
    somebody = PEOPLE[key]
    ticked = [Purpose.NEWS] if len(key) % 2 else []
    request = joining.ask(
        person, token, name=somebody.name, charter_version=version, consents=ticked, surface="demo", at=at, age=16
    )
    if request.state == JoinRequest.State.ASKED:
        captain = Membership.objects.captains().filter(group=request.group).select_related("profile__person")[0]
        assert captain.profile.person is not None
        place = load_group(captain.profile.person, request.group_id, Action.DECIDE_REQUEST)
        request = joining.admit(place, request, at=at)
    if somebody.bio:
        current = membership(person, request.group)
        assert current is not None
        rename(current.profile, somebody.name, somebody.bio)


def _person(key: str) -> Person:
    language = PEOPLE[key].speaks[0]
    person = register(address(key), language=language if language in ("de", "ar") else "en", time_zone=cast.ZONE)
    EmailAddress.objects.get_or_create(user=person, email=person.email, defaults={"verified": True, "primary": True})
    return person


def _brand(operator: Person, name: str, colour: str) -> Brand:
    found = Brand.objects.filter(name=name).first()
    if found is not None:
        return found
    contact = address(f"privacy-{name.lower()}")
    return brands.create(operator, name=name, data_contact=contact, colour=colour, group_word=GroupWord.CREW)


def _open(crew: Crew, brand: Brand, people: dict[str, Person]) -> Group:
    """The group with its captain in it."""
    found = Group.objects.filter(brand=brand, name=crew.name).first()
    if found is None:
        found, token = groups.open_group(
            people["maya"],
            brand,
            name=crew.name,
            captain_email=address(crew.captain),
            about=crew.about,
            place=cast.CITY,
            emblem=crew.emblem,
            time_zone=cast.ZONE,
            charter=CharterTerms(**crew.terms),  # type: ignore[arg-type]
            at=timezone.now() - OPENED,
        )
        _join(people[crew.captain], crew.captain, token, 1, found.created_at + timedelta(hours=3))
    elif not Membership.objects.captains().filter(group=found).exists():  # stopped between the two
        _, token = invites.name_captain(people["maya"], found, address(crew.captain))
        _join(people[crew.captain], crew.captain, token, 1, timezone.now())
    return found


def _fill(crew: Crew, group: Group, people: dict[str, Person]) -> None:
    """Everybody before the talk begins, one every day and a half; some by other members where the charter lets them."""
    captain = people[crew.captain]
    for number, key in enumerate(crew.members):
        at = group.created_at + timedelta(days=1.1 + 1.35 * number, hours=number * 5 % 11)
        inviter = people["ben"] if crew.terms.get("inviters") == "members" and number % 4 == 3 else captain
        bring_in(group, inviter, people[key], key, at)
    if crew.seat != BrandSeat.State.LISTENING and crew.seat != BrandSeat.State.SPEAKING:
        return
    seat = seats.take(people["bea"], group, name=PEOPLE["bea"].name, at=group.created_at + timedelta(days=20))
    rename(seat.profile, PEOPLE["bea"].name, PEOPLE["bea"].bio)
    place = load_group(captain, group.pk, Action.SEAT_BRAND)
    seats.let_in(place, seat)
    if crew.seat == BrandSeat.State.SPEAKING and seat.state != BrandSeat.State.SPEAKING:
        seats.welcome(place, seat, at=group.created_at + timedelta(days=28))


def _remove_dov(people: dict[str, Person]) -> None:
    group = Group.objects.get(brand__name=cast.BRAND, name=CREWS[0].name)
    if Membership.objects.filter(group=group, profile__person=people["dov"]).exists():
        return
    bring_in(group, people["marek"], people["dov"], "dov", group.created_at + timedelta(days=30))
    current = membership(people["dov"], group)
    assert current is not None
    place = load_group(people["cara"], group.pk, Action.REMOVE_MEMBER)
    leaving.remove(place, current, reason="Sold race numbers here after being asked twice not to.")


def _let_milo_wait(people: dict[str, Person]) -> None:
    """Somebody stands at the door of the group where the captain decides."""
    group = Group.objects.get(brand__name=cast.BRAND, name="Hill Club")
    if JoinRequest.objects.filter(group=group, person=people["milo"]).exists():
        return
    place = load_group(people["hal"], group.pk, Action.INVITE)
    _, token = invites.create(place, vouch="Lives at the bottom of the longest stair.", uses=3)
    joining.ask(people["milo"], token, name="Milo", charter_version=place.charter.version, surface="demo", age=16)
    assert Invite.objects.filter(group=group, uses_left__lt=F("uses")).exists()
