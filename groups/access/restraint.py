"""How the brand is held back in a group at present. What nobody may know, such as the count of votes, is not here."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from community.errors import NotFound
from groups.access.places import Place, as_uuid
from groups.models import BrandPause, BrandQuiet, CharterOpening, Group, NightLock, QuietVote, SlowTalk
from groups.models.restraint import QUIET, vote_mark
from messaging.access.share import Share, share_of


class Restraint(NamedTuple):
    """`share`: of the last messages in Talk. `paused_until` by the captain, `quiet_until` by the members' vote; None
    where neither is. `voted`: the reader's own vote stands."""

    share: Share
    paused_until: datetime | None
    quiet_until: datetime | None
    voted: bool


def restraint_of(place: Place) -> Restraint:
    pause, quiet = pause_of(place.group), quiet_of(place.group)
    voted = place.membership is not None and own_vote(place).exists()
    paused_until, quiet_until = pause.until if pause else None, quiet.until if quiet else None
    return Restraint(share_of(place.group.pk), paused_until, quiet_until, voted)


def opening_of(group: Group) -> CharterOpening | None:
    """The charter's opening that is announced and not yet in force."""
    return CharterOpening.objects.waiting().filter(group=group).first()


def load_opening(place: Place, opening_id: str | UUID) -> CharterOpening:
    """Of this group, also one that is over. Raises `NotFound`."""
    found = CharterOpening.objects.filter(group=place.group, pk=as_uuid(opening_id)).first()
    if found is None:
        raise NotFound
    return found


def pause_of(group: Group) -> BrandPause | None:
    """The captain's pause that stands now."""
    return BrandPause.objects.filter(group=group, ended_at=None, until__gt=timezone.now()).order_by("-until").first()


def slow_of(group: Group) -> SlowTalk | None:
    """How slowly Talk goes now, by the captain."""
    return SlowTalk.objects.filter(group=group, ended_at=None, until__gt=timezone.now()).first()


def night_of(group: Group) -> NightLock | None:
    """Until when Talk is locked now, by the captain."""
    return NightLock.objects.filter(group=group, ended_at=None, until__gt=timezone.now()).first()


def quiet_of(group: Group) -> BrandQuiet | None:
    """The members' that stands now."""
    return BrandQuiet.objects.filter(group=group, until__gt=timezone.now()).order_by("-until").first()


def own_vote(place: Place) -> QuerySet[QuietVote]:
    """One's own vote, while it counts."""
    mark = vote_mark(place.group.pk, place.profile.pk)
    return QuietVote.objects.filter(group=place.group, mark=mark, cast_at__gt=timezone.now() - QUIET)
