"""After somebody has blocked, or no longer blocks: their own sockets fold anew. Nobody else hears anything."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from community import live
from community.models import Profile
from messaging import wakes
from messaging.access.folding import folded_in


def fold_anew(profile: Profile) -> None:
    """On commit. A lost frame is made good by the next `sub`."""
    transaction.on_commit(partial(_tell, profile), robust=True)


def _tell(profile: Profile) -> None:
    assert profile.person_id is not None
    frames = [
        {"op": "folded", "room": str(room), "profiles": [str(one) for one in folded]}
        for room, folded in folded_in(profile)
    ]
    live.tell_many([wakes.notice(profile.person_id, frame=frame) for frame in frames])
