"""Rooms with people in them, made through the actions of this package."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from community.models import Brand, Person, Profile
from messaging.actions import participants, rooms
from messaging.models import Participant, Room


@dataclass
class Space:
    """A space with its standing rooms and its people: `people[0]` is the captain."""

    id: UUID
    brand: Brand
    talk: Room
    notices: Room
    people: list[Person]
    profiles: list[Profile]

    def enter(self, person: Person, voice: str = "member") -> Profile:
        profile, _ = Profile.objects.get_or_create(
            person=person, space=self.id, defaults={"name": person.email.split("@", 1)[0].title()}
        )
        participants.enter(self.id, profile, voice)
        return profile

    def seat(self, person: Person) -> Participant:
        return Participant.objects.get(room=self.talk, profile__person=person)


def make_person(name: str) -> Person:
    return Person.objects.create_user(f"{name}@example.org")


def make_space(names: Sequence[str] = ("cara", "ana", "ben"), *, shared: bool = False) -> Space:
    mark = uuid4().hex[:8]
    brand = Brand.objects.create(name=f"Stride {mark}", slug=f"stride-{mark}", data_contact="privacy@stride.example")
    space_id = uuid4()
    talk, notices = rooms.open_rooms(brand, space_id, [Room.Kind.TALK, Room.Kind.NOTICES], shared=shared)
    people = [make_person(f"{name}-{mark}") for name in names]
    space = Space(space_id, brand, talk, notices, people, [])
    for n, person in enumerate(people):
        space.profiles.append(space.enter(person, "member" if n else "captain"))
    return space
