"""What was decided about somebody, with who, when and why (trust.md R19, R36)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Brand, Profile
from community.tokens import keyed_mac


class Sanction(models.Model):
    """A step of the ladder taken against a profile. Muting and the like are only asked for; removal is also applied."""

    class Kind(models.TextChoices):
        REMOVE = "remove", _("Removed from the group")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    profile = models.ForeignKey(Profile, models.PROTECT, related_name="sanctions")
    space = models.UUIDField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    reason = models.CharField(max_length=500)
    decided_by = models.ForeignKey(Profile, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    lifted_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["profile", "-created_at"]), models.Index(fields=["space"])]


class BanQuerySet(models.QuerySet["Ban"]):
    def standing(self, brand: Brand, space: uuid.UUID, addresses: Iterable[str]) -> BanQuerySet:
        """Bans in force against any of these addresses, in one space or in all of the brand's."""
        macs = [address_mac(brand, address) for address in addresses]
        return self.filter(
            models.Q(space=space) | models.Q(space=None), brand=brand, address_mac__in=macs, lifted_at=None
        )


def address_mac(brand: Brand, address: str) -> bytes:
    """What is kept of a banned address; of two brands it cannot be told that they banned the same one."""
    return keyed_mac("ban", brand.pk.bytes, address.strip().lower())


class Ban(models.Model):
    """Nobody with this verified address comes back. Only a keyed hash of the address is kept.

    `space` bounds it to one group; without it the ban is the whole brand's.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="bans")
    space = models.UUIDField(null=True)
    address_mac = models.BinaryField(max_length=32)
    reason = models.CharField(max_length=500)
    decided_by = models.ForeignKey(Profile, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    lifted_at = models.DateTimeField(null=True, editable=False)
    objects = BanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "space", "address_mac"],
                condition=models.Q(lifted_at=None),
                nulls_distinct=False,
                name="ban_once",
            )
        ]
