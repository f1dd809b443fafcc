"""The ways in: invites by their token, and what captains and inviters see of them.

Whatever is wrong with an invite, the answer is one and the same `NotFound` (product.md "Joining").
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from community import prepared
from community.errors import NotFound
from community.models import AgeSaid, Person
from community.surface import Action, Standing
from community.tokens import token_hash
from groups.access.pauses import inviting_paused_until
from groups.access.places import Place, as_uuid, membership
from groups.models import Group, Invite, JoinRequest, LowestAge
from moderation.models import Ban

# Two questions and not one with an OR, which would have all requests looked through.
_WAITING = """
SELECT q.id, q.name, true, g.name, g.slug, g.emblem, q.created_at
FROM groups_joinrequest q JOIN groups_group g ON g.id = q.group_id
WHERE q.person_id = %s AND q.state = 'asked'
UNION ALL
SELECT q.id, q.name, false, g.name, g.slug, g.emblem, q.created_at
FROM community_profile f
JOIN groups_membership m ON m.profile_id = f.id AND m.ended_at IS NULL AND m.role = 'captain'
JOIN groups_group g ON g.id = m.group_id
JOIN groups_joinrequest q ON q.group_id = g.id AND q.state = 'asked' AND q.person_id IS DISTINCT FROM f.person_id
WHERE f.person_id = %s
ORDER BY created_at
"""


class Waiting(NamedTuple):
    """A request that nobody has decided: one's `own`, or one for this captain to decide. `name`: of who asks."""

    pk: UUID
    name: str
    own: bool
    group: str
    slug: str
    emblem: str
    asked_at: datetime


def load_invite(token: str, person: Person | None = None) -> Invite:
    """The invite as its reader may see it, with group, brand and inviter. Reading spends nothing.

    Whoever came in by it, or waits to be let in, still finds it when it is spent: the link then leads to the group.
    """
    found = Invite.objects.filter(token_hash=token_hash(token)).select_related("group__brand", "inviter").first()
    if found is None:
        raise NotFound
    if person is not None and (membership(person, found.group) or open_request(person, found)):
        return found
    if not admits(found, person, timezone.now()):
        raise NotFound
    return found


def token_is_valid(token: str, address: str = "") -> bool:
    """Whether somebody unknown may sign up on this invite; with `address`, whether this very address may."""
    try:
        invite = load_invite(token)
    except NotFound:
        return False
    return not address or _fits(invite, [address])


def admits(invite: Invite, person: Person | None, now: datetime) -> bool:
    """Whether the invite would let this person ask: it is open, theirs, and they are not banned."""
    if not Invite.objects.open(now).filter(pk=invite.pk).exists():
        return False
    if invite.inviter is not None and inviting_paused_until(invite.inviter, now):
        return False
    return person is None or _fits(invite, addresses_of(person))


def _fits(invite: Invite, addresses: list[str]) -> bool:
    if invite.email and invite.email.lower() not in addresses:
        return False
    return not Ban.objects.standing(invite.group.brand, invite.group_id, addresses).exists()


def asks_age(group: Group, person: Person | None) -> bool:
    """Whether coming in still takes saying how old one is. That is the reader's own matter: shown to nobody else."""
    if group.lowest_age == LowestAge.NONE:
        return False
    return person is None or not AgeSaid.objects.filter(person=person, band__gte=group.lowest_age).exists()


def addresses_of(person: Person) -> list[str]:
    """The verified addresses: the only ones that open a bound invite or carry a ban. The account's own is proven by
    every sign-in; others were confirmed once."""
    others = EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True)
    return sorted({person.email.lower(), *(address.lower() for address in others)})


def invites_of(place: Place) -> QuerySet[Invite]:
    """A captain sees all that members made, others their own; newest first, with who came in by each (`came`)."""
    place.require(Action.SEE_INVITES)
    came = Prefetch(
        "requests",
        JoinRequest.objects.filter(state=JoinRequest.State.ADMITTED, memberships__ended_at=None)
        .distinct()
        .order_by("decided_at"),
        to_attr="came",
    )
    found = Invite.objects.filter(group=place.group).select_related("inviter").prefetch_related(came)
    if Standing.CAPTAIN not in place.standings:
        found = found.filter(inviter=place.profile)
    return found.exclude(inviter=None).order_by("-created_at", "pk")


def load_own_invite(place: Place, invite_id: str | UUID) -> Invite:
    """An invite the person may revoke: their own, or any of the group's for a captain."""
    place.require(Action.REVOKE_INVITE)
    found = invites_of(place).filter(pk=as_uuid(invite_id)).first()
    if found is None:
        raise NotFound
    return found


def requests_of(place: Place) -> QuerySet[JoinRequest]:
    """Who waits to be let in, the longest waiting first."""
    place.require(Action.DECIDE_REQUEST)
    return (
        JoinRequest.objects.filter(group=place.group, state=JoinRequest.State.ASKED)
        .select_related("invite__inviter", "charter")
        .order_by("created_at", "pk")
    )


def load_request(place: Place, request_id: str | UUID) -> JoinRequest:
    """A request to decide on; one already decided is found too, so that deciding again can say so."""
    place.require(Action.DECIDE_REQUEST)
    found = (
        JoinRequest.objects.filter(group=place.group, pk=as_uuid(request_id))
        .select_related("invite__inviter", "charter")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def my_requests(person: Person) -> QuerySet[JoinRequest]:
    """Where the person waits to be let in."""
    return (
        JoinRequest.objects.filter(person=person, state=JoinRequest.State.ASKED)
        .select_related("group__brand", "invite__inviter")
        .order_by("created_at")
    )


def waiting(person: Person) -> list[Waiting]:
    """Open requests, the oldest first: where the person waits, and those they decide as captain."""
    return [Waiting._make(row) for row in prepared.rows(_WAITING, [person.pk, person.pk])]


def open_request(person: Person, invite: Invite) -> JoinRequest | None:
    """The request of this person that waits in the group the invite leads to."""
    return JoinRequest.objects.filter(group=invite.group_id, person=person, state=JoinRequest.State.ASKED).first()
