"""What hangs on somebody's duty or second factor, and ends with it: the brand's seats, readings in an emergency."""

from __future__ import annotations

from uuid import UUID

from groups.actions import glass, seats


def ended(person_id: UUID, brand_id: UUID | None) -> None:
    """A duty for a brand, or for the house where `brand_id` is None, has ended."""
    glass.end_with_key(person_id, brand_id)
    seats.end_with_duty(person_id, brand_id)


def factors_lost(person_id: UUID) -> None:
    """Before the last second factor of an account is taken off."""
    glass.end_with_key(person_id)
    seats.end_of(person_id)
