"""What was decided about somebody, with who, when and why (trust.md R19, R36)."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Brand, Profile


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

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "space", "address_mac"],
                condition=models.Q(lifted_at=None),
                nulls_distinct=False,
                name="ban_once",
            )
        ]
