"""After somebody has blocked, or no longer blocks: their own sockets fold anew, and what their inbox tells of whom they
blocked is put away. Nobody else hears anything."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.db.models import Q

from community import live
from community.models import Profile
from community.notifications import inbox
from community.notifications.many import any_of
from messaging import wakes
from messaging.access.folding import folded_in
from messaging.models import Direct, Message


def fold_anew(profile: Profile) -> None:
    """On commit. A lost frame is made good by the next `sub`."""
    transaction.on_commit(partial(_tell, profile), robust=True)


def put_away(profile: Profile, blocked: Profile) -> None:
    """What stands unread in the inbox of `profile` about single messages of `blocked`, and about what the two write to
    each other. News of a room stay: others speak there, too."""
    assert profile.person_id is not None
    about = inbox.unread_about(profile.person_id)
    if not about:
        return
    of_two = Q(low=profile, high=blocked) | Q(low=blocked, high=profile)
    said = Message.objects.filter(pk__in=any_of(about), actor=blocked).values_list("pk", flat=True)
    gone = {*said, *Direct.objects.filter(of_two, room__in=any_of(about)).values_list("pk", flat=True)}
    if ids := [pk for subject in gone for pk in about[subject]]:
        inbox.read(profile.person_id, ids)


def _tell(profile: Profile) -> None:
    assert profile.person_id is not None
    frames = [
        {"op": "folded", "room": str(room), "profiles": [str(one) for one in folded]}
        for room, folded in folded_in(profile)
    ]
    live.tell_many([wakes.notice(profile.person_id, frame=frame) for frame in frames])
