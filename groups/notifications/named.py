"""What conversations tell who is meant: that they were named, and that somebody has replied to them. Neither says any
words or who it was, and neither touches the way of a message: the clock finds them. Notices reach everybody anyway, and
what two write to each other is told by a kind of its own, a request before its yes as one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import Dispatch
from community.notifications import CALM, Due, Kind, Said, Still, register
from groups.models import Group, Occurrence
from groups.notifications.spaces import groups_of
from groups.notifications.talk import CATCH_UP, PATIENCE, TALK, USEFUL
from messaging.models import Mention, Message, Room
from moderation.models import Block

# Neither hears of the other where one of the two has blocked the other, and neither can tell (trust.md R39).
_APART = """EXISTS (
    SELECT FROM moderation_block b
    WHERE b.blocker_id = f.id AND b.blocked_id = m.actor_id OR b.blocker_id = m.actor_id AND b.blocked_id = f.id
)"""
_TOLD = """EXISTS (
    SELECT FROM community_dispatch d WHERE d.person_id = f.person_id AND d.kind IN ('mention', 'reply')
        AND d.subject = m.id AND d.state <> 'cancelled'
)"""
_NAMED = f"""
SELECT DISTINCT ON (f.person_id, m.id) f.person_id, m.id, r.space, n.at
FROM messaging_mention n
JOIN messaging_message m ON m.id = n.message_id AND m.deleted_at IS NULL AND m.hidden_at IS NULL
JOIN messaging_room r ON r.id = m.room_id AND r.kind NOT IN ('notices', 'direct')
JOIN messaging_participant p ON p.room_id = r.id AND p.active
    AND m.seq > GREATEST(p.read_seq, p.told_seq, p.visible_from_seq)
    AND (n.what = 'crew' OR n.what = 'captain' AND p.voice = 'captain' OR p.profile_id = n.profile_id)
JOIN community_profile f ON f.id = p.profile_id AND f.person_id IS NOT NULL AND f.id IS DISTINCT FROM m.actor_id
WHERE n.at > %s AND NOT {_APART} AND NOT {_TOLD}
ORDER BY f.person_id, m.id, n.at
"""  # noqa: S608 - our own words only
# Of what names somebody as well they hear as of a name.
_ANSWERED = f"""
SELECT f.person_id, m.id, r.space, m.created_at
FROM messaging_message m
JOIN messaging_message q ON q.room_id = m.room_id AND q.seq = m.reply_to AND q.deleted_at IS NULL
JOIN messaging_room r ON r.id = m.room_id AND r.kind NOT IN ('notices', 'direct')
JOIN messaging_participant p ON p.room_id = r.id AND p.profile_id = q.actor_id AND p.active
    AND m.seq > GREATEST(p.read_seq, p.told_seq, p.visible_from_seq)
JOIN community_profile f ON f.id = p.profile_id AND f.person_id IS NOT NULL AND f.id IS DISTINCT FROM m.actor_id
WHERE m.reply_to IS NOT NULL AND m.created_at > %s AND m.deleted_at IS NULL AND m.hidden_at IS NULL
    AND NOT {_APART} AND NOT {_TOLD}
    AND NOT EXISTS (SELECT FROM messaging_mention n WHERE n.message_id = m.id AND n.profile_id = f.id)
