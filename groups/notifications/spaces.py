"""The groups that notifications are about."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from community.models import Dispatch
from groups.models import Group


def groups_of(dispatches: Sequence[Dispatch]) -> dict[UUID, Group]:
    """For each dispatch its group, with the brand, by the dispatch's id; one whose group is gone is missing."""
    spaces = {one.space for one in dispatches if one.space is not None}
    found = {group.pk: group for group in Group.objects.filter(pk__in=spaces).select_related("brand")}
    return {one.pk: found[one.space] for one in dispatches if one.space in found}
