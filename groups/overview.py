"""What a person sees of all their groups at a glance: the rail, the home page, `shell.groups` of every page.

Two queries, whatever the number of groups and messages (performance.md "Pages").
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from community.models import Person
from groups.access.belonging import Belonging, belongings
from groups.models import Role
from messaging.access import Glance, at_a_glance
from messaging.models import Room
from messaging.models.log import WORDLESS
from messaging.shown import mark

PREVIEW = 90
FOLLOWED = 40  # conversations of two beside a page; one connection follows two hundred rooms at most
_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Said:
    """The last thing said in a room, as one line: by whom, and whether that is the reader."""

    by: str
    own: bool
    notice: bool
    words: str
    at: datetime
    room: UUID
    seq: int
    author: UUID | None

    def __str__(self) -> str:
        if self.own:
            return _("You: %(words)s") % {"words": self.words}
        if self.notice:
            return _("Notice: %(words)s") % {"words": self.words}
        return _("%(name)s: %(words)s") % {"name": self.by, "words": self.words}

    @property
    def mark(self) -> str:
        """For the web client, which keeps these words in step with the message."""
        by = _("You") if self.own else _("Notice") if self.notice else self.by
        named = not (self.own or self.notice)
        return mark(self.room, self.seq, self.at, author=self.author, by=by, words=self.words, named=named)


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group of the reader's: what stands in its row."""

    id: UUID
    slug: str
    name: str
    emblem: str
    brand: str
    colour: str
    word: str  # what this brand calls a group
    profile_id: UUID
    profile_name: str
    is_captain: bool
    rooms: Mapping[str, UUID]
    marks: Mapping[str, str]  # how each room stands, for the web client
    unread: int
    unread_notices: int
    muted: bool  # Talk, by the reader for themselves
    unanswered: int  # events of the next days that wait for the reader's answer
    last: Said | None
    direct: Sequence[Glance]  # conversations of two within this group
    waiting: int  # in the reader's inbox, the same in every line

    @property
    def url(self) -> str:
        """The conversation; for a listening seat, which has no room, the group's card."""
        return reverse("groups:talk" if self.rooms else "groups:trust", args=[self.slug])

    @property
    def live(self) -> str:
        """For the web client, which keeps the counts in step."""
        return " ".join(self.marks.values())

    @property
    def said(self) -> str:
        if not self.rooms:
            return _("You hold a seat and listen")
        return str(self.last) if self.last else _("Quiet so far")


def overview(person: Person) -> list[GroupLine]:
    """All groups of a person, the latest word first, then by name."""
    rooms: dict[UUID, list[Glance]] = {}
    for room in at_a_glance(person, [Room.Kind.TALK, Room.Kind.NOTICES, Room.Kind.DIRECT]):
        rooms.setdefault(room.space, []).append(room)
    lines = [_line(group, rooms.get(group.group_id, [])) for group in belongings(person)]
    return sorted(lines, key=lambda line: (-line.last.at.timestamp() if line.last else 0.0, line.name))


def _line(group: Belonging, all_rooms: list[Glance]) -> GroupLine:
    rooms = [room for room in all_rooms if room.kind != Room.Kind.DIRECT]
    said = [words for room in rooms if (words := _said(room)) is not None]
    return GroupLine(
        id=group.group_id,
        slug=group.slug,
        name=group.name,
        emblem=group.emblem,
        brand=group.brand,
        colour=group.colour,
        word=group.word,
        profile_id=group.profile_id,
        profile_name=group.profile_name,
        is_captain=group.role == Role.CAPTAIN,
        rooms={room.kind: room.room_id for room in rooms},
        marks={room.kind: _mark(room) for room in rooms},
        unread=sum(room.unread for room in rooms),
        unread_notices=sum(room.unread for room in rooms if room.kind == Room.Kind.NOTICES),
        muted=any(room.muted for room in rooms if room.kind == Room.Kind.TALK),
        unanswered=group.unanswered,
        last=max(said, key=lambda words: words.at, default=None),
        direct=[room for room in all_rooms if room.kind == Room.Kind.DIRECT],
        waiting=group.waiting,
    )


def _said(room: Glance) -> Said | None:
    if room.body is None or room.at is None or room.seq is None:
        return None
    return Said(
        by=room.name or _("Former member"),
        own=room.actor_id == room.profile_id,
        notice=room.kind == Room.Kind.NOTICES,
        words=" ".join((room.body or str(WORDLESS)).split())[:PREVIEW],
        at=room.at,
        room=room.room_id,
        seq=room.seq,
        author=room.actor_id,
    )


def direct_marks(lines: Sequence[GroupLine]) -> str:
    """How the person's conversations of two stand, for the web client: those in which something was said last."""
    rooms = sorted((room for line in lines for room in line.direct), key=lambda room: room.at or _EVER, reverse=True)
    return " ".join(_mark(room) for room in rooms[:FOLLOWED])


def _mark(room: Glance) -> str:
    """The room, what is unread, how far it was read, its newest words, and where its log stood."""
    return f"{room.room_id}:{room.unread}:{room.read_seq}:{room.seq or 0}:{room.last_seq}"