"""  # noqa: S608 - our own words only


class Mentioned(Kind):
    """Somebody has named them, all captains or the whole crew. `subject`: the message."""

    name = "mention"
    label = gettext_lazy("Somebody names you")
    section = TALK
    channels = CALM
    gathers = True

    def due(self, now: datetime, until: datetime) -> Iterator[Due]:
        return _due(_NAMED, now)

    def still_true(self) -> Still:
        """The words stand and name them still, they are in the room and have not read it, and neither has blocked the
        other meanwhile."""
        seat = "message__room__participants"
        meant = Q(what="crew") | Q(**{"what": "captain", f"{seat}__voice": "captain"})
        meant |= Q(what="person", profile=F(f"{seat}__profile"))
        standing = {f"{seat}__active": True, f"{seat}__profile__person": OuterRef("person")}
        unread: dict[str, Any] = {"message__seq__gt": Greatest(f"{seat}__read_seq", f"{seat}__told_seq")}
        unread |= {"message__hidden_at": None, "message__deleted_at": None}
        named = Mention.objects.filter(meant, message=OuterRef("subject"), **standing, **unread)
        return Exists(named) & ~Exists(_apart())

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        return _said(
            dispatches,
            _("You were named in %(group)s"),
            _("Somebody means you there."),
            _("You get this because somebody named you, all captains or the whole crew."),
        )


class Answered(Kind):
    """Somebody has replied to them. `subject`: the reply."""

    name = "reply"
    label = gettext_lazy("Somebody replies to you")
    section = TALK
    channels = CALM
    gathers = True

    def due(self, now: datetime, until: datetime) -> Iterator[Due]:
        return _due(_ANSWERED, now)

    def still_true(self) -> Still:
        asked = Message.objects.filter(
            room=OuterRef("room"), seq=OuterRef("reply_to"), actor__person=OuterRef(OuterRef("person")), deleted_at=None
        )
        reply = Message.objects.filter(
            Exists(asked),
            pk=OuterRef("subject"),
            deleted_at=None,
            hidden_at=None,
            room__participants__active=True,
            room__participants__profile__person=OuterRef("person"),
            seq__gt=Greatest("room__participants__read_seq", "room__participants__told_seq"),
        )
        return Exists(reply) & ~Exists(_apart())

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        return _said(
            dispatches,
            _("A reply to you in %(group)s"),
            _("Somebody has replied to what you said."),
            _("You get this because it replies to a message of yours."),
        )


def _apart() -> Any:
    """The message, where its author and the person have nothing to hear of each other."""
    between = Block.objects.between(OuterRef(OuterRef("person")), OuterRef("actor"))
    return Message.objects.filter(Exists(between), pk=OuterRef("subject"))


def _said(dispatches: Sequence[Dispatch], title: str, line: str, why: str) -> dict[UUID, Said]:
    groups = groups_of(dispatches)
    about = {one.pk: one.subject for one in dispatches if one.pk in groups}
    found = Message.objects.filter(pk__in=set(about.values()), deleted_at=None).select_related("room")
    standing = {message.pk: message for message in found}
    urls = _urls(standing.values())
    return {
        pk: Said(
            title=title % {"group": groups[pk].name},
            line=line,
            url=_at(groups[pk], standing[mid], urls),
            button=_("Look"),
            why=why,
            sign=groups[pk].brand.name,
            colour=groups[pk].brand.colour,
        )
        for pk, mid in about.items()
        if mid in standing
    }


def _urls(found: Any) -> dict[UUID, UUID]:
    """The days whose rooms are among those of the messages, by room."""
    rooms = {message.room_id for message in found if message.room.kind == Room.Kind.EVENT}
    return dict(Occurrence.objects.filter(room__in=rooms).values_list("room", "pk")) if rooms else {}


def _at(group: Group, message: Message, days: Mapping[UUID, UUID]) -> str:
    """Where it stands in its conversation."""
    day = days.get(message.room_id)
    if message.room.kind != Room.Kind.TALK and day is None:
        return reverse("groups:events", args=[group.slug])
    url = reverse("groups:event_talk", args=[group.slug, day]) if day else reverse("groups:talk", args=[group.slug])
    return f"{url}?at={message.seq}#m{message.seq}"


def _due(statement: str, now: datetime) -> Iterator[Due]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [now - CATCH_UP])
        found = cursor.fetchall()
    for person, message, space, at in found:
        yield Due(person_id=person, subject=message, space=space, due_at=at + PATIENCE, useful_until=at + USEFUL)


register(Mentioned(), Answered())
