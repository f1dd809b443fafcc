"""Hundreds of ids in a statement, as one parameter: as so many they would cost more than what is asked about them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models.expressions import RawSQL


def any_of(ids: Iterable[UUID]) -> RawSQL:
    """For `pk__in` and the like."""
    return RawSQL("SELECT unnest(%s::uuid[])", [list(ids)])
