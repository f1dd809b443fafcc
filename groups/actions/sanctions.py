"""What a decision does in a group: being quiet, being out, and all of that undone (trust.md R36, R37)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from community.errors import Conflict, Forbidden
from community.models import Profile
from groups.access import addresses_of
from groups.actions import seats
from groups.actions.invites import revoke_all
from groups.actions.leaving import end_membership
from groups.actions.locks import lock_coming, lock_group, lock_invites_by, lock_memberships
from groups.models import BrandSeat, Group, Invite, Membership, Role
from messaging import log
from messaging.actions.participants import enter, enter_again, quieten, window_again
from messaging.models import Participant
from moderation.actions import sanctions
from moderation.models import Sanction

Kind = Sanction.Kind
_OUT = (Kind.REMOVE, Kind.BAN)


def lock(group_id: UUID, profile: Profile | None) -> None:
    """Invites → group → memberships → occurrences → rooms: all that deciding about this profile may touch."""
    now = timezone.now()
    if profile is None:
        lock_group(group_id)
        return
    lock_invites_by(profile)
    group = lock_group(group_id)
    held = Membership.objects.current().filter(group=group, profile=profile)
    lock_memberships(group, held.values_list("pk", flat=True))
    lock_coming(group, now)
    log.lock_open(group_id, profile)


def apply(group: Group, sanction: Sanction) -> None:
    """Under `lock`. Raises `Forbidden` `captain_stays` where a captain would remove one."""
    profile = sanction.profile
    if profile is None or sanction.kind in (Kind.NOTE, Kind.WARNING):
        return
    if sanction.kind in _OUT:
        _out(group, profile, sanction)
    else:
        _quieten(group, profile, sanction.created_at)
    if sanction.kind == Kind.BAN and profile.person is not None:
        addresses = addresses_of(profile.person)
        sanctions.ban(group.brand, None, addresses, reason=sanction.reason, decided_by=sanction.decided_by)


def lift(group: Group, sanction: Sanction) -> None:
    """Under `lock`, with the sanction lifted. Raises `Conflict` `full` where a removed person's place is taken."""
    profile, now = sanction.profile, timezone.now()
    if profile is None or sanction.kind in (Kind.NOTE, Kind.WARNING):
        return
    if sanction.kind in _OUT:
        _let_back(group, profile, now)
    _quieten(group, profile, now)


def _quieten(group: Group, profile: Profile, now: datetime) -> None:
    quiet, slow = sanctions.quiet_until(profile, now)
    quieten(group.pk, profile, muted_until=quiet, slow_until=slow)


def _out(group: Group, profile: Profile, sanction: Sanction) -> None:
    """Whoever is out already stays out; a brand's person gives up the seat."""
    held = Membership.objects.current().filter(group=group, profile=profile).first()
    if held is not None:
        if held.role == Role.CAPTAIN and sanction.decided_by is not None:
            raise Forbidden(_("A captain cannot be removed by a captain."), code="captain_stays")
        revoke_all(lock_invites_by(profile), sanction.created_at)
        end_membership(group, held, Membership.Ending.REMOVED, sanction.created_at)
    seat = BrandSeat.objects.filter(group=group, profile=profile, ended_at=None).select_related("profile").first()
    if seat is not None:
        seats.stand_up(seat)


def _let_back(group: Group, profile: Profile, now: datetime) -> None:
    """As far as nothing else that was decided about them keeps them out."""
    if profile.person is None:
        return
    standing = Sanction.objects.standing(now).filter(profile__person=profile.person, kind__in=_OUT)
    if not standing.filter(brand=group.brand, kind=Kind.BAN).exists():
        sanctions.unban(group.brand, None, addresses_of(profile.person))
    last = Membership.objects.filter(group=group, profile=profile).order_by("joined_at").last()
    if last is None or last.ended_at is None:
        return
    if standing.filter(profile=profile, created_at__gte=last.ended_at).exists():
        return
    sanctions.unban(group.brand, group.pk, addresses_of(profile.person))
    if Sanction.objects.filter(profile=profile, kind__in=_OUT, created_at=last.ended_at).exists():
        _in_again(group, last)


def _in_again(group: Group, ended: Membership) -> None:
    """The membership that ended with a sanction goes on as if it had not: its role, its history, its invitations."""
    profile, then = ended.profile, ended.ended_at
    if Group.objects.filter(pk=group.pk, active_count__gte=group.size_cap).exists():
        raise Conflict(_("The group is full. Make room for them first."), code="full")
    ended.ended_at, ended.ending = None, ""
    ended.save(update_fields=["ended_at", "ending"])
    Invite.objects.filter(inviter=profile, group=group, revoked_at=then).update(revoked_at=None)
    voice = Participant.Voice.CAPTAIN if ended.role == Role.CAPTAIN else Participant.Voice.MEMBER
    seen = dict(
        Participant.objects.filter(profile=profile, room__space=group.pk).values_list("room", "visible_from_seq")
    )
    enter(group.pk, profile, voice)
    if then is not None:
        enter_again(group.pk, profile, then, voice)
    window_again(profile, seen)
