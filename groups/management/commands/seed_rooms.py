"""`manage.py seed_rooms --groups G --size S [--ticket-ttl SECONDS]`: groups for load tests, in development only.

Prints one JSON line per person, group by group in member order: `{"room", "person", "ticket"}`. The first of each group
is its captain. The size cap is lifted for these groups. Their log is what joining one after the other gives.
"""

from __future__ import annotations

import json
import secrets
from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.utils import timezone

from community.models import Brand, Person, Profile
from community.tokens import token_hash
from groups.models import Charter, Group, LowestAge, Membership, Role
from messaging.actions.participants import fill
from messaging.actions.rooms import open_rooms
from messaging.models import Participant, Room, RoomEvent, SocketTicket

FILLED = (Person, Profile, Group, Membership, Room, Participant, RoomEvent)
MOST = 32_000  # what a group's count can hold
BATCH = 2000


class Command(BaseCommand):
    help = "Groups of people with socket tickets, for load tests (development only)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--groups", type=int, required=True)
        parser.add_argument("--size", type=int, required=True)
        parser.add_argument("--ticket-ttl", type=int, default=3600, help="seconds for which the tickets are good")

    def handle(self, *args: object, **options: int) -> None:
        if settings.PRODUCTION:
            raise CommandError("seed_rooms is for development: production has no people who are not real.")
        count, size, ttl = options["groups"], options["size"], options["ticket_ttl"]
        if count < 1 or not 1 <= size <= MOST or ttl < 1:
            raise CommandError(f"At least one group, one person and one second; at most {MOST} people in a group.")
        brand, _ = Brand.objects.get_or_create(
            slug="load-test", defaults={"name": "Load test", "data_contact": "load@localhost"}
        )
        for _ in range(count):
            for line in _seed(brand, size, ttl):
                self.stdout.write(json.dumps(line))
        with connection.cursor() as cursor:
            # Plans as in a database that has lived for a minute. Tables that are still empty are left alone, as
            # PostgreSQL leaves them: it would take them for small for ever.
            cursor.execute(f"ANALYZE {', '.join(model._meta.db_table for model in FILLED)}")


@transaction.atomic
def _seed(brand: Brand, size: int, ttl: int) -> list[dict[str, str]]:
    mark = secrets.token_hex(6)
    group = Group.objects.create(
        brand=brand,
        name=f"Load {mark}",
        slug=f"load-{mark}",
        size_cap=max(size, 2),
        lowest_age=LowestAge.NONE,
        load_test=True,
    )
    charter = Charter.objects.create(group=group, version=1, size_cap=50)
    talk = next(
        room
        for room in open_rooms(brand, group.pk, [Room.Kind.TALK, Room.Kind.NOTICES], shared=False)
        if room.kind == Room.Kind.TALK
    )
    people = _people(mark, size)
    profiles = Profile.objects.bulk_create(
        (Profile(person=person, space=group.pk, name=f"Runner {n + 1}") for n, person in enumerate(people)), BATCH
    )
    Membership.objects.bulk_create(
        (
            Membership(group=group, profile=profile, charter=charter, role=Role.MEMBER if n else Role.CAPTAIN)
            for n, profile in enumerate(profiles)
        ),
        BATCH,
    )
    voices = [Participant.Voice.MEMBER if n else Participant.Voice.CAPTAIN for n in range(size)]
    fill(group.pk, profiles, voices)
    tickets = _tickets(people, ttl)
    return [
        {"room": str(talk.pk), "person": str(person.pk), "ticket": ticket}
        for person, ticket in zip(people, tickets, strict=True)
    ]


def _people(mark: str, size: int) -> list[Person]:
    nobody = make_password(None)
    return Person.objects.bulk_create(
        (Person(pk=uuid4(), email=f"load-{mark}-{n}@load.invalid", password=nobody) for n in range(size)), BATCH
    )


def _tickets(people: list[Person], ttl: int) -> list[str]:
    tokens = [secrets.token_urlsafe(32) for _ in people]
    expires = timezone.now() + timedelta(seconds=ttl)
    SocketTicket.objects.bulk_create(
        (
            SocketTicket(token_hash=token_hash(token), person=person, session_key="", expires_at=expires)
            for person, token in zip(people, tokens, strict=True)
        ),
        BATCH,
    )
    return tokens
