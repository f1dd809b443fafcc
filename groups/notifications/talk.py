"""What conversations tell people who are not looking: a notice of their captain, and, for who wants it, that a room has
something new. Neither says any words, and neither touches the way of a message: the clock finds them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Greatest, Now
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import Channel, Dispatch
from community.notifications import CALM, OFF, Due, Kind, Said, Still, register
from groups.notifications.spaces import groups_of
from messaging.access.folding import is_folded
from messaging.access.hushed import heard, hushed_sql
from messaging.models import Message, Participant
from messaging.notifications import standing, told_since
from moderation.models import Block

TALK = gettext_lazy("Conversation")
PATIENCE = timedelta(seconds=30)  # who is looking reads it meanwhile, and nothing goes out
CATCH_UP = timedelta(hours=12)
USEFUL = timedelta(days=1)
_LOOKED_AT = 20  # the newest of a room; more notices within twelve hours are no notices

_NOTICES = f"""
SELECT f.person_id, m.id, r.space, m.created_at
FROM messaging_room r
CROSS JOIN LATERAL (
    SELECT id, seq, actor_id, created_at FROM messaging_message
    WHERE room_id = r.id AND seq > r.last_seq - %s AND deleted_at IS NULL AND hidden_at IS NULL AND created_at > %s
) m
JOIN messaging_participant p ON p.room_id = r.id AND p.active
    AND m.seq > GREATEST(p.read_seq, p.told_seq, p.visible_from_seq)
JOIN community_profile f ON f.id = p.profile_id AND f.person_id IS NOT NULL AND f.id IS DISTINCT FROM m.actor_id
WHERE r.kind = 'notices' AND NOT {hushed_sql("p", "m.created_at")} AND NOT EXISTS (
    SELECT FROM community_dispatch d WHERE d.person_id = f.person_id AND d.kind = 'notice' AND d.subject = m.id
        AND d.state <> 'cancelled'
)
"""  # noqa: S608 - our own words only
# Whoever wants it has said so: few, so they come first.
_MESSAGES = f"""
SELECT f.person_id, r.id, r.space, m.seq, m.created_at
FROM (SELECT DISTINCT person_id FROM community_preference WHERE kind = 'message' AND mode <> 'off') w
JOIN community_profile f ON f.person_id = w.person_id
JOIN messaging_participant p ON p.profile_id = f.id AND p.active
JOIN messaging_room r ON r.id = p.room_id AND r.kind = 'talk' AND r.last_seq > GREATEST(p.read_seq, p.told_seq)
CROSS JOIN LATERAL (
    SELECT seq, created_at FROM messaging_message n
    WHERE room_id = r.id AND seq > GREATEST(p.read_seq, p.told_seq, p.visible_from_seq) AND deleted_at IS NULL
        AND hidden_at IS NULL AND actor_id IS DISTINCT FROM f.id AND NOT {is_folded("n.actor_id")}
        AND NOT {hushed_sql("p", "n.created_at")}
    ORDER BY seq LIMIT 1
) m
WHERE m.created_at > %s AND NOT {told_since("'message'")}
"""  # noqa: S608 - our own words only


class NoticePosted(Kind):
    """A captain's notice that is still unread half a minute later. `subject`: the message."""

    name = "notice"
    label = gettext_lazy("Notices of your captains")
    section = TALK
    channels = CALM
    gathers = True

    def due(self, now: datetime, until: datetime) -> Iterator[Due]:
        for person, message, space, said_at in _rows(_NOTICES, [_LOOKED_AT, now - CATCH_UP]):
            yield _due(person, message, space, said_at, 0)

    def still_true(self) -> Still:
        """Neither taken back nor out of sight nor read, nor muted meanwhile."""
        return Exists(
            Message.objects.filter(
                heard("room__participants__", F("created_at")),
                pk=OuterRef("subject"),
                deleted_at=None,
                hidden_at=None,
                room__participants__active=True,
                room__participants__profile__person=OuterRef("person"),
                seq__gt=Greatest("room__participants__read_seq", "room__participants__told_seq"),
            )
        )

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        return {
            pk: Said(
                title=_("A notice in %(group)s") % {"group": group.name},
                line=_("Your captain has posted a notice."),
                url=reverse("groups:notices", args=[group.slug]),
                button=_("Read it"),
                why=_("You get this because notices are meant for everybody in the group."),
                sign=group.brand.name,
                colour=group.brand.colour,
            )
            for pk, group in groups_of(dispatches).items()
        }


class MessagePosted(Kind):
    """A room has something new: once, until it is read. `variant`: the first unread."""

    name = "message"
    label = gettext_lazy("New messages")
    section = TALK
    channels = {Channel.PUSH: OFF, Channel.MAIL: OFF}
    gathers = True

    def due(self, now: datetime, until: datetime) -> Iterator[Due]:
        for person, room, space, seq, said_at in _rows(_MESSAGES, [now - CATCH_UP]):
            yield _due(person, room, space, said_at, seq)

    def still_true(self) -> Still:
        """There still, not read, not muted, and not by somebody whom they have blocked meanwhile."""
        unread = Participant.objects.filter(
            heard("", Now()),
            room=OuterRef("subject"),
            profile__person=OuterRef("person"),
            active=True,
            read_seq__lt=OuterRef("variant"),
            told_seq__lt=OuterRef("variant"),
        )
        theirs = Block.objects.folding(OuterRef(OuterRef("person")), OuterRef("actor"))
        return Exists(unread) & Exists(standing().exclude(Exists(theirs)))

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        return {
            pk: Said(
                title=_("New in %(group)s") % {"group": group.name},
                line=_("Something was said since you last looked."),
                url=reverse("groups:talk", args=[group.slug]),
                button=_("Read on"),
                why=_("You get this because you switched on notifications of new messages."),
                sign=group.brand.name,
                colour=group.brand.colour,
            )
            for pk, group in groups_of(dispatches).items()
        }


def _rows(statement: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _due(person: UUID, subject: UUID, space: UUID, said_at: datetime, variant: int) -> Due:
    at = said_at + PATIENCE
    return Due(
        person_id=person, subject=subject, space=space, variant=variant, due_at=at, useful_until=said_at + USEFUL
    )


register(NoticePosted(), MessagePosted())
