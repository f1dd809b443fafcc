"""What is read before one belongs, or across all groups: the invitation, the list of one's own."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from community.models import Person, Profile
from groups.access.invites import load_invite, open_request
from groups.access.places import current_charter, membership
from groups.access.restraint import opening_of
from groups.models import Charter, CharterOpening, Group
from moderation.actions.consents import Shown, shown
from moderation.models import Purpose


@dataclass(frozen=True, slots=True)
class Invitation:
    """All that the join screen shows. `standing`: what the reader is there already."""

    group: Group
    inviter: Profile | None
    vouch: str
    role: str
    charter: Charter
    opening: CharterOpening | None
    consents: list[Shown]
    standing: str


def invitation(token: str, person: Person | None) -> Invitation:
    """What an invite offers; looking spends nothing. `NotFound` as `load_invite` says."""
    invite = load_invite(token, person)
    standing = "none"
    if person is not None and membership(person, invite.group):
        standing = "member"
    elif person is not None and open_request(person, invite):
        standing = "asked"
    group = invite.group
    return Invitation(
        group=group,
        inviter=invite.inviter,
        vouch=invite.vouch,
        role=invite.role,
        charter=current_charter(group),
        opening=opening_of(group),
        consents=[shown(group.brand, purpose) for purpose in Purpose],
        standing=standing,
    )


def groups_of(person: Person) -> QuerySet[Group]:
    """The groups a person belongs to, with their brand."""
    return Group.objects.visible_to(person).select_related("brand")
