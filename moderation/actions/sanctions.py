"""Deciding against somebody: the row with who, when and why, and its statement of reasons in the same transaction
(trust.md R36). Applying it is the place's own business."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from community.models import Brand, Profile
from community.text import clean_text
from moderation import statements
from moderation.models import Ban, Category, Sanction
from moderation.models.sanctions import address_mac, address_macs

REASON_LENGTH = 500
Kind = Sanction.Kind


def clean_reason(reason: str) -> str:
    """The reason as it is kept and told. Raises `Invalid` with field `reason`; without a reason nothing is decided."""
    return clean_text(reason, most=REASON_LENGTH, field="reason", multiline=True)


def remove(profile: Profile, brand: Brand, *, reason: str, decided_by: Profile, at: datetime) -> Sanction:
    """Write down a removal from the profile's space, decided by a captain without a case. `reason` has been cleaned."""
    sanction = Sanction.objects.create(
        profile=profile,
        space=profile.space,
        brand=brand,
        kind=Kind.REMOVE,
        reason=reason,
        decided_by=decided_by,
        created_at=at,
    )
    statements.write(sanction, Category.OTHER, content_date=at.date(), reported=False)
    return sanction


def ban(brand: Brand, space: UUID | None, addresses: Iterable[str], *, reason: str, decided_by: Profile | None) -> None:
    """Nobody with one of these verified addresses comes back to the space, or to any of the brand's (trust.md R19).
    Saying it twice is once."""
    macs = [address_mac(brand, address) for address in addresses]
    Ban.objects.filter(address_mac__in=macs, brand=brand, space=space, ends_at__isnull=False).delete()  # for good now
    Ban.objects.bulk_create(
        [
            Ban(brand=brand, space=space, address_mac=mac, reason=reason, decided_by=decided_by)
            for mac in sorted(set(macs))
        ],
        ignore_conflicts=True,
    )


def keep_out(brand: Brand, space: UUID, addresses: Iterable[str], until: datetime) -> None:
    """Nobody with one of these addresses comes to the space before then. Says neither why nor who."""
    macs = {address_mac(brand, address) for address in addresses}
    Ban.objects.filter(address_mac__in=macs, brand=brand, space=space, ends_at__isnull=False).delete()
    Ban.objects.bulk_create(
        [Ban(brand=brand, space=space, address_mac=mac, reason="", ends_at=until) for mac in sorted(macs)],
        ignore_conflicts=True,  # of who is out for good
    )


def forget(now: datetime) -> int:
    """What kept somebody out until now; how many."""
    return Ban.objects.filter(ends_at__lte=now).delete()[0]


def unban(brand: Brand, space: UUID | None, addresses: Iterable[str]) -> None:
    """Whoever has one of these addresses may come again."""
    macs = address_macs(brand, addresses)
    standing = Ban.objects.filter(brand=brand, space=space, address_mac__in=macs, lifted_at=None)
    standing.update(lifted_at=timezone.now())


def quiet_until(profile: Profile, now: datetime) -> tuple[datetime | None, datetime | None]:
    """Until when this profile says nothing here, and until when little: the longest of what stands against it."""
    standing = Sanction.objects.standing(now).filter(profile=profile)
    quiet = standing.filter(kind__in=(Kind.MUTE, Kind.SUSPEND)).aggregate(until=Max("ends_at"))["until"]
    return quiet, standing.filter(kind=Kind.SLOW).aggregate(until=Max("ends_at"))["until"]
