"""The people of all tests (architecture.md "Style"), and the two brands and three groups they live in.

Maya manages the brand Stride; Cara is captain of Harbour Runners, Ana and Ben are settled members there, Nia joined
today, Dov was removed, Bea holds Stride's seat and speaks. Cleo is in Hill Club only (also Stride's; Hal is its
captain). Otto manages the other brand, Ostwind; Pia is in its group Lake Walkers (Lou is its captain). Eve is signed
in and belongs nowhere. Olga operates the installation.

Written with models, because nearly every test begins with it; tests/test_cast.py holds it equal to what the actions
make of the same people.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

import pytest
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from community.access import BY_SECOND_FACTOR
from community.models import AgeSaid, Brand, Person, Profile
from community.models import Role as Duty
from community.surface import Action
from groups.access import Place, load_group
from groups.models import BrandSeat, Charter, Group, Membership, Role
from messaging.actions.participants import depart, enter, fill
from messaging.models import Participant, Room
from tests.recorded import Recording, record

LONG_AGO = timedelta(days=30)
C = TypeVar("C", bound=Client)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass
class Cast:
    maya: Person
    cara: Person
    ana: Person
    ben: Person
    cleo: Person
    dov: Person
    nia: Person
    bea: Person
    eve: Person
    otto: Person
    olga: Person
    hal: Person
    pia: Person
    lou: Person
    brand: Brand
    other_brand: Brand
    harbour: Group
    hill: Group
    lake: Group
    names: dict[str, Person] = field(default_factory=dict)

    @property
    def brands(self) -> list[Brand]:
        return [self.brand, self.other_brand]

    @property
    def groups(self) -> list[Group]:
        return [self.harbour, self.hill, self.lake]

    def profile(self, person: Person, group: Group) -> Profile:
        return Profile.objects.get(person=person, space=group.pk)

    def talk(self, group: Group) -> Room:
        return Room.objects.get(space=group.pk, kind=Room.Kind.TALK)

    def notices(self, group: Group) -> Room:
        return Room.objects.get(space=group.pk, kind=Room.Kind.NOTICES)

    def membership(self, person: Person, group: Group) -> Membership:
        return Membership.objects.current().get(profile=self.profile(person, group), group=group)

    def place(self, person: Person, group: Group) -> Place:
        """The group as this person stands in it."""
        return load_group(person, group.slug, Action.SEE_GROUP_CARD)

    def client(self, person: Person | None, *, strong: bool = True) -> Client:
        """A browser, signed in as this person, with the second factor where `strong`; None: signed out."""
        return sign_in(Client(), person, strong=strong)

    def api(self, person: Person | None, *, strong: bool = True) -> APIClient:
        """An app, signed in as this person; None: signed out."""
        return sign_in(APIClient(), person, strong=strong)


def sign_in(client: C, person: Person | None, *, strong: bool = True) -> C:
    if person is None:
        return client
    client.force_login(person, backend=BACKEND)
    session = client.session
    methods = ["code", BY_SECOND_FACTOR] if strong else ["code"]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": method, "at": time.time()} for method in methods]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(person.pk)
    session.save()
    return client


_RECORDED: list[Recording[Cast]] = []


@pytest.fixture
def cast(db: None) -> Cast:
    if _RECORDED:
        return _RECORDED[0].play()
    _RECORDED.append(record(assemble, lambda cast: [*cast.names.values(), *cast.brands, *cast.groups]))
    return copy.deepcopy(_RECORDED[0].made)


def assemble() -> Cast:
    """Writes everybody into the database. For tests that share one cast over a module; others use the fixture."""
    everybody = "maya cara ana ben cleo dov nia bea eve otto olga hal pia lou"
    people = dict(zip(everybody.split(), make_people(everybody.split()), strict=True))
    brand = make_brand("Stride", "#c2410c")
    other_brand = make_brand("Ostwind", "#1d4ed8")
    duties = (("olga", Duty.Kind.OPERATOR, None), ("maya", Duty.Kind.MANAGER, brand), ("bea", Duty.Kind.VOICE, brand))
    duties = (*duties, ("otto", Duty.Kind.MANAGER, other_brand))
    Duty.objects.bulk_create(Duty(person=people[name], kind=kind, brand=of) for name, kind, of in duties)
    harbour = make_group(brand, "Harbour Runners")
    hill = make_group(brand, "Hill Club")
    lake = make_group(other_brand, "Lake Walkers")
    _fill(harbour, people["cara"], [people["ana"], people["ben"], people["dov"]])
    _fill(hill, people["hal"], [people["cleo"]])
    _fill(lake, people["lou"], [people["pia"]])
    join(people["nia"], harbour, ago=timedelta(hours=1))
    seat_brand(people["bea"], harbour)
    remove(people["dov"], harbour)
    return Cast(**people, brand=brand, other_brand=other_brand, harbour=harbour, hill=hill, lake=lake, names=people)


def make_person(name: str) -> Person:
    return make_people([name])[0]


def make_people(names: Iterable[str]) -> list[Person]:
    """In few statements: nearly every test begins with fourteen. All have said that they are sixteen or older."""
    people = [Person(email=f"{name}@example.org") for name in names]
    for person in people:
        person.set_unusable_password()
    addresses = [EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in people]
    Person.objects.bulk_create(people)
    EmailAddress.objects.bulk_create(addresses)
    AgeSaid.objects.bulk_create([AgeSaid(person=person, band=16) for person in people])
    return people


def make_brand(name: str, colour: str = "#0e6b4f") -> Brand:
    slug = name.lower()
    return Brand.objects.create(name=name, slug=slug, colour=colour, data_contact=f"privacy@{slug}.example")


def make_group(brand: Brand, name: str) -> Group:
    """A group with its first charter and its two standing rooms, long since open."""
    since = timezone.now() - LONG_AGO
    group = Group.objects.create(brand=brand, name=name, slug=name.lower().replace(" ", "-"), created_at=since)
    Charter.objects.create(group=group, version=1, created_at=since)
    kinds = (Room.Kind.TALK, Room.Kind.NOTICES)
    Room.objects.bulk_create(Room(brand=brand, space=group.pk, kind=kind, created_at=since) for kind in kinds)
    return group


def join(person: Person, group: Group, role: str = Role.MEMBER, ago: timedelta = LONG_AGO) -> Membership:
    since = timezone.now() - ago
    profile = Profile.objects.create(person=person, space=group.pk, name=_name(person), created_at=since)
    membership = Membership.objects.create(
        group=group, profile=profile, role=role, charter=group.charters.get(version=1), joined_at=since
    )
    voice = Participant.Voice.CAPTAIN if role == Role.CAPTAIN else Participant.Voice.MEMBER
    enter(group.pk, profile, voice)
    return membership


def _fill(group: Group, captain: Person, members: Sequence[Person]) -> None:
    """As `join` for each in turn, of a group that nobody is in yet."""
    since, people = timezone.now() - LONG_AGO, [captain, *members]
    profiles = [Profile(person=one, space=group.pk, name=_name(one), created_at=since) for one in people]
    Profile.objects.bulk_create(profiles)
    charter = group.charters.get(version=1)
    Membership.objects.bulk_create(
        Membership(group=group, profile=one, role=role, charter=charter, joined_at=since)
        for one, role in zip(profiles, [Role.CAPTAIN, *[Role.MEMBER] * len(members)], strict=True)
    )
    voices = [Participant.Voice.CAPTAIN, *[Participant.Voice.MEMBER] * len(members)]
    fill(group.pk, profiles, voices)


def seat_brand(person: Person, group: Group, state: str = BrandSeat.State.SPEAKING) -> BrandSeat:
    profile = Profile.objects.create(person=person, space=group.pk, name=_name(person))
    if state == BrandSeat.State.SPEAKING:
        enter(group.pk, profile, Participant.Voice.BRAND)
    welcomed = timezone.now() if state == BrandSeat.State.SPEAKING else None
    return BrandSeat.objects.create(group=group, profile=profile, state=state, welcomed_at=welcomed)


def remove(person: Person, group: Group) -> None:
    profile = Profile.objects.get(person=person, space=group.pk)
    depart(group.pk, profile, reason="removed")
    Membership.objects.current().filter(profile=profile).update(
        ended_at=timezone.now(), ending=Membership.Ending.REMOVED
    )


def _name(person: Person) -> str:
    return person.email.split("@")[0].capitalize()
