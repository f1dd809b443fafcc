"""The groups that notifications are about, and who may hear of them: what is said is made anew each time it is shown,
so whoever is not in a group (any more) is told nothing of it (trust.md R1, R2).
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef

from community.models import Dispatch, Profile
from community.notifications.many import any_of
from groups.models import BrandSeat, Group, Membership


def of_insiders(dispatches: Sequence[Dispatch]) -> list[Dispatch]:
    """Those whose person is in the group that they are about, as member or with a brand seat. One query."""
    people = any_of({one.person_id for one in dispatches if one.person_id is not None})
    spaces = any_of({one.space for one in dispatches if one.space is not None})
    member = Membership.objects.current().filter(profile=OuterRef("pk"))
    seated = BrandSeat.objects.filter(profile=OuterRef("pk"), ended_at=None)
    profiles = Profile.objects.filter(Exists(member) | Exists(seated), person__in=people, space__in=spaces)
    inside = set(profiles.values_list("person", "space"))
    return [one for one in dispatches if (one.person_id, one.space) in inside]


def groups_of(dispatches: Sequence[Dispatch]) -> dict[UUID, Group]:
    """For each dispatch its group, with the brand, by the dispatch's id; one whose person is not in it is missing."""
    return any_groups_of(of_insiders(dispatches))


def any_groups_of(dispatches: Sequence[Dispatch]) -> dict[UUID, Group]:
    """The same for what is told to those who are not in."""
    spaces = {one.space for one in dispatches if one.space is not None}
    found = {group.pk: group for group in Group.objects.filter(pk__in=spaces).select_related("brand")}
    return {one.pk: found[one.space] for one in dispatches if one.space in found}
