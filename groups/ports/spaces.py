"""What pages of the floor below must know of a group (messaging/spaces.py)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial
from uuid import UUID

from django.urls import reverse

from groups.actions.retention import lives
from groups.models import Group
from messaging import spaces
from messaging.spaces import Around


def groups(ids: Collection[UUID]) -> Mapping[UUID, Around]:
    return {one.pk: _around(one) for one in Group.objects.filter(pk__in=ids).select_related("brand")}


def _around(group: Group) -> Around:
    return Around(
        space=group.pk,
        name=group.name,
        brand=group.brand,
        zone=group.time_zone,
        url=reverse("groups:talk", args=[group.slug]),
        people_url=reverse("groups:people", args=[group.slug]),
        who_url=reverse("groups:trust", args=[group.slug]),
        lives=partial(lives, group),
    )


spaces.register(groups)
