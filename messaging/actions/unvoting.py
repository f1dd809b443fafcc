"""Votes that go with whoever cast them. What a secret ballot said nobody knows: it stays counted, and that they have
handed one in goes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from community.errors import SnugError
from community.models import Profile
from messaging import log
from messaging.actions.announce import announce
from messaging.log import Draft, Facts, Kind, Stored
from messaging.models import PollBallot, PollVote, RoomEvent


@transaction.atomic
def take_votes(room_id: UUID, profile: Profile, before: datetime | None = None) -> None:
    """Out of the polls of this room whose ballot is visible, or those from before a time; its readers see what is left.
    The log no longer says that they voted. Safe to run again."""
    log.lock_rooms([room_id])
    said = RoomEvent.objects.filter(room_id=room_id, kind=Kind.POLLED, actor=profile)
    theirs = PollVote.objects.filter(profile=profile, poll__message__room=room_id)
    if before is not None:
        said, theirs = said.filter(created_at__lt=before), theirs.filter(voted_at__lt=before)
    said.update(actor=None, cid=None, cid_mac=None)
    polls = list(theirs.order_by("poll").values_list("poll", flat=True))
    theirs.delete()
    if not polls:
        return
    drafts = [Draft(room_id, Kind.POLLED, mid=mid) for mid in polls]
    entries = [one for one in log.write(drafts, _of_the_system) if isinstance(one, Stored)]
    transaction.on_commit(lambda: announce(entries))


def forget_ballots(profile: Profile) -> None:
    """That they have handed in ballots."""
    PollBallot.objects.filter(profile=profile).delete()


def _of_the_system(draft: Draft, facts: Facts) -> SnugError | None:
    return None  # nobody's act, so nobody's permission
