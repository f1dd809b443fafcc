"""Words that go: a leaver's (product.md "Joining": keep, anonymise, delete), and those that have lived their time
(charter "Days a message lives"). Whatever the number, one event per page tells the readers (realtime.md "Tables").
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from community.errors import SnugError
from community.models import Person, Profile
from messaging import log, sealed
from messaging.actions.announce import announce
from messaging.actions.unnaming import forget_calls, unname
from messaging.actions.unvoting import forget_ballots, take_votes
from messaging.log import Draft, Facts, Kind, Stored
from messaging.media import keeping
from messaging.models import (
    CrewCall,
    DirectOff,
    Media,
    Message,
    Participant,
    Pending,
    Reaction,
    Room,
    RoomDraft,
    RoomEvent,
    UploadDay,
)

Choice = Literal["keep", "anonymise", "delete"]
PAGE = 500  # messages per transaction
DIRECT_LIVES = timedelta(days=180)  # trust.md R42; where the charter gives words less, they go before
CID_LIVES = timedelta(days=30)  # after its message was deleted: so long a late retry is known


def fade_words(space: UUID, profile: Profile, choice: Choice, *, before: datetime | None = None) -> None:
    """Fades the profile's messages, reactions and votes in all rooms of the space, or those from before a time, and
    tells their readers. With `anonymise` the words stay; that the profile itself loses its person is its owner's act.
    Safe to run again after a crash."""
    if choice == "keep":
        return
    for room_id in _rooms(space):
        if choice == "anonymise":
            unname(room_id, profile)
            _anonymise(room_id, profile)
        else:
            while _delete_page(room_id, profile=profile, before=before):
                pass
            take_votes(room_id, profile, before)


def expire(space: UUID, before: datetime) -> int:
    """Fades all messages of the space's rooms written before that time; how many. Safe to run again after a crash."""
    number = 0
    for room_id in _rooms(space):
        while went := _delete_page(room_id, before=before):
            number += went
    return number


def expire_direct(now: datetime) -> int:
    """Fades what was said between two 180 days ago; how many. Safe to run again after a crash."""
    before, number = now - DIRECT_LIVES, 0
    old = Message.objects.filter(room__kind=Room.Kind.DIRECT, deleted_at=None, created_at__lt=before)
    for room_id in old.order_by("room").values_list("room", flat=True).distinct():
        while went := _delete_page(room_id, before=before):
            number += went
    return number


def erase(person: Person) -> None:
    """All words and reactions of a person who is erased, in every room that any of their profiles was ever in, with
    what was sealed of them and what still waits; their readers are told. Safe to run again."""
    for profile in Profile.objects.filter(person=person).order_by("pk"):
        fade_words(profile.space, profile, "delete")
        seats = Participant.objects.filter(profile=profile).order_by("room")
        for room_id in seats.values_list("room", flat=True):
            unname(room_id, profile)
            _tell_gone(room_id, profile)
        with transaction.atomic():
            keeping.forget(Media.objects.filter(actor=profile))
        forget_calls(profile)
        forget_ballots(profile)
        Pending.objects.filter(actor=profile).delete()
        RoomDraft.objects.filter(participant__profile=profile).delete()
        DirectOff.objects.filter(profile=profile).delete()
        sealed.shred(Message.objects.filter(actor=profile).values_list("pk", flat=True))
    UploadDay.objects.filter(person=person).delete()


@transaction.atomic
def _tell_gone(room_id: UUID, profile: Profile) -> None:
    """Once: from now on they are a former member there, on every device that still knows a name."""
    log.lock_rooms([room_id])
    told = {"profile": str(profile.pk)}
    if not RoomEvent.objects.filter(room_id=room_id, kind=Kind.ANONYMISED, data=told).exists():
        _tell([Draft(room_id, Kind.ANONYMISED, data=told)])


def forget_cids(now: datetime) -> int:
    """Of messages deleted 30 days ago nothing is left but their place; how many forgot their cid. Calls to a crew that
    count no longer go as well."""
    CrewCall.objects.filter(until__lte=now).delete()
    old = Message.objects.filter(deleted_at__lte=now - CID_LIVES)
    kinds = (Kind.MESSAGE, Kind.EDITED, Kind.REACTED)
    faded = RoomEvent.objects.filter(kind__in=kinds, actor=None, message__in=old).exclude(cid=None)
    return faded.update(cid=None)


