"""What was decided about somebody, with who, when and why (trust.md R19, R36)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Brand, Profile
from community.tokens import keyed_mac, keyed_macs


class SanctionQuerySet(models.QuerySet["Sanction"]):
    def standing(self, now: datetime) -> SanctionQuerySet:
        """In force at `now`: neither lifted nor over."""
        return self.filter(models.Q(ends_at=None) | models.Q(ends_at__gt=now), lifted_at=None)


class Sanction(models.Model):
    """A step of the ladder (trust.md R36), taken against a profile, or against a thing of the brand's own. The mild
    ones are only said; to be slow or quiet is asked of the write path; to be out is applied by the place.

    Those with `ends_at` end by themselves. `decision` is null where a captain removed somebody without a case.
    """

    class Kind(models.TextChoices):
        NOTE = "note", _("A friendly word")
        WARNING = "warning", _("A warning")
        REMOVE_ITEM = "remove_item", _("Taken out of sight")
        SLOW = "slow", _("One message in ten minutes")
        MUTE = "mute", _("Quiet in the conversation")
        SUSPEND = "suspend", _("Paused in the group")
        REMOVE = "remove", _("Removed from the group")
        BAN = "ban", _("Not let in by this brand again")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    profile = models.ForeignKey(Profile, models.PROTECT, null=True, related_name="sanctions")
    space = models.UUIDField()
    brand = models.ForeignKey(Brand, models.PROTECT, null=True, related_name="+")  # whose reviewers hear an appeal
    kind = models.CharField(max_length=12, choices=Kind.choices)
    reason = models.CharField(max_length=500)
    decision = models.ForeignKey("Decision", models.PROTECT, null=True, related_name="sanctions")
    decided_by = models.ForeignKey(Profile, models.PROTECT, null=True, related_name="+")  # a captain
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ends_at = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True, editable=False)
    seen_at = models.DateTimeField(null=True)  # when its addressee first read the reasons
    objects = SanctionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sanction_of_somebody", condition=models.Q(profile__isnull=False) | models.Q(kind="remove_item")
            ),
            models.CheckConstraint(
                name="sanction_ends",
                condition=models.Q(kind__in=["slow", "mute", "suspend"], ends_at__gt=models.F("created_at"))
                | (~models.Q(kind__in=["slow", "mute", "suspend"]) & models.Q(ends_at=None)),
            ),
            models.UniqueConstraint(fields=["decision", "kind"], name="sanction_once_a_decision"),
        ]
        indexes = [models.Index(fields=["profile", "-created_at"]), models.Index(fields=["space"])]

    def __str__(self) -> str:
        return str(self.pk)


TIMED = frozenset((Sanction.Kind.SLOW, Sanction.Kind.MUTE, Sanction.Kind.SUSPEND))
# Those that rest the inviter's right to invite (R19): a friendly word costs nobody anything.
RESTING = (*TIMED, Sanction.Kind.REMOVE, Sanction.Kind.BAN)


class BanQuerySet(models.QuerySet["Ban"]):
    def standing(self, brand: Brand, space: uuid.UUID, addresses: Iterable[str]) -> BanQuerySet:
        """Bans in force against any of these addresses, in one space or in all of the brand's."""
        macs = address_macs(brand, addresses)
        lasting = models.Q(ends_at=None) | models.Q(ends_at__gt=timezone.now())
        return self.filter(
            lasting, models.Q(space=space) | models.Q(space=None), brand=brand, address_mac__in=macs, lifted_at=None
        )


def address_mac(brand: Brand, address: str) -> bytes:
    """What is kept of a banned address; of two brands it cannot be told that they banned the same one."""
    return keyed_mac("ban", brand.pk.bytes, address.strip().lower())


def address_macs(brand: Brand, addresses: Iterable[str]) -> list[bytes]:
    """By which bans of these addresses are found, those included that were kept under a former SECRET_KEY."""
    return [mac for one in addresses for mac in keyed_macs("ban", brand.pk.bytes, one.strip().lower())]


class Ban(models.Model):
    """Nobody with this verified address comes back. Only a keyed hash of the address is kept.

    `space` bounds it to one group; without it the ban is the whole brand's. With `ends_at` it is what is left of being
    quiet, of somebody who left without a name: nothing else could know them when they come back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="bans")
    space = models.UUIDField(null=True)
    address_mac = models.BinaryField(max_length=32)
    reason = models.CharField(max_length=500)
    decided_by = models.ForeignKey(Profile, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ends_at = models.DateTimeField(null=True)
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
