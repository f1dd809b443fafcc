"""The left end of every action's locks: invite → group → membership → … (architecture.md "Lock order").

Whoever holds the group's row decides alone about who belongs to it; what was loaded before is looked at again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from community.errors import NotFound
from community.models import Person, Profile
from community.surface import Action
from community.tokens import token_hash
from groups.access import Place, Seat, load_group, seat_at
from groups.models import ROOMS_OPEN_AFTER, Group, Invite, JoinRequest, Membership, Occurrence


def lock_invite(token: str) -> Invite:
    found = Invite.objects.select_for_update(no_key=True).filter(token_hash=token_hash(token)).first()
    if found is None:
        raise NotFound
    return found


def lock_invites(ids: Iterable[UUID]) -> list[Invite]:
    return list(Invite.objects.select_for_update(no_key=True).filter(pk__in=list(ids)).order_by("pk"))


def lock_invites_by(maker: Profile) -> list[Invite]:
    """Those that could still let somebody in."""
    mine = Invite.objects.filter(inviter=maker, revoked_at=None)
    return list(mine.select_for_update(no_key=True).order_by("pk"))


def lock_group(group_id: UUID) -> Group:
    return Group.objects.select_for_update(no_key=True, of=("self",)).select_related("brand").get(pk=group_id)


def look_again(place: Place, action: Action) -> Place:
    """Locks the group and asks anew whether the person may: what was true at loading may have ended meanwhile."""
    lock_group(place.group.pk)
    return load_group(place.person, place.group.pk, action)


def lock_occurrences(ids: Iterable[UUID]) -> dict[UUID, Occurrence]:
    """Locked in one order, by id. After group and membership, before rooms. Whoever holds an occurrence decides alone
    about its time, its places and who has them."""
    locked = Occurrence.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=list(ids))
    return {one.pk: one for one in locked.select_related("event", "group__brand").order_by("pk")}


def lock_coming(group: Group, now: datetime) -> list[Occurrence]:
    """All of the group's that somebody may still answer, host or talk in, locked. Not only a person's own: an answer
    being given at this moment is not to be seen yet, and waits for its occurrence, too."""
    open_ = Occurrence.objects.filter(group=group, ends_at__gt=now - ROOMS_OPEN_AFTER)
    return list(lock_occurrences(open_.values_list("pk", flat=True)).values())


def sit_again(seat: Seat, action: Action) -> Seat:
    """Locks the occurrence and asks anew whether the person may: what was true at loading may have ended meanwhile.
    Leaving the group waits for this or is seen by it: it takes the occurrences too."""
    lock_occurrences([seat.occurrence.pk])
    place = load_group(seat.place.person, seat.place.group.pk, Action.SEE_EVENTS)
    return seat_at(place, seat.occurrence.pk, action)


def lock_memberships(group: Group, ids: Iterable[UUID]) -> dict[UUID, Membership]:
    """Current memberships among `ids`, locked, by id. Ended ones are missing."""
    locked = (
        Membership.objects.current()
        .select_for_update(no_key=True, of=("self",))
        .filter(group=group, pk__in=list(ids))
        .select_related("profile")
        .order_by("pk")
    )
    return {one.pk: one for one in locked}


def lock_request(request_id: UUID) -> JoinRequest:
    return JoinRequest.objects.select_for_update(no_key=True, of=("self",)).select_related("charter").get(pk=request_id)


def lock_person(person: Person) -> None:
    """Before asking whether an account works for the brand: a duty being given holds it, too. After the group. Raises
    `NotFound` for one that is closed: whoever begins to be erased comes in nowhere."""
    if not Person.objects.select_for_update(no_key=True).filter(pk=person.pk, is_active=True).exists():
        raise NotFound
