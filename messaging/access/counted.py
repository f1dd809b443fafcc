"""How many people are in rooms."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Count

from messaging.models import Participant


def people_in(rooms: Collection[UUID]) -> dict[UUID, int]:
    """By room."""
    there = Participant.objects.filter(room_id__in=rooms, active=True)
    return dict(there.values_list("room_id").annotate(Count("pk")))
