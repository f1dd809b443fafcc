"""Held words, for the two who may read them: their author, and who decides (trust.md R24)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import QuerySet

from community.errors import NotFound
from messaging import held_words
from messaging.access.rooms import Seat
from messaging.models import Media, Pending, Room
from messaging.polling import Asked
from moderation.models import Objection

State = Pending.State


@dataclass(frozen=True, slots=True)
class Held:
    """`objected`: its author says that the rule was wrong. `poll`: its question, and what it asks; the `body` then is
    the question and the options, one a line. `lost`: no key opens the words any more, and the `body` says that.
    `media`: what came with the words, for their author and who decides about them, while they wait."""

    pending: Pending
    body: str
    objected: bool
    poll: tuple[str, Asked] | None = None
    lost: bool = False
    media: tuple[Media, ...] = ()

    @property
    def spans(self) -> list[list[int]]:
        """Where the rule met the words, as long as they are there to be shown."""
        return [] if self.lost else self.pending.spans


def own_held(seat: Seat) -> list[Held]:
    """What waits of the reader's own in this room, and what came of the rest until they put it away; oldest first."""
    mine = Pending.objects.filter(room=seat.room, actor=seat.profile, put_away_at=None).exclude(state=State.RELEASED)
    mine = mine.select_related("reply_to")
    theirs = Media.objects.filter(pending__state=State.HELD, room=seat.room, actor=seat.profile)
    return _beside(opened(mine.order_by("held_at", "pk")), theirs)


def waiting_in(space: UUID) -> QuerySet[Pending]:
    """All that waits in the rooms of a space, oldest first: for who has been let in to decide about it."""
    waiting = Pending.objects.waiting().filter(room__space=space).select_related("actor", "room")
    return waiting.order_by("held_at", "pk")


def load_held(space: UUID, pending: UUID) -> Held:
    """One of them, decided meanwhile or not. Raises `NotFound`, also for what its author has taken back."""
    found = Pending.objects.filter(pk=pending, room__space=space, put_away_at=None).select_related(
        "actor", "room", "reply_to"
    )
    for held in opened(found):
        return held
    raise NotFound


def media_in(space: UUID) -> QuerySet[Media]:
    """Photos and files that wait with held words there, for who has been let in to decide about them. Between two
    nothing is held; were it, nobody would decide."""
    waiting = Media.objects.filter(pending__state=State.HELD, room__space=space)
    return waiting.exclude(room__kind=Room.Kind.DIRECT)


def with_media(space: UUID, held: Iterable[Held]) -> list[Held]:
    """With what came with their words, while they wait."""
    return _beside(list(held), media_in(space))


def _beside(held: list[Held], media: QuerySet[Media]) -> list[Held]:
    """Nothing is asked where nothing waits."""
    waiting = [one.pending.pk for one in held if one.pending.state == State.HELD]
    came: defaultdict[UUID | None, list[Media]] = defaultdict(list)
    for one in media.filter(pending__in=waiting).order_by("place", "pk") if waiting else ():
        came[one.pending_id].append(one)
    return [replace(one, media=tuple(came[one.pending.pk])) for one in held]


def opened(pending: Iterable[Pending]) -> list[Held]:
    """With their words."""
    found = list(pending)
    keys = {(one.actor_id, one.cid) for one in found}
    objections = Objection.objects.filter(profile__in={actor for actor, _ in keys}, ref__in={cid for _, cid in keys})
    objected = set(objections.values_list("profile_id", "ref")) if found else set()
    return [
        Held(
            one,
            held_words.read(one.pk, one.words),
            (one.actor_id, one.cid) in objected,
            held_words.read_poll(one.pk, one.words),
            held_words.is_lost(one.pk, one.words),
        )
        for one in found
    ]
