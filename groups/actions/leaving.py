"""Going: by oneself, by a captain's decision, and handing the captaincy over."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community import audit
from community.actions.erasing import FORMER
from community.actions.people import forget_answers_in
from community.errors import Conflict, Forbidden, Invalid, NotFound
from community.models import Profile
from community.surface import Action
from community.whole import whole
from groups import jobs
from groups.access import Place, addresses_of
from groups.actions import hosting, regulars, seats
from groups.actions.invites import revoke_all
from groups.actions.locks import lock_coming, lock_invites_by, lock_memberships, look_again
from groups.models import BrandSeat, Group, JoinRequest, Membership, Role
from groups.notifications import joining as notifications
from messaging.actions.fading import Choice, fade_words
from messaging.actions.participants import Reason, depart, set_voice
from messaging.models import Participant
from moderation.actions import sanctions

_CHOICES: dict[str, Choice] = {"keep": "keep", "anonymise": "anonymise", "delete": "delete"}


@whole
def leave(place: Place, *, words: str) -> None:
    """Go, silently. `words` says what becomes of one's messages; carrying that out follows after the commit.

    A brand person gives up the seat with it. Raises `Conflict` `last_captain`: hand over first. `Invalid` on `words`.
    """
    if words not in Membership.Words.values:
        raise Invalid(_("Choose what becomes of your words."), field="words")
    invites = lock_invites_by(place.profile)
    place = look_again(place, Action.LEAVE)
    now = timezone.now()
    if place.membership is None:
        if place.seat is not None:
            seats.give_up(place, place.seat)
        return
    locked = lock_memberships(place.group, [place.membership.pk])
    _demand_other_captain(place.group, locked[place.membership.pk])
    revoke_all(invites, now)
    end(locked[place.membership.pk], Membership.Ending.LEFT, now, words_due=words)
    go(place.group, place.profile, "left", now)
    if words == Membership.Words.ANONYMISE:
        _forget(place)
    if words != Membership.Words.KEEP:
        transaction.on_commit(partial(jobs.finish_words, place.membership.pk), robust=True)
    audit.record("member.left", actor=place.person, brand=place.group.brand, subject=place.group.pk)


def finish_words(membership_id: UUID) -> bool:
    """Carry out what a leaver chose; False when it was done before. Safe to repeat after a stop anywhere."""
    ended = Membership.objects.filter(pk=membership_id).exclude(words_due="").select_related("profile").first()
    if ended is None:
        return False
    # Whoever has come back meanwhile keeps what they say since.
    fade_words(ended.group_id, ended.profile, _CHOICES[ended.words_due], before=ended.ended_at)
    return Membership.objects.filter(pk=membership_id, words_due=ended.words_due).update(words_due="") == 1


@whole
def remove(place: Place, membership: Membership, *, reason: str, ban: bool = False) -> None:
    """A captain ends somebody's membership, with a reason that is kept and told; with `ban` for good (R19, R36).

    Raises `Invalid` on `reason`, `Forbidden` `captain_stays` for captains, oneself included, `NotFound` for who is out
    already.
    """
    reason = sanctions.clean_reason(reason)
    invites = lock_invites_by(membership.profile)
    place = look_again(place, Action.REMOVE_MEMBER)
    locked = lock_memberships(place.group, [membership.pk]).get(membership.pk)
    if locked is None:
        raise NotFound
    if locked.role == Role.CAPTAIN:
        raise Forbidden(_("A captain cannot be removed by a captain."), code="captain_stays")
    now = timezone.now()
    revoke_all(invites, now)
    end_membership(place.group, locked, Membership.Ending.REMOVED, now)
    sanction = sanctions.remove(locked.profile, place.group.brand, reason=reason, decided_by=place.profile, at=now)
    if ban and locked.profile.person is not None:
        addresses = addresses_of(locked.profile.person)
        sanctions.ban(place.group.brand, place.group.pk, addresses, reason=reason, decided_by=place.profile)
    notifications.removed(locked.profile, sanction, banned=ban)
    audit.record(
        "member.removed",
        actor=place.person,
        brand=place.group.brand,
        subject=place.group.pk,
        data={"sanction": str(sanction.pk), "ban": ban},
    )


@whole
def hand_over(place: Place, membership: Membership) -> Membership:
    """The member becomes captain and the captain a member, at once. Raises `NotFound` for who is not in any more,
    `Conflict` `already_captain` for a captain, oneself included."""
    place = look_again(place, Action.HAND_OVER)
    mine = place.membership
    if mine is None:
        raise NotFound
    locked = lock_memberships(place.group, [membership.pk, mine.pk])
    if membership.pk not in locked:
        raise NotFound
    if locked[membership.pk].role == Role.CAPTAIN:
        raise Conflict(_("They are captain already."), code="already_captain")
    lock_coming(place.group, timezone.now())  # whoever enters an event's room now has the voice of before
    _set_role(locked[membership.pk], Role.CAPTAIN, Participant.Voice.CAPTAIN)
    _set_role(locked[mine.pk], Role.MEMBER, Participant.Voice.MEMBER)
    notifications.now_captain(locked[membership.pk])
    audit.record(
        "captain.handed_over",
        actor=place.person,
        brand=place.group.brand,
        subject=place.group.pk,
        data={"membership": str(membership.pk)},
    )
    return locked[membership.pk]


def end_membership(group: Group, locked: Membership, ending: str, now: datetime) -> None:
    """Out of the group and all that hangs on it, under the locks of membership, occurrences and rooms. The sanction and
    the invites are the caller's."""
    end(locked, ending, now)
    go(group, locked.profile, "removed", now)


def _demand_other_captain(group: Group, leaver: Membership) -> None:
    others = Membership.objects.captains().filter(group=group).exclude(pk=leaver.pk)
    if leaver.role == Role.CAPTAIN and not others.exists():
        words = _("You are the only captain. Hand the captaincy over first, then you can leave.")
        raise Conflict(words, code="last_captain")


def end(membership: Membership, ending: str, now: datetime, *, words_due: str = "") -> None:
    """The membership, which is locked."""
    membership.ended_at, membership.ending = now, ending
    membership.words_due = "" if words_due == Membership.Words.KEEP else words_due
    membership.save(update_fields=["ended_at", "ending", "words_due"])


def go(group: Group, profile: Profile, reason: Reason, now: datetime) -> None:
    """Out of everything that is still to come, and of all rooms; what was theirs there goes to others."""
    coming = lock_coming(group, now)
    depart(group.pk, profile, reason=reason)
    forget_answers_in(group.pk, profile.person_id)
    regulars.gone(profile, now)
    hosting.gone(profile, coming, now)


def _forget(place: Place) -> None:
    """Nothing kept here leads from the profile to the person any more (architecture.md "Who people are"). Coming back
    is coming anew, with another profile; not before whatever was to keep them quiet here is over (R36)."""
    profile = place.profile
    until = max(filter(None, sanctions.quiet_until(profile, timezone.now())), default=None)
    if until is not None:
        sanctions.keep_out(place.group.brand, place.group.pk, addresses_of(place.person), until)
    Profile.objects.filter(pk=profile.pk).update(person=None, name=FORMER, bio="")
    JoinRequest.objects.filter(group=place.group, person=place.person).update(person=None, name=FORMER)
    BrandSeat.objects.filter(group=place.group, profile=profile, ended_at=None).update(ended_at=timezone.now())


def _set_role(membership: Membership, role: Role, voice: str) -> None:
    membership.role = role
    membership.save(update_fields=["role"])
    set_voice(membership.group_id, membership.profile, voice)
