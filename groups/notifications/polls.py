"""A poll that somebody has voted in is over. What came of it stands in the conversation; this says no word of it. Calm:
in the inbox, for who wants it by push or mail. The clock finds it, by whatever end, and nobody waits for that: the poll
is over for everybody in the moment itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import Dispatch
from community.notifications import INBOX_ONLY, Due, Kind, Said, Still, register
from groups.models import Group, Occurrence
from groups.notifications.spaces import groups_of
from groups.notifications.talk import CATCH_UP, TALK, USEFUL
from messaging.access.folding import is_folded
from messaging.access.hushed import hushed_sql
from messaging.models import Message, Participant, Poll, PollBallot, PollVote, Room
from moderation.models import Block

# Either end is looked for by an index of its own. Who has muted the room, or blocked who asked, hears nothing.
_OVER = f"""
SELECT f.person_id, m.id, r.space, o.ended_at
FROM (
    SELECT message_id, closes_at AS ended_at FROM messaging_poll
    WHERE closes_at > %s AND closes_at <= %s AND closed_at IS NULL
    UNION ALL SELECT message_id, closed_at FROM messaging_poll WHERE closed_at > %s AND closed_at <= %s
) o
JOIN messaging_message m ON m.id = o.message_id AND m.deleted_at IS NULL AND m.hidden_at IS NULL
JOIN messaging_room r ON r.id = m.room_id
CROSS JOIN LATERAL (
    SELECT profile_id FROM messaging_pollvote WHERE poll_id = m.id
    UNION SELECT profile_id FROM messaging_pollballot WHERE poll_id = m.id
) v
JOIN messaging_participant p ON p.room_id = r.id AND p.profile_id = v.profile_id AND p.active
    AND p.visible_from_seq < m.seq AND NOT {hushed_sql("p", "o.ended_at")}
JOIN community_profile f ON f.id = p.profile_id AND f.person_id IS NOT NULL
WHERE NOT {is_folded("m.actor_id")} AND NOT EXISTS (
    SELECT FROM community_dispatch d WHERE d.person_id = f.person_id AND d.kind = 'poll' AND d.subject = m.id
        AND d.state <> 'cancelled'
)
"""  # noqa: S608 - our own words only


class PollEnded(Kind):
    """`subject`: the message that asked."""

    name = "poll"
    label = gettext_lazy("A poll you voted in has ended")
    section = TALK
    channels = INBOX_ONLY
    gathers = True

    def due(self, now: datetime, until: datetime) -> Iterator[Due]:
        with connection.cursor() as cursor:
            cursor.execute(_OVER, [now - CATCH_UP, now, now - CATCH_UP, now])
            found = cursor.fetchall()
        for person, message, space, at in found:
            yield Due(person_id=person, subject=message, space=space, due_at=at, useful_until=at + USEFUL)

    def still_true(self) -> Still:
        """It stands, they are in its room and their vote counts still, and they have not blocked who asked."""
        person = OuterRef(OuterRef("person"))
        voted = Exists(PollVote.objects.filter(poll=OuterRef("pk"), profile__person=person)) | Exists(
            PollBallot.objects.filter(poll=OuterRef("pk"), profile__person=person)
        )
        seat = Participant.objects.filter(room=OuterRef("message__room"), profile__person=person, active=True)
        asker = Block.objects.folding(OuterRef(OuterRef("person")), OuterRef("message__actor"))
        standing = Poll.objects.filter(
            voted, Exists(seat), pk=OuterRef("subject"), message__deleted_at=None, message__hidden_at=None
        )
        return Exists(standing.exclude(Q(Exists(asker)) & ~Q(message__room__kind=Room.Kind.NOTICES)))

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        groups = groups_of(dispatches)
        asked = {one.pk: one.subject for one in dispatches if one.pk in groups}
        found = Message.objects.filter(pk__in=set(asked.values()), deleted_at=None).select_related("room")
        standing = {message.pk: message for message in found}
        return {pk: _said(groups[pk], standing[mid]) for pk, mid in asked.items() if mid in standing}


def _said(group: Group, message: Message) -> Said:
    return Said(
        title=_("A poll has ended in %(group)s") % {"group": group.name},
        line=_("You voted in it. What came of it stands in the conversation."),
        url=f"{_lane(group, message.room)}?at={message.seq}#m{message.seq}",
        button=_("Look"),
        why=_("You get this because you voted in this poll."),
        sign=group.brand.name,
        colour=group.brand.colour,
    )


def _lane(group: Group, room: Room) -> str:
    if room.kind == Room.Kind.NOTICES:
        return reverse("groups:notices", args=[group.slug])
    day = Occurrence.objects.filter(room=room).values_list("pk", flat=True).first()
    return reverse("groups:event_talk", args=[group.slug, day]) if day else reverse("groups:talk", args=[group.slug])


register(PollEnded())
