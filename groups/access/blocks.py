"""Whom one may block here, and whom one has: nobody ever loads who has blocked them (trust.md R39)."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef

from community.errors import NotFound
from community.models import Profile
from community.surface import Action
from groups.access.places import Place, as_uuid
from groups.models import BrandSeat, Membership
from moderation.models import Block
from moderation.models.blocks import BlockQuerySet


def load_blockable(place: Place, profile_id: str | UUID) -> Profile:
    """Somebody else who is in the group or was, since their words may still stand. `NotFound` for oneself, too."""
    place.require(Action.BLOCK)
    here = Profile.objects.filter(pk=as_uuid(profile_id), space=place.group.pk, person__isnull=False)
    came = Exists(Membership.objects.filter(profile=OuterRef("pk"))) | Exists(
        BrandSeat.objects.filter(profile=OuterRef("pk"))
    )
    found = here.filter(came).exclude(pk=place.profile.pk).first()
    if found is None:
        raise NotFound
    return found


def blocks_of(place: Place) -> BlockQuerySet:
    """One's own, the latest first."""
    place.require(Action.BLOCK)
    return Block.objects.of(place.profile).order_by("-created_at", "pk")
