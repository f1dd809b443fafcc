"""What is said about held messages: to the captains that one waits, to its author how it ended (trust.md R24). Neither
says any words; the clock finds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import Dispatch
from community.notifications import CALM, Due, Kind, Said, Still, register
from groups.models import Membership
from groups.notifications.spaces import groups_of
from groups.notifications.talk import TALK
from messaging.models import Pending, Room

PATIENCE = timedelta(seconds=30)  # who is looking sees it meanwhile
_USEFUL = timedelta(days=1)
_PAGES = {Room.Kind.TALK: "groups:talk", Room.Kind.NOTICES: "groups:notices"}

# The oldest of a group that waits for this captain; whoever has been told of one that still waits hears no more.
_WAITING = """
SELECT DISTINCT ON (f.person_id, r.space) f.person_id, q.id, r.space, q.held_at
FROM messaging_pending q
JOIN messaging_room r ON r.id = q.room_id
JOIN groups_membership m ON m.group_id = r.space AND m.role = 'captain' AND m.ended_at IS NULL
JOIN community_profile f ON f.id = m.profile_id AND f.person_id IS NOT NULL AND f.id <> q.actor_id
WHERE q.state = 'held' AND NOT EXISTS (
    SELECT FROM community_dispatch d JOIN messaging_pending told ON told.id = d.subject AND told.state = 'held'
    WHERE d.person_id = f.person_id AND d.kind = 'held.waiting' AND d.space = r.space AND d.state <> 'cancelled'
)
ORDER BY f.person_id, r.space, q.held_at
"""
_ENDED = """
SELECT f.person_id, q.id, r.space, q.ended_at
FROM messaging_pending q
JOIN messaging_room r ON r.id = q.room_id
JOIN community_profile f ON f.id = q.actor_id AND f.person_id IS NOT NULL
WHERE q.state <> 'held' AND q.ended_at > %s AND q.put_away_at IS NULL AND NOT EXISTS (
    SELECT FROM community_dispatch d WHERE d.person_id = f.person_id AND d.kind = 'held.ended' AND d.subject = q.id
)
"""


class HeldWaits(Kind):
    """`subject`: the held message that waits longest."""

    name = "held.waiting"
    label = gettext_lazy("A held message waits for your decision")
    section = TALK
    channels = CALM
    gathers = True

    def due(self, now: datetime, until: datetime) -> Iterator[Due]:
        yield from _due(_WAITING, [])

    def still_true(self) -> Still:
        captain = Membership.objects.captains().filter(group=OuterRef("space"), profile__person=OuterRef("person"))
        return Exists(Pending.objects.waiting().filter(pk=OuterRef("subject"))) & Exists(captain)

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        return {
            pk: Said(
                title=_("A message is held in %(group)s") % {"group": group.name},
                line=_("It waits for your decision; undecided it goes back to its author within a day."),
                url=reverse("groups:held", args=[group.slug]),
                button=_("Decide"),
                why=_("You get this because you are captain of this group."),
                sign=group.brand.name,
                colour=group.brand.colour,
            )
            for pk, group in groups_of(dispatches).items()
        }


class HeldEnded(Kind):
    """`subject`: one's own message, about which has been decided, or nobody has in time."""

    name = "held.ended"
    label = gettext_lazy("What became of your held messages")
    section = TALK
    channels = CALM
    gathers = True

    def due(self, now: datetime, until: datetime) -> Iterator[Due]:
        yield from _due(_ENDED, [now - _USEFUL])

    def still_true(self) -> Still:
        return Exists(
            Pending.objects.filter(pk=OuterRef("subject"), actor__person=OuterRef("person"), put_away_at=None)
        )

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        groups = groups_of(dispatches)
        subjects = {one.subject for one in dispatches}
        ended = Pending.objects.filter(pk__in=subjects, ended_at__isnull=False).select_related("room")
        by_id = {one.pk: one for one in ended}
        about = {one.pk: by_id[one.subject] for one in dispatches if one.subject in by_id}
        return {
            pk: Said(
                title=_("About your held message in %(group)s") % {"group": group.name},
                line=_line(about[pk]),
                url=reverse(_PAGES.get(Room.Kind(about[pk].room.kind), "groups:events"), args=[group.slug]),
                button=_("Look"),
                why=_("You get this because a rule had held a message of yours."),
                sign=group.brand.name,
                colour=group.brand.colour,
            )
            for pk, group in groups.items()
            if pk in about
        }


def _line(held: Pending) -> str:
    return {
        Pending.State.RELEASED: _("It stands in the conversation now."),
        Pending.State.RETURNED: _("It came back to you. You can change it and send it again."),
        Pending.State.REMOVED: _("It was removed. You can see which rule it was."),
    }[Pending.State(held.state)]


def _due(statement: str, params: list[datetime]) -> Iterator[Due]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        found = cursor.fetchall()
    for person, subject, space, at in found:
        yield Due(person_id=person, subject=subject, space=space, due_at=at + PATIENCE, useful_until=at + _USEFUL)


register(HeldWaits(), HeldEnded())
