"""What else people do in the groups of the demo: they answer each other, name each other, put emoji, send photos, pin,
change their minds, write in private, and rest. All of it through the same actions as everybody; again it is once."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from community.errors import SnugError
from community.models import Person
from community.surface import Action
from groups.demo import pictures
from groups.demo.people import person_of
from groups.models import Group
from messaging.access import load_room
from messaging.actions import media, pins
from messaging.actions.media import Upload
from messaging.actions.messages import Command, Delete, Edit, React, Send, send_many
from messaging.models import Message, Participant, Room, RoomEvent

SPREAD = timedelta(minutes=40)  # the last minutes of the demo's today
CHOSEN = ("❤️", "👍", "😂", "🙌", "🔥", "☕")
_MOODS = 40  # put to the last words of each group
_AMONG = 140


@dataclass(frozen=True, slots=True)
class Saying:
    """One message. `answers`: the key of the one it replies to; `moods`: who puts which emoji to it; `picture` and
    `alt`, or `paper`: what is sent with it; `becomes`: other words a moment later, empty: it is taken back."""

    key: str
    who: str
    words: str
    answers: str = ""
    moods: dict[str, tuple[str, ...]] = field(default_factory=dict)
    picture: str = ""
    alt: str = ""
    paper: str = ""
    becomes: str | None = None


SAID = (
    Saying(
        "dawn",
        "ana",
        "This morning at seven. I stopped for the light, not for breath",
        picture="harbour",
        alt="Sunrise over the harbour: three cranes and a barge before a yellow sun",
        moods={"❤️": ("cara", "sofia", "kwame", "layla"), "😍": ("lena", "ines"), "🔥": ("ben",)},
    ),
    Saying("thrice", "ben", "You stopped three times. I counted", "dawn", {"😂": ("ana", "cara", "theo")}),
    Saying("layla", "layla", "المنظر يستحق التوقف، حتى لو ثلاث مرات", "dawn", {"❤️": ("yusuf", "ana")}),
    Saying(
        "rolls",
        "lena",
        "Heute Abend gibt es Franzbrötchen. Wer zuerst an der Brücke ist, sucht sich eins aus",
        picture="pastries",
        alt="Drei Franzbrötchen auf einem weißen Teller, von oben",
        moods={"🥐": ("ana", "ben", "hanna", "paul", "freya"), "😋": ("kwame", "noor"), "🏃": ("theo",)},
    ),
    Saying("astray", "theo", "Two litres of milk and the grey cat food", becomes=""),
    Saying(
        "way",
        "cara",
        "The way to Blankenese, with both stops. @Ana can you bring the lamp?",
        paper="Long run to Blankenese.pdf",
        moods={"👍": ("ana", "ben", "miriam", "theo", "noor"), "🙏": ("deniz",)},
    ),
    Saying("lamp", "ana", "It is charged and by the door. @captain do we still start at nine?", "way"),
    Saying("nine", "cara", "At nine, by the ticket machine", "lamp", {"👍": ("ana", "hanna")}),
    Saying(
        "pace",
        "kwame",
        "Six thirty meets at half past eight",
        becomes="Six thirty meets ten minutes before, same place",
    ),
)
NOTICE = "Wear something that reflects: the lights along the quay are off this week."
_ROUTE = (
    "1  Landungsbr\xfccken, the ticket machine on Br\xfccke 1",
    "2  Along the water to \xd6velg\xf6nne: first stop, water and photos",
    "3  Teufelsbr\xfcck: second stop, whoever has had enough takes the ferry",
    "4  Blankenese, the bakery above the stairs. Back by train.",
)
_PAINTED = {"harbour": pictures.harbour, "pastries": pictures.pastries}


def show(group: Group, today: datetime) -> None:
    """In the group of the harbour, at the end of its talk."""
    talk, notices = _rooms(group)
    for saying, at in zip(SAID, _times(talk, today), strict=True):
        if not _said(talk, _cid(group, saying.key)):
            _say(group, talk, saying, at)
    moods = [(one.key, emoji, who) for one in SAID for emoji, people in one.moods.items() for who in people]
    _write(_react(group, talk, _mid(group, talk, key), emoji, who) for key, emoji, who in moods)
    cara = person_of("cara")
    cid = _cid(group, "notice")
    _write([Send(cara.pk, notices.pk, cid, NOTICE)])
    pins.pin(cara, notices.pk, _mid(group, notices, "notice"))
    pins.pin(cara, talk.pk, _mid(group, talk, "way"))


def put_moods(group: Group, today: datetime) -> None:
    """Emoji on what was said last: most messages have none, some a few. What was said since the demo was made is no
    part of it."""
    talk, _notices = _rooms(group)
    dice = random.Random(f"snug:moods:{group.name}")  # noqa: S311 (the same demo everywhere)
    before = Message.objects.filter(room=talk, created_at__lte=today, deleted_at=None, actor__isnull=False)
    theirs = {_cid(group, saying.key) for saying in SAID}
    own = RoomEvent.objects.filter(room=talk, cid__in=theirs).values("message")
    last = list(before.exclude(pk__in=own).order_by("-seq").values_list("pk", "actor", "seq")[:_AMONG])
    seats = Participant.objects.filter(room=talk, active=True).exclude(voice=Participant.Voice.BRAND)
    people = seats.order_by("joined_at", "pk")
    inside = list(people.values_list("profile", "profile__person__email", "visible_from_seq"))
    _write(_drawn(group, talk, last, inside, dice))


def _drawn(
    group: Group,
    talk: Room,
    last: list[tuple[UUID, UUID, int]],
    inside: list[tuple[UUID, str, int]],
    dice: random.Random,
) -> Iterator[Command]:
    for _number in range(min(_MOODS, len(last))):
        mid, author, seq = dice.choice(last)
        profile, email, since = dice.choice(inside)
        emoji = dice.choice(CHOSEN)
        if profile != author and since < seq:  # who came later does not see it
            yield _react(group, talk, mid, emoji, email.partition("@")[0])


def _say(group: Group, room: Room, saying: Saying, at: datetime) -> None:
    person, cid = person_of(saying.who), _cid(group, saying.key)
    answered = _mid(group, room, saying.answers) if saying.answers else None
    # What is changed is said now: words can be changed for a quarter of an hour only.
    when = at if saying.becomes is None else None
    carried = tuple(_carried(group, room, person, saying))
    _write([Send(person.pk, room.pk, cid, saying.words, at=when, reply_to=answered, media=carried)])
    if saying.becomes is not None:
        mid, again = _mid(group, room, saying.key), _cid(group, f"{saying.key} becomes")
        edit = Edit(person.pk, room.pk, mid, again, saying.becomes)
        _write([edit if saying.becomes else Delete(person.pk, room.pk, mid, again)])


def _carried(group: Group, room: Room, person: Person, saying: Saying) -> Iterator[UUID]:
    """Taken in as from anybody: decoded, made anew, kept unsent until the message takes it along."""
    if not (saying.picture or saying.paper):
        return
    data = _PAINTED[saying.picture]() if saying.picture else pictures.route("Long run to Blankenese", _ROUTE)
    seat = load_room(person, room.pk, Action.SEND_MESSAGE)
    upload = Upload(_cid(group, f"{saying.key} carries"), saying.paper or f"{saying.picture}.png", data, saying.alt)
    yield media.take_in(seat, upload)[0].pk


def _write(commands: Iterator[Command] | list[Command]) -> None:
    for answer in send_many(list(commands)):
        if isinstance(answer, SnugError):
            raise answer


def _react(group: Group, room: Room, mid: UUID, emoji: str, who: str) -> React:
    return React(person_of(who).pk, room.pk, mid, _cid(group, f"{mid} {emoji} {who}"), emoji, on=True)


def _times(room: Room, today: datetime) -> list[datetime]:
    """One after the other from the last words to the demo's today."""
    last = (
        Message.objects.filter(room=room, created_at__lte=today).order_by("-seq").values_list("created_at", flat=True)
    )
    start = max(last.first() or today - SPREAD, today - SPREAD)
    return [start + (today - start) * (n + 1) / (len(SAID) + 1) for n in range(len(SAID))]


def _rooms(group: Group) -> tuple[Room, Room]:
    found = {room.kind: room for room in Room.objects.filter(space=group.pk)}
    return found[Room.Kind.TALK], found[Room.Kind.NOTICES]


def _said(room: Room, cid: UUID) -> bool:
    return RoomEvent.objects.filter(room=room, cid=cid).exists()


def _mid(group: Group, room: Room, key: str) -> UUID:
    found = RoomEvent.objects.get(room=room, cid=_cid(group, key)).message_id
    assert found is not None
    return found


def _cid(group: Group, name: str) -> UUID:
    return uuid5(group.pk, f"shown {name}")
