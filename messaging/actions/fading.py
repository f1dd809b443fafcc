"""Words that go: a leaver's (product.md "Joining": keep, anonymise, delete), and those that have lived their time
(charter "Days a message lives"). Whatever the number, one event per page tells the readers (realtime.md "Tables").
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from community.errors import SnugError
from community.models import Profile
from messaging import log
from messaging.actions.announce import announce
from messaging.log import Draft, Facts, Kind, Stored
from messaging.models import Message, Room, RoomEvent

Choice = Literal["keep", "anonymise", "delete"]
PAGE = 500  # messages per transaction
CID_LIVES = timedelta(days=30)  # after its message was deleted: so long a late retry is known


def fade_words(space: UUID, profile: Profile, choice: Choice, *, before: datetime | None = None) -> None:
    """Fades the profile's messages in all rooms of the space, or those of them written before a time, and tells their
    readers. With `anonymise` the words stay; that the profile itself loses its person is its owner's act. Safe to run
    again after a crash."""
    if choice == "keep":
        return
    for room_id in _rooms(space):
        if choice == "anonymise":
            _anonymise(room_id, profile)
        else:
            while _delete_page(room_id, profile=profile, before=before):
                pass


def expire(space: UUID, before: datetime) -> None:
    """Fades all messages of the space's rooms written before that time. Safe to run again after a crash."""
    for room_id in _rooms(space):
        while _delete_page(room_id, before=before):
            pass


def forget_cids(now: datetime) -> int:
    """Of messages deleted 30 days ago nothing is left but their place; how many forgot their cid."""
    old = Message.objects.filter(deleted_at__lte=now - CID_LIVES)
    faded = RoomEvent.objects.filter(kind=Kind.MESSAGE, actor=None, message__in=old).exclude(cid=None)
    return faded.update(cid=None)


def _rooms(space: UUID) -> list[UUID]:
    return list(Room.objects.filter(space=space).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _anonymise(room_id: UUID, profile: Profile) -> None:
    _tell(Draft(room_id, Kind.ANONYMISED, data={"profile": str(profile.pk)}))


@transaction.atomic
def _delete_page(room_id: UUID, *, profile: Profile | None = None, before: datetime | None = None) -> bool:
    """One page, and one event for all of it. False when nothing is left."""
    log.lock_rooms([room_id])
    standing = Message.objects.filter(room_id=room_id, deleted_at=None).order_by("seq")
    if profile is not None:
        standing = standing.filter(actor=profile)
    page = standing.values_list("pk", "seq", "created_at")[:PAGE]
    # Written in the order of their numbers: the first that is young enough ends the page.
    going = {seq: pk for pk, seq, at in page if before is None or at < before}
    if not going:
        return False
    Message.objects.filter(pk__in=going.values()).update(body="", deleted_at=timezone.now())
    RoomEvent.objects.filter(room_id=room_id, seq__in=going).update(actor=None, cid_mac=None, data={})
    whose = {"profile": str(profile.pk)} if profile is not None else {}
    _tell(Draft(room_id, Kind.GONE, data={"from": min(going), "to": max(going), **whose}))
    return True


def _tell(draft: Draft) -> None:
    entries = [outcome for outcome in log.write([draft], _of_the_system) if isinstance(outcome, Stored)]
    transaction.on_commit(lambda: announce(entries))


def _of_the_system(draft: Draft, facts: Facts) -> SnugError | None:
    return None  # nobody's act, so nobody's permission
