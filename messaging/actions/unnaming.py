"""Whoever becomes a former member is named nowhere any more: their name goes out of others' words, in its place stands
something that is nobody's. Readers are told with the one event that says so of the person (`member.anon`).
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from community.models import Profile
from messaging import log
from messaging.bare import kept
from messaging.models import CrewCall, Mention, Message, Poll
from messaging.naming import UNNAMED, without

PAGE = 500  # messages per transaction


def unname(room_id: UUID, profile: Profile) -> None:
    """Out of all words in the room, page by page. Safe to run again."""
    while _page(room_id, profile):
        pass


def forget_calls(profile: Profile) -> None:
    CrewCall.objects.filter(profile=profile).delete()


@transaction.atomic
def _page(room_id: UUID, profile: Profile) -> int:
    log.lock_rooms([room_id])
    theirs = Mention.objects.filter(profile=profile, message__room=room_id)
    mids = list(theirs.order_by("message").values_list("message", flat=True).distinct()[:PAGE])
    rows: dict[UUID, list[Mention]] = {}
    for one in Mention.objects.filter(message__in=mids).order_by("start", "pk"):
        rows.setdefault(one.message_id, []).append(one)
    for message in Message.objects.filter(pk__in=mids).select_related("poll"):
        _take_name(message, rows[message.pk], profile)
    return len(mids)


def _take_name(message: Message, named: list[Mention], profile: Profile) -> None:
    """A name that two people bear stays while one of them is there; what stands behind moves along."""
    shared = {one.start for one in named if one.profile_id != profile.pk}
    going = [one for one in named if one.profile_id == profile.pk]
    Mention.objects.filter(pk__in=[one.pk for one in going if one.start in shared]).delete()
    spans = [(one.start, one.end) for one in going if one.start not in shared]
    body = without(message.body, spans)
    poll: Poll | None = getattr(message, "poll", None)
    short, long = kept(body, poll.options if poll else ())  # nor are they found by that name any more
    Message.objects.filter(pk=message.pk).update(body=body, bare=short, bare_long=long)
    for one in named:
        moved = sum(len(UNNAMED) - (end - start) for start, end in spans if start < one.start)
        own = (one.start, one.end) in spans
        start = one.start + moved
        end = start + (len(UNNAMED) if own else one.end - one.start)
        whose = None if own else one.profile_id
        Mention.objects.filter(pk=one.pk).update(start=start, end=end, profile=whose)
