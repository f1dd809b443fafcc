"""What becomes of one's words after leaving (product.md "Joining": keep, anonymise, delete)."""

from __future__ import annotations

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
PAGE = 500  # messages per transaction (realtime.md "Tables")


def fade_words(space: UUID, profile: Profile, choice: Choice) -> None:
    """Fades the profile's messages in all rooms of the space, and tells their readers. With `anonymise` the words stay;
    that the profile itself loses its person is its owner's act. Safe to run again after a crash."""
    if choice == "keep":
        return
    for room_id in Room.objects.filter(space=space).order_by("pk").values_list("pk", flat=True):
        if choice == "anonymise":
            _anonymise(room_id, profile)
        else:
            while _delete_page(room_id, profile):
                pass


@transaction.atomic
def _anonymise(room_id: UUID, profile: Profile) -> None:
    _tell(Draft(room_id, Kind.ANONYMISED, data={"profile": str(profile.pk)}))


@transaction.atomic
def _delete_page(room_id: UUID, profile: Profile) -> bool:
    """One page, and one event for all of it. False when nothing is left."""
    log.lock_rooms([room_id])
    page = list(
        Message.objects.filter(room_id=room_id, actor=profile, deleted_at=None)
        .order_by("seq")
        .values_list("pk", "seq")[:PAGE]
    )
    if not page:
        return False
    seqs = [seq for _, seq in page]
    Message.objects.filter(pk__in=[pk for pk, _ in page]).update(body="", deleted_at=timezone.now())
    RoomEvent.objects.filter(room_id=room_id, seq__in=seqs).update(actor=None, cid_mac=None, data={})
    _tell(Draft(room_id, Kind.GONE, data={"from": seqs[0], "to": seqs[-1], "profile": str(profile.pk)}))
    return True


def _tell(draft: Draft) -> None:
    entries = [outcome for outcome in log.write([draft], _of_the_system) if isinstance(outcome, Stored)]
    transaction.on_commit(lambda: announce(entries))


def _of_the_system(draft: Draft, facts: Facts) -> SnugError | None:
    return None  # nobody's act, so nobody's permission
