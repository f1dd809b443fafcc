"""Making and ending the ways in (product.md "Joining", trust.md R18 and R19)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from community import audit
from community.errors import Invalid, NotFound
from community.models import Person
from community.surface import Action
from community.tokens import new_token, token_hash
from community.whole import whole
from groups import letters
from groups.access import Place, brand_standings
from groups.actions.locks import lock_group, lock_invites, look_again
from groups.actions.words import address, checked
from groups.models import MOST_USES, Group, Invite, Role
from groups.rates import take_captain
from moderation import policy

MOST_DAYS = 30
CAPTAINS_DAYS = 30  # a volunteer answers when there is time


@whole
def create(
    place: Place, *, vouch: str = "", email: str = "", uses: int = 1, days: int = 7, at: datetime | None = None
) -> tuple[Invite, str]:
    """An invite and its token, which is shown once and kept nowhere.

    Raises `Forbidden` `captain_invites` where the charter leaves inviting to the captain, `invites_paused` for 14 days
    after somebody the person brought in was sanctioned (R19), `Invalid` on a field.
    """
    place = look_again(place, Action.INVITE)
    now = at or timezone.now()
    if not 1 <= uses <= MOST_USES:
        raise Invalid(_("From 1 to %(most)d people.") % {"most": MOST_USES}, field="uses")
    if not 1 <= days <= MOST_DAYS:
        raise Invalid(_("From 1 to %(most)d days.") % {"most": MOST_DAYS}, field="days")
    vouch = checked(vouch, "bio", place.group, place.standing, field="vouch", most=140, need=False)
    token = new_token()
    invite = Invite.objects.create(
        group=place.group,
        token_hash=token_hash(token),
        inviter=place.profile,
        vouch=vouch,
        email=address(email, field="email", need=False),
        uses=uses,
        uses_left=uses,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    _tell(place.person, "invite.created", invite)
    return invite, token


@whole
def revoke(place: Place, invite: Invite) -> Invite:
    """Nobody comes in by it any more. Those who are in stay; doing it twice is once."""
    (locked,) = lock_invites([invite.pk])
    look_again(place, Action.REVOKE_INVITE)
    if locked.revoked_at is None:
        locked.revoked_at = timezone.now()
        locked.save(update_fields=["revoked_at"])
        _tell(place.person, "invite.revoked", locked)
    return locked


@whole
def name_captain(manager: Person, group: Group, email: str) -> tuple[Invite, str]:
    """A bound invite that makes its reader captain, in the place of an earlier one nobody has used; mailed there.
    Raises `RateLimited`: nobody has asked for these letters."""
    policy.require(Action.NAME_CAPTAIN, brand_standings(manager, group.brand))
    take_captain(manager)
    unused = Invite.objects.filter(group=group, role=Role.CAPTAIN, revoked_at=None, uses_left__gt=0)
    earlier = lock_invites(unused.values_list("pk", flat=True))
    group = lock_group(group.pk)
    revoke_all(earlier, timezone.now())
    invite, token = invite_captain(group, email, at=timezone.now())
    _tell(manager, "captain.named", invite)
    return invite, token


@whole
def revoke_as_brand(manager: Person, invite: Invite) -> Invite:
    """A captain's invite, taken back by the brand that made it. Raises `NotFound` for all others' invites."""
    policy.require(Action.NAME_CAPTAIN, brand_standings(manager, invite.group.brand))
    if invite.inviter_id is not None:
        raise NotFound
    (locked,) = lock_invites([invite.pk])
    if locked.revoked_at is None:
        locked.revoked_at = timezone.now()
        locked.save(update_fields=["revoked_at"])
        _tell(manager, "invite.revoked", locked)
    return locked


def invite_captain(group: Group, email: str, *, at: datetime) -> tuple[Invite, str]:
    """The brand's own invite: bound, single use. For opening a group and `name_captain`, which hold the group."""
    token = new_token()
    invite = Invite.objects.create(
        group=group,
        token_hash=token_hash(token),
        role=Role.CAPTAIN,
        email=address(email, field="captain_email", need=True),
        created_at=at,
        expires_at=at + timedelta(days=CAPTAINS_DAYS),
    )
    letters.invite_captain(invite, token)
    return invite, token


def revoke_all(invites: list[Invite], at: datetime) -> None:
    """End what a leaver had given out; the invites are locked. Any made since have ended by themselves (`open`)."""
    Invite.objects.filter(pk__in=[one.pk for one in invites]).update(revoked_at=at)


def _tell(person: Person, verb: str, invite: Invite) -> None:
    group = invite.group
    audit.record(verb, actor=person, brand=group.brand, subject=group.pk, data={"invite": str(invite.pk)})