def _rooms(space: UUID) -> list[UUID]:
    return list(Room.objects.filter(space=space).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _anonymise(room_id: UUID, profile: Profile) -> None:
    """The words stay, the reactions go: there is nothing to a reaction but whose it is."""
    log.lock_rooms([room_id])
    told = [Draft(room_id, Kind.ANONYMISED, data={"profile": str(profile.pk)})]
    _fade_reacting(room_id, profile, None)
    theirs = _reactions(room_id, profile)
    if theirs.exists():
        theirs.delete()
        told.append(_gone(room_id, (), profile))
    _tell(told)


@transaction.atomic
def _delete_page(room_id: UUID, *, profile: Profile | None = None, before: datetime | None = None) -> int:
    """One page, and one event for all of it; how many messages, reactions alone as one. 0: nothing is left."""
    log.lock_rooms([room_id])
    standing = Message.objects.filter(room_id=room_id, deleted_at=None).order_by("seq")
    if profile is not None:
        standing = standing.filter(actor=profile)
    page = standing.values_list("pk", "seq", "created_at")[:PAGE]
    # Written in the order of their numbers: the first that is young enough ends the page.
    going = {seq: pk for pk, seq, at in page if before is None or at < before}
    reacted = profile is not None and _fade_reacting(room_id, profile, before)
    if not going and not reacted:
        return 0
    if going:
        _take_words(room_id, going)
    again = _take_reactions(room_id, profile, before) if profile is not None else []
    _tell([_gone(room_id, going, profile), *again])
    return len(going) or 1


def _take_words(room_id: UUID, going: dict[int, UUID]) -> None:
    """All there is of these messages, what was sealed of them included: time and leaving leave nothing behind."""
    mids = list(going.values())
    Message.objects.filter(pk__in=mids).update(
        body="", bare="", bare_long=None, deleted_at=timezone.now(), reply_to=None
    )
    RoomEvent.objects.filter(room_id=room_id, seq__in=going).update(actor=None, cid_mac=None, data={})
    log.take_down(mids)
    keeping.forget(Media.objects.filter(message__in=mids))
    sealed.shred(mids)


def _fade_reacting(room_id: UUID, profile: Profile, before: datetime | None) -> bool:
    """What the log says of the profile's reactions; whether one of them stands."""
    said = RoomEvent.objects.filter(room_id=room_id, kind=Kind.REACTED, actor=profile)
    standing = _reactions(room_id, profile)
    if before is not None:
        said, standing = said.filter(created_at__lt=before), standing.filter(created_at__lt=before)
    said.update(actor=None, cid=None, cid_mac=None, data={})
    return standing.exists()


def _take_reactions(room_id: UUID, profile: Profile, before: datetime | None) -> list[Draft]:
    """All of the profile's reactions, as `msg.gone` tells it, and those that are to come back after it: of somebody who
    is here again, made since."""
    theirs = _reactions(room_id, profile)
    since = theirs.filter(created_at__gte=before).order_by("pk") if before is not None else theirs.none()
    again = [
        Draft(room_id, Kind.REACTED, profile_id=profile.pk, mid=mid, data={"emoji": emoji, "on": True})
        for mid, emoji in since.values_list("message_id", "emoji")
    ]
    theirs.delete()
    return again


def _reactions(room_id: UUID, profile: Profile) -> QuerySet[Reaction]:
    return Reaction.objects.filter(profile=profile, message__room=room_id)


def _gone(room_id: UUID, seqs: Collection[int], profile: Profile | None) -> Draft:
    """From 0 to 0: no messages, the profile's reactions alone."""
    whose = {"profile": str(profile.pk)} if profile is not None else {}
    return Draft(room_id, Kind.GONE, data={"from": min(seqs, default=0), "to": max(seqs, default=0), **whose})


def _tell(drafts: list[Draft]) -> None:
    entries = [outcome for outcome in log.write(drafts, _of_the_system) if isinstance(outcome, Stored)]
    transaction.on_commit(lambda: announce(entries))


def _of_the_system(draft: Draft, facts: Facts) -> SnugError | None:
    return None  # nobody's act, so nobody's permission
