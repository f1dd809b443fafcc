"""A week that is over, and people who did something in it."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from community.models import Person, Profile
from groups.insights.counting import last_week
from groups.models import Attendance, Group, Rsvp
from messaging.models import Message, Room, RoomEvent
from tests.cast import Cast, join, make_people
from tests.groups.occurrences import plan


def the_week() -> date:
    return last_week(timezone.now())


def in_week(days: float = 2) -> datetime:
    return datetime.combine(the_week(), time(), UTC) + timedelta(days=days)


def crowd(group: Group, count: int, name: str = "runner") -> list[Person]:
    """So many more members, since long ago."""
    people = make_people([f"{name}{number}" for number in range(count)])
    for person in people:
        join(person, group)
    return people


def talks(group: Group, people: list[Person], times: int = 1, at: datetime | None = None) -> None:
    """Each of them writes so many messages in the week."""
    room = Room.objects.get(space=group.pk, kind=Room.Kind.TALK)
    faces = dict(Profile.objects.filter(space=group.pk, person__in=people).values_list("person", "pk"))
    said, logged = [], []
    for person in [person for person in people for _ in range(times)]:
        room.last_seq += 1
        about = {"room": room, "seq": room.last_seq, "actor_id": faces[person.pk], "created_at": at or in_week()}
        said.append(Message(body="words", **about))
        logged.append(RoomEvent(kind="msg.new", message=said[-1], cid=uuid.uuid4(), **about))
    Message.objects.bulk_create(said)
    RoomEvent.objects.bulk_create(logged)
    room.save(update_fields=["last_seq"])


def come(cast: Cast, people: list[Person]) -> None:
    """They say yes to a run of Harbour Runners in the week, and were there."""
    run = plan(cast.harbour, cast.cara, in_week(4))
    by = cast.profile(cast.cara, cast.harbour)
    faces = [cast.profile(person, cast.harbour) for person in people]
    Rsvp.objects.bulk_create(Rsvp(occurrence=run, profile=face, state="going", since=in_week(1)) for face in faces)
    Attendance.objects.bulk_create(
        Attendance(occurrence=run, profile=face, there=True, ticked_at=in_week(4), ticked_by=by) for face in faces
    )
