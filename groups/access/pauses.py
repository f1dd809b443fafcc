"""Whose right to invite rests, because one they vouched for was sanctioned (trust.md R19), and who asks for nothing on
behalf of the brand, because it is to be quiet (R12, R36).

A captain who removes somebody they brought in themselves has put it right and is not paused for it
(docs/decisions/0011). A friendly word, a warning and an item out of sight pause nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from community.models import Profile
from groups.models import BrandPause, Group, Membership
from moderation.models import RESTING, Sanction
from moderation.policy import State

PAUSE = timedelta(days=14)


def inviting_paused_until(inviter: Profile, now: datetime) -> datetime | None:
    """Until when this profile may not invite; None when it may."""
    brought = Membership.objects.filter(group=inviter.space, request__invite__inviter=inviter).values("profile")
    latest = (
        Sanction.objects.filter(
            space=inviter.space,
            profile__in=brought,
            kind__in=RESTING,
            lifted_at=None,
            created_at__gt=now - PAUSE,
            created_at__lte=now,
        )
        .exclude(decided_by=inviter)
        .order_by("-created_at")
        .first()
    )
    return latest.created_at + PAUSE if latest else None


def quiet_states(group: Group, seat: Profile, now: datetime) -> Iterator[State]:
    """What keeps a brand's seat from addressing members: the captain's pause, or what was decided about the seat."""
    if BrandPause.objects.filter(group=group, ended_at=None, until__gt=now).exists():
        yield State.BRAND_PAUSED
    quiet = Sanction.objects.standing(now).filter(profile=seat, kind__in=(Sanction.Kind.MUTE, Sanction.Kind.SUSPEND))
    if quiet.exists():
        yield State.MUTED
