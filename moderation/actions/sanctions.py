"""Deciding against somebody: the row with who, when and why. Applying it is the place's own business."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from community.models import Brand, Profile
from community.text import clean_text
from moderation.models import Ban, Sanction
from moderation.models.sanctions import address_mac

REASON_LENGTH = 500


def clean_reason(reason: str) -> str:
    """The reason as it is kept and told. Raises `Invalid` with field `reason`; without a reason nothing is decided."""
    return clean_text(reason, most=REASON_LENGTH, field="reason", multiline=True)


def remove(profile: Profile, *, reason: str, decided_by: Profile, at: datetime) -> Sanction:
    """Write down a removal from the profile's space. `reason` has been cleaned."""
    return Sanction.objects.create(
        profile=profile,
        space=profile.space,
        kind=Sanction.Kind.REMOVE,
        reason=reason,
        decided_by=decided_by,
        created_at=at,
    )


def ban(brand: Brand, space: UUID, addresses: Iterable[str], *, reason: str, decided_by: Profile) -> None:
    """Nobody with one of these verified addresses comes back to the space (trust.md R19). Saying it twice is once."""
    Ban.objects.bulk_create(
        [
            Ban(brand=brand, space=space, address_mac=address_mac(brand, address), reason=reason, decided_by=decided_by)
            for address in sorted(set(addresses))
        ],
        ignore_conflicts=True,
    )
