"""Letting go of a person who is erased (trust.md R42): out of every group, with what they answered, hosted and made."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from community.actions.erasing import FORMER, addresses_of
from community.models import Person, Profile
from community.whole import whole
from groups.actions import joining, leaving, seats
from groups.actions.invites import revoke_all
from groups.actions.locks import lock_group, lock_invites, lock_invites_by, lock_memberships, lock_occurrences
from groups.models import (
    ROOMS_OPEN_AFTER,
    Attendance,
    BreakGlass,
    Group,
    Host,
    Invite,
    JoinRequest,
    Membership,
    Occurrence,
    Outreach,
    PaceGroup,
    QuietVote,
    Regular,
    Rsvp,
    RsvpMove,
)
from groups.models.restraint import vote_mark


def erase(person: Person) -> None:
    """Ends all that the person holds in groups. A group may lose its only captain by it: going for good waits for
    nobody, the brand names another. Safe to run again."""
    seats.end_of(person.pk)
    spaces = Group.objects.values("pk")
    for profile in Profile.objects.filter(person=person, space__in=spaces).order_by("space"):
        _leave(profile)
    for request in JoinRequest.objects.filter(person=person).order_by("group"):
        if request.state == JoinRequest.State.ASKED:
            joining.withdraw(person, request)  # gives the use of the invite back
        _unask(request)
    _unname(addresses_of(person))
    Outreach.objects.filter(made_by=person).update(made_by=None)
    BreakGlass.objects.filter(asked_by=person).update(asked_by=None, asked_name="")
    BreakGlass.objects.filter(approved_by=person).update(approved_by=None, approved_name="")
    BreakGlass.objects.filter(ended_by=person).update(ended_by=None)


@whole
def _leave(profile: Profile) -> None:
    invites = lock_invites_by(profile)
    group = lock_group(profile.space)
    now = timezone.now()
    current = Membership.objects.current().filter(profile=profile).values_list("pk", flat=True)
    members = lock_memberships(group, current)
    # Days to come and days that were, in one order: the places of all of them are counted anew.
    answered = Rsvp.objects.filter(profile=profile).values("occurrence")
    open_or_theirs = Q(ends_at__gt=now - ROOMS_OPEN_AFTER) | Q(pk__in=answered)
    lock_occurrences(Occurrence.objects.filter(open_or_theirs, group=group).values_list("pk", flat=True))
    revoke_all(invites, now)
    for membership in members.values():
        leaving.end(membership, Membership.Ending.LEFT, now)
    leaving.go(group, profile, "left", now)
    for model in (RsvpMove, Rsvp, Regular, Attendance, Host):
        model._base_manager.filter(profile=profile).delete()
    QuietVote.objects.filter(mark=vote_mark(group.pk, profile.pk)).delete()
    PaceGroup.objects.filter(leader=profile).update(leader=None)
    Invite.objects.filter(inviter=profile).update(vouch="", email="")
    Membership.objects.filter(profile=profile).exclude(words_due="").update(words_due="")  # all of them go


@whole
def _unask(request: JoinRequest) -> None:
    """Who asked is nobody now; what was said about them by whoever asked them in goes as well."""
    lock_invites([request.invite_id])
    Invite.objects.filter(pk=request.invite_id, uses=1).update(vouch="")
    JoinRequest.objects.filter(pk=request.pk).update(person=None, name=FORMER, consents=[])


@whole
def _unname(addresses: list[str]) -> None:
    """Invitations bound to these addresses: without the binding they would let anybody in, so they end."""
    bound = Invite.objects.filter(email__in=addresses).order_by("pk")
    locked = list(bound.select_for_update(no_key=True))
    revoke_all([one for one in locked if one.revoked_at is None], timezone.now())
    Invite.objects.filter(pk__in=[one.pk for one in locked]).update(email="")
