"""After somebody has blocked, or no longer blocks: their own sockets fold anew, and what their inbox tells of whom they
blocked is put away. Nobody else hears anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from community import live
from community.models import Profile
from community.notifications import inbox, letting_go
from community.notifications.many import any_of
from messaging import wakes
from messaging.access.folding import folded_in
from messaging.models import Direct, Message, Room


def fold_anew(profile: Profile) -> None:
    """On commit. A lost frame is made good by the next `sub`."""
    transaction.on_commit(partial(_tell, profile), robust=True)


def put_away(profile: Profile, blocked: Profile) -> None:
    """What stands unread in the inbox of `profile` about single messages of `blocked`, and about what the two write to
    each other. News of a room stay, others speak there, too, and Notices, which are meant for everybody.

    Once more after the commit: what a worker has let go meanwhile did not know of the block, and was not there yet."""
    _read(profile, blocked)
    transaction.on_commit(partial(_catch_up, profile, blocked), robust=True)


def _read(profile: Profile, blocked: Profile) -> None:
    assert profile.person_id is not None
    if ids := _between(profile, blocked, inbox.unread_about(profile.person_id)):
        inbox.read(profile.person_id, ids)


def _catch_up(profile: Profile, blocked: Profile) -> None:
    """Whoever asks from now on whether something is still true sees the block."""
    assert profile.person_id is not None
    letting_go.stop(_between(profile, blocked, letting_go.held_about(profile.person_id)))
    _read(profile, blocked)


def _between(profile: Profile, blocked: Profile, about: Mapping[UUID, Sequence[UUID]]) -> list[UUID]:
    """Of what is told, by what it is about."""
    if not about:
        return []
    of_two = Q(low=profile, high=blocked) | Q(low=blocked, high=profile)
    said = Message.objects.filter(pk__in=any_of(about), actor=blocked).exclude(room__kind=Room.Kind.NOTICES)
    gone = {*said.values_list("pk", flat=True)}
    gone |= {*Direct.objects.filter(of_two, room__in=any_of(about)).values_list("pk", flat=True)}
    return [pk for subject in gone for pk in about[subject]]


def _tell(profile: Profile) -> None:
    assert profile.person_id is not None
    frames = [
        {"op": "folded", "room": str(room), "profiles": [str(one) for one in folded]}
        for room, folded in folded_in(profile)
    ]
    live.tell_many([wakes.notice(profile.person_id, frame=frame) for frame in frames])
