"""What conversations of two tell who is not looking: that somebody asks, and that something new stands there. Neither
says a word or a name, and neither touches the way of a message: the clock finds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import Dispatch
from community.notifications import CALM, Due, Kind, Said, Still, register
from community.notifications.many import any_of
from messaging.access.folding import is_folded
from messaging.access.hushed import heard, hushed_sql
from messaging.models import Direct, Message, Participant
from messaging.models.direct import WAITS
from messaging.spaces import Around, around
from moderation.models import Block

DIRECT = gettext_lazy("Direct messages")
PATIENCE = timedelta(seconds=30)  # who is looking reads it meanwhile, and nothing goes out
CATCH_UP = timedelta(hours=12)
RESTS = timedelta(hours=1)
_USEFUL = timedelta(days=1)


def told_since(kind: str) -> str:
    """A condition: of what the participant `p`, the person `f`, has not read in the room `r` they have been told, of
    its first message `m`, or within the hour of an earlier one that was taken back. Else taking words back would be a
    way to make a phone ring as often as one likes."""
    return f"""EXISTS (
        SELECT FROM community_dispatch d WHERE d.person_id = f.person_id AND d.kind = {kind} AND d.subject = r.id AND (
            d.variant = m.seq AND d.state <> 'cancelled'
            OR d.variant < m.seq AND d.variant > GREATEST(p.read_seq, p.told_seq) AND d.state = 'sent'
                AND d.sent_at > statement_timestamp() - interval '{RESTS.seconds} seconds'
        )
    )"""


def standing() -> QuerySet[Message]:
    """Of a row about a room the message that it is about, as long as that is there to be read."""
    return Message.objects.filter(room=OuterRef("subject"), seq=OuterRef("variant"), deleted_at=None, hidden_at=None)


# The first unread of each room, by the other one, whom they have not blocked.
_UNREAD = f"""
SELECT f.person_id, r.id, r.space, m.seq, m.created_at
FROM messaging_direct d
JOIN messaging_room r ON r.id = d.room_id
JOIN messaging_participant p ON p.room_id = r.id AND p.active AND p.read_seq < r.last_seq
JOIN community_profile f ON f.id = p.profile_id AND f.person_id IS NOT NULL
CROSS JOIN LATERAL (
    SELECT seq, created_at FROM messaging_message n
    WHERE n.room_id = r.id AND n.seq > GREATEST(p.read_seq, p.told_seq, p.visible_from_seq) AND n.deleted_at IS NULL
        AND n.hidden_at IS NULL AND n.actor_id IS DISTINCT FROM f.id AND NOT {is_folded("n.actor_id")}
        AND NOT {hushed_sql("p", "n.created_at")}
    ORDER BY n.seq LIMIT 1
) m
WHERE m.created_at > %s AND d.declined_at IS NULL AND (d.opened_at IS NOT NULL) = %s AND NOT {told_since("%s")}
"""  # noqa: S608 - our own words only


class _OfTwo(Kind):
    """Once, until it is read. `subject`: the room; `variant`: the first unread."""

    section = DIRECT
    channels = CALM
    gathers = True
    opened: bool

    def due(self, now: datetime, until: datetime) -> Iterator[Due]:
        with connection.cursor() as cursor:
            cursor.execute(_UNREAD, [now - CATCH_UP, self.opened, self.name])
            rows = cursor.fetchall()
        for person, room, space, seq, said_at in rows:
            yield Due(
                person_id=person,
                subject=room,
                space=space,
                variant=seq,
                due_at=said_at + PATIENCE,
                useful_until=said_at + _USEFUL,
            )

    def still_true(self) -> Still:
        """Neither read nor taken back, nor declined, nor muted, nor by somebody whom they have blocked meanwhile."""
        unread = Participant.objects.filter(
            heard("", Now()),
            room=OuterRef("subject"),
            profile__person=OuterRef("person"),
            active=True,
            read_seq__lt=OuterRef("variant"),
            told_seq__lt=OuterRef("variant"),
        )
        theirs = Block.objects.folding(OuterRef(OuterRef("person")), OuterRef("actor"))
        said = standing().exclude(Exists(theirs))
        open_to = Direct.objects.filter(room=OuterRef("subject"), declined_at=None)
        return Exists(unread) & Exists(said) & Exists(open_to)

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        inside = _insiders(dispatches)
        found = around({one.space for one in inside if one.space is not None})
        return {one.pk: self.said(one, found[one.space]) for one in inside if one.space in found}

    def said(self, dispatch: Dispatch, there: Around) -> Said:
        raise NotImplementedError


class DirectAsked(_OfTwo):
    name = "direct.request"
    label = gettext_lazy("Somebody asks to write with you")
    opened = False

    def said(self, dispatch: Dispatch, there: Around) -> Said:
        return Said(
            title=_("Somebody in %(group)s asks to write with you") % {"group": there.name},
            line=_("They are not told if you say no; unanswered, it lapses after %(days)s days.")
            % {"days": WAITS.days},
            url=reverse("messaging:direct", args=[dispatch.subject]),
            button=_("Read it"),
            why=_(
                "You get this because people of the group may write to you first. Beside your direct messages you "
                "say who may."
            ),
            sign=there.brand.name,
            colour=there.brand.colour,
        )


class DirectPosted(_OfTwo):
    name = "direct.message"
    label = gettext_lazy("New direct messages")
    opened = True

    def said(self, dispatch: Dispatch, there: Around) -> Said:
        return Said(
            title=_("A direct message in %(group)s") % {"group": there.name},
            line=_("Somebody you write with has said something since you last looked."),
            url=reverse("messaging:direct", args=[dispatch.subject]),
            button=_("Read on"),
            why=_("You get this because you have said yes to this conversation."),
            sign=there.brand.name,
            colour=there.brand.colour,
        )


def _insiders(dispatches: Sequence[Dispatch]) -> list[Dispatch]:
    """Those whose person is still in the room that they are about (trust.md R2). One query."""
    rooms = any_of({one.subject for one in dispatches})
    people = any_of({one.person_id for one in dispatches if one.person_id is not None})
    seats = Participant.objects.filter(room__in=rooms, profile__person__in=people, active=True)
    inside = set(seats.values_list("room", "profile__person"))
    return [one for one in dispatches if (one.subject, one.person_id) in inside]


register(DirectAsked(), DirectPosted())
