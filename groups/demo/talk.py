"""Lets the people of the demo say what the script holds, through the same door as everybody (`messages.send_many`).

Stopped anywhere it goes on where it was: every message has a cid of its own, and who is in is in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from uuid import UUID

from community.demo import address
from community.errors import SnugError
from community.models import Person
from groups.demo import habits, polls, shown
from groups.demo.cast import Crew
from groups.demo.people import bring_in, crews_of_today, person_of
from groups.demo.script import Script, Turn
from groups.models import Group, Membership
from messaging.actions.messages import Send, send_many
from messaging.actions.reading import mark_read
from messaging.models import Message, Room, RoomEvent

BATCH = 20  # messages per transaction
# How many of the last messages in Talk somebody has not read yet; others are up to date or a little behind.
UNREAD = {"ana": 3, "ben": 0, "yusuf": 7, "cara": 2, "hal": 0, "cleo": 4, "bea": 5, "jonas": 1, "theo": 61}
Progress = Callable[[int, int], None]


def make_talk(progress: Progress) -> None:
    """Everything said in the demo's groups. Says how far it is after every 200 messages and at the end."""
    scripts = [(crew, group, today, Script(crew, group.pk, today).turns()) for crew, group, today in crews_of_today()]
    total = sum(len(turns) for *_, turns in scripts)
    done = 0
    for crew, group, today, turns in scripts:
        for fresh in _speak(crew, group, turns):
            if (done + fresh) // 200 > done // 200:
                progress(done + fresh, total)
            done += fresh
        if crew.emblem == "anchor":
            shown.show(group, today)
            polls.ask(group)
        shown.put_moods(group, today)
        _read(group)
    habits.keep_habits({crew.emblem: group for crew, group, _today in crews_of_today()})
    progress(done, total)


def _speak(crew: Crew, group: Group, turns: list[Turn]) -> Iterator[int]:
    """Says turn after turn; yields how many were dealt with."""
    people = {person.email: person for person in Person.objects.filter(profiles__space=group.pk)}
    rooms = {room.kind: room.pk for room in Room.objects.filter(space=group.pk)}
    said = set(RoomEvent.objects.filter(room__in=rooms.values(), cid__isnull=False).values_list("cid", flat=True))
    for stretch in _stretches(turns):
        if not stretch[0].words:
            people |= _welcome(crew, group, stretch[0])
        commands = [_send(turn, people, rooms) for turn in stretch if turn.words and turn.cid not in said]
        for answer in send_many(commands):
            if isinstance(answer, SnugError):
                raise answer
        yield len(stretch)


def _stretches(turns: Iterable[Turn]) -> Iterator[list[Turn]]:
    """Turns in batches; who joins stands alone, so that the order of the log is the order of time."""
    batch: list[Turn] = []
    for turn in turns:
        if batch and (not turn.words or len(batch) == BATCH or not batch[0].words):
            yield batch
            batch = []
        batch.append(turn)
    if batch:
        yield batch


def _welcome(crew: Crew, group: Group, turn: Turn) -> dict[str, Person]:
    person = person_of(turn.key)
    bring_in(group, person_of(crew.captain), person, turn.key, turn.at)
    return {person.email: person}


def _send(turn: Turn, people: dict[str, Person], rooms: dict[str, UUID]) -> Send:
    room = rooms[Room.Kind.NOTICES if turn.notice else Room.Kind.TALK]
    return Send(people[address(turn.key)].pk, room, turn.cid, turn.words, at=turn.at)


def _read(group: Group) -> None:
    """Who has read how far: most all of it, some not today, a few not for a while."""
    memberships = Membership.objects.current().filter(group=group).select_related("profile__person")
    for number, membership in enumerate(memberships.order_by("joined_at")):
        person = membership.profile.person
        if person is None or person.email == address("nia"):
            continue  # who has just come has read nothing yet
        behind = UNREAD.get(person.email.partition("@")[0], (0, 2, 0, 12, 0, 5, 34)[number % 7])
        for room in Room.objects.filter(space=group.pk, kind__in=[Room.Kind.TALK, Room.Kind.NOTICES]):
            _read_room(person, room, behind if room.kind == Room.Kind.TALK else int(behind > 2))


def _read_room(person: Person, room: Room, behind: int) -> None:
    others = Message.objects.filter(room=room).exclude(actor__person=person).order_by("-seq")
    unread = list(islice(others.values_list("seq", flat=True), behind))
    mark_read(person, room.pk, (unread[-1] - 1) if unread else room.last_seq)
