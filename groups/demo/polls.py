"""What a group of the demo is asked in polls: one that runs and shows who chose what, and a secret one that has ended.
Run again nothing changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid5

from django.utils import timezone

from community.errors import SnugError
from groups.demo.people import person_of
from groups.models import Group
from messaging.actions.messages import Close, Command, Send, Vote, send_many
from messaging.models import Poll, Room, RoomEvent
from messaging.polling import Asked


@dataclass(frozen=True, slots=True)
class Asking:
    """One poll. `chosen`: who chooses which options, by their places; `days`: how long it may run; `closed`: who asked
    has ended it since."""

    key: str
    who: str
    question: str
    options: tuple[str, ...]
    chosen: dict[str, tuple[int, ...]]
    days: int
    multiple: bool = False
    secret: bool = False
    closed: bool = False


POLLS = (
    Asking(
        "gift",
        "ana",
        "What do we give Cara for a hundred Thursdays? She captains, she does not count hands",
        ("A lamp that is not ours", "Cake, a hundred candles", "A day on which somebody else leads"),
        {"ben": (2,), "lena": (1,), "yusuf": (2,), "kwame": (2,), "layla": (1,), "ana": (2,), "theo": (0,)},
        days=7,
        secret=True,
        closed=True,
    ),
    Asking(
        "after",
        "cara",
        "After the long run on Saturday, what are you in for?",
        ("Coffee above the stairs", "The ferry back, wrapped in everything", "Straight home to the bath"),
        {
            "ana": (0, 1),
            "ben": (0,),
            "lena": (0, 1),
            "yusuf": (1,),
            "layla": (0,),
            "theo": (2,),
            "noor": (0, 1),
            "miriam": (2,),
        },
        days=6,
        multiple=True,
    ),
)


def ask(group: Group) -> None:
    """In Talk, as its last words but for what is said after it."""
    talk = Room.objects.get(space=group.pk, kind=Room.Kind.TALK)
    for asking in POLLS:
        if not RoomEvent.objects.filter(room=talk, cid=_cid(group, asking.key)).exists():
            end = timezone.now() + timedelta(days=asking.days)
            asked = Asked(asking.options, multiple=asking.multiple, secret=asking.secret, closes_at=end)
            who = person_of(asking.who).pk
            _write([Send(who, talk.pk, _cid(group, asking.key), asking.question, poll=asked)])
        _answer(group, talk.pk, asking)


def _answer(group: Group, talk: UUID, asking: Asking) -> None:
    """Ballots leave no mark by which a second one is known: who has voted is asked first."""
    mid = RoomEvent.objects.get(room=talk, cid=_cid(group, asking.key)).message_id
    poll = Poll.objects.filter(pk=mid).first()
    if mid is None or poll is None or poll.closed_at is not None:
        return
    voted = set((poll.ballots if asking.secret else poll.votes).values_list("profile__person", flat=True))
    _write(list(_votes(group, talk, mid, asking, voted)))
    if asking.closed:
        _write([Close(person_of(asking.who).pk, talk, mid, _cid(group, f"{asking.key} closed"))])


def _votes(group: Group, talk: UUID, mid: UUID, asking: Asking, voted: set[UUID]) -> Iterator[Command]:
    for key, choices in asking.chosen.items():
        person = person_of(key).pk
        if person not in voted:
            yield Vote(person, talk, mid, _cid(group, f"{asking.key} {key}"), choices)


def _write(commands: list[Command]) -> None:
    for answer in send_many(commands):
        if isinstance(answer, SnugError):
            raise answer


def _cid(group: Group, name: str) -> UUID:
    return uuid5(group.pk, f"poll {name}")
