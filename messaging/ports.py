"""What messaging tells the rules about messages (moderation/ports.py): who could see one, what stood around it, and how
it goes out of sight: other words stand in its place, as an edit by nobody, which every client knows how to show; one
that knows `hidden` says it in its reader's language.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import partial
from typing import cast
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from community.audit import Plain
from community.errors import NotFound, SnugError
from community.models import Person, Profile
from messaging import log, sealed
from messaging.access.roster import names_in, without_former
from messaging.actions.announce import announce
from messaging.log import Draft, Facts, Kind, Stored
from messaging.media import barring, exhibits
from messaging.models import Mention, Message, Participant, Poll, RoomEvent
from messaging.models.log import OUT_OF_SIGHT
from messaging.polling import listed
from moderation.ports import REPORTABLE_FOR, Exhibit, Kept, Place, Snapshot, registry


class MessageSubject:
    def __init__(self, message: Message) -> None:
        self.message = message

    def load_for(self, reader: Person) -> MessageSubject:
        """Who is in the room sees it from their first day on; who has left could, for thirty days. Of a deleted one the
        sealed words are there as long."""
        message, since = self.message, timezone.now() - REPORTABLE_FOR
        seat = Participant.objects.filter(room=message.room_id, profile__person=reader).first()
        if seat is None or message.seq <= seat.visible_from_seq or not _was_there(seat, message, since):
            raise NotFound
        if message.deleted_at is not None and message.deleted_at < since:
            raise NotFound
        if not self._words()[0] and not message.media.exists():
            raise NotFound
        return self

    def place(self) -> Place:
        return registry.place_of(self.message.room.space)

    def author(self) -> Profile | None:
        return self.message.actor

    def of_brand(self) -> bool:
        seats = Participant.objects.filter(room=self.message.room_id, profile=self.message.actor)
        return seats.filter(voice=Participant.Voice.BRAND).exists()

    def edition(self) -> str:
        """Words that were taken back or went out of sight are the same words still."""
        words, _earlier = self._words()
        return hashlib.sha256(words.encode()).hexdigest()[:32]

    def lock(self) -> None:
        log.lock_rooms([self.message.room_id])
        self.message = _find(self.message.pk)

    def snapshot(self, context: int = 5) -> Snapshot:
        """Neighbours that were taken back are none: their words are not read."""
        message = self.message
        near = Message.objects.filter(room=message.room_id, deleted_at=None).select_related("actor", "poll")
        before = list(near.filter(seq__lt=message.seq).order_by("-seq")[:context])[::-1]
        after = list(near.filter(seq__gt=message.seq).order_by("seq")[:context])
        words, earlier = self._words()
        return Snapshot(
            item=exhibits.with_media(_exhibit(message, words, earlier), message),
            before=[_exhibit(one, _seen(one), []) for one in before],
            after=[_exhibit(one, _seen(one), []) for one in after],
        )

    def hide(self) -> Kept | None:
        message = self.message
        if message.deleted_at is not None or message.hidden_at is not None:
            return None
        named = Mention.objects.filter(message=message, profile__isnull=False).order_by("start", "pk")
        marks: list[Plain] = [[str(one.profile_id), one.start, one.end] for one in named]
        self._say(str(OUT_OF_SIGHT), hidden_at=timezone.now(), edited_at=message.edited_at)
        edited_at = message.edited_at.isoformat() if message.edited_at else None
        return {"body": message.body, "edited_at": edited_at, "named": marks}

    def remove(self) -> Kept | None:
        return self.hide()

    def bar(self) -> bool:
        return barring.bar(self.message)

    def restore(self, kept: Kept) -> None:
        barring.let_in_again(self.message)
        if self.message.deleted_at is not None or self.message.hidden_at is None:
            return
        edited_at = parse_datetime(str(kept["edited_at"])) if kept["edited_at"] else None
        body = without_former(str(kept["body"]), cast("list[tuple[str, int, int]]", kept.get("named") or []))
        self._say(body, hidden_at=None, edited_at=edited_at)

    def _words(self) -> tuple[str, list[str]]:
        """Its author's last words, and those before."""
        message, old = (
            self.message,
            sealed.read(self.message.pk, self.message.actor_id) if self.message.actor_id else [],
        )
        words = _whole(message, message.body)
        for gone in (message.deleted_at, message.hidden_at):  # each sealed what stood there until then
            if gone is not None:
                words = old.pop() if old else ""
        return words, old

    def _say(self, body: str, *, hidden_at: datetime | None, edited_at: datetime | None) -> None:
        """Other words in its place, which its author has not changed; what stood there is sealed."""
        room = self.message.room_id
        named = names_in([(room, body)])[0] if hidden_at is None else ()
        draft = Draft(room, Kind.EDITED, mid=self.message.pk, body=body, mentions=named)
        written = log.write([draft], _of_the_rules)
        Message.objects.filter(pk=self.message.pk).update(hidden_at=hidden_at, edited_at=edited_at)
        if hidden_at is not None:
            transaction.on_commit(partial(log.put_away, [self.message.pk]), robust=True)
        entries = [one for one in written if isinstance(one, Stored)]
        for one in entries:
            assert one.facts.words
            one.facts.words.hidden_at = hidden_at  # as it is told
        transaction.on_commit(lambda: announce(entries))


def find_message(subject_id: UUID) -> MessageSubject:
    return MessageSubject(_find(subject_id))


def _find(mid: UUID) -> Message:
    found = Message.objects.select_related("room", "actor", "poll").filter(pk=mid).first()
    if found is None:
        raise NotFound
    return found


def _whole(message: Message, words: str) -> str:
    """With the options of a poll; both come with a joined query."""
    poll: Poll | None = getattr(message, "poll", None)
    return listed(words, poll.options) if poll is not None else words


def _seen(message: Message) -> str:
    return message.shown_body if message.hidden_at else _whole(message, message.shown_body)


def _was_there(seat: Participant, message: Message, since: datetime) -> bool:
    if seat.active:
        return True
    if seat.left_seq is None or message.seq > seat.left_seq:
        return False
    return RoomEvent.objects.filter(room=seat.room_id, seq=seat.left_seq, created_at__gte=since).exists()


def _exhibit(message: Message, words: str, earlier: list[str]) -> Exhibit:
    actor = message.actor
    return Exhibit(
        profile=str(actor.pk) if actor else None,
        name=actor.name if actor else "",
        words=words,
        at=message.created_at.isoformat(),
        earlier=earlier,
    )


def _of_the_rules(draft: Draft, facts: Facts) -> SnugError | None:
    return None  # decided in its case, under this room's lock


registry.subject("message", find_message)
