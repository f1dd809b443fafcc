"""Coming in: asking by an invite, being let in or not (product.md "Joining", trust.md R18)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from community import audit
from community.actions import ages
from community.actions.people import profile_for, rename
from community.errors import Conflict, Invalid, NotFound
from community.models import Person
from community.surface import Action, Standing
from community.whole import one_by_one, whole
from groups.access import Place, addresses_of, asks_age, current_charter, membership, works_for
from groups.access.invites import admits
from groups.actions import hiding
from groups.actions.locks import lock_group, lock_invite, lock_invites, lock_person, lock_request, look_again
from groups.actions.words import person_name
from groups.models import Charter, Group, Invite, JoinRequest, Membership, Role
from groups.notifications import joining as notifications
from groups.rates import take_join
from messaging.actions.participants import enter, set_voice
from messaging.models import Participant
from moderation import policy
from moderation.actions import consents as ledger
from moderation.models import Ban, Purpose

LAPSES_AFTER = timedelta(days=14)
_VOICES = {Role.CAPTAIN: Participant.Voice.CAPTAIN, Role.MEMBER: Participant.Voice.MEMBER}
State = JoinRequest.State


@whole
def ask(
    person: Person,
    token: str,
    *,
    name: str,
    charter_version: int,
    consents: Iterable[str] = (),
    age: int | None = None,
    surface: str,
    at: datetime | None = None,
) -> JoinRequest:
    """Spend one use of the invite: the request it makes is admitted at once, or waits for the captain (`asked`).

    `charter_version` is the one that was shown and is accepted by this; `consents` are the boxes ticked, `service` goes
    without saying; `age` is the group's lowest one, as it was shown: with it one says that one is that old, which who
    has said before need not (R41); `surface` is where they were (join, api). Who is in or waiting already gets that
    request back and nothing is spent. Raises `NotFound` for whatever is wrong with the invite or the asker, `Conflict`
    `charter_changed`, `age_unsaid` or `group_full`, `Forbidden` `brand_person`, `Invalid` on `name`, `RateLimited`.
    `at` is for the demo seed only.
    """
    take_join(person)
    invite = lock_invite(token)
    group = lock_group(invite.group_id)
    now = at or timezone.now()
    earlier = _earlier(person, group)
    if earlier is not None and invite.role != Role.CAPTAIN:
        return earlier
    _demand_way_in(invite, person, group, now)
    charter = _charter_as_shown(group, charter_version)
    _demand_age(person, group, age)
    _spend(invite, now)
    if earlier is not None:
        return _make_captain(earlier, group, now)
    called = person_name(name, group, Standing.NEW_MEMBER)
    said = [ledger.say(group.brand, purpose, surface) for purpose in _purposes(consents)]
    request = JoinRequest.objects.create(
        group=group, invite=invite, person=person, name=called, charter=charter, consents=said, created_at=now
    )
    _come_in_or_wait(request, invite.role, now)
    return request


def _come_in_or_wait(request: JoinRequest, role: str, now: datetime) -> None:
    group = request.group
    if request.charter.approval == Charter.Approval.CAPTAIN and role != Role.CAPTAIN:
        notifications.somebody_asks(request)
    else:
        _let_in(request, group, now, role=role)
    verb = "member.joined" if request.state == State.ADMITTED else "member.asked"
    audit.record(verb, actor=request.person, brand=group.brand, subject=group.pk)


def _charter_as_shown(group: Group, version: int) -> Charter:
    """The charter that is accepted is the one that was read."""
    charter = current_charter(group)
    if charter.version != version:
        raise Conflict(_("The charter has changed. Read it once more."), code="charter_changed")
    return charter


def _demand_age(person: Person, group: Group, said: int | None) -> None:
    """Whoever comes in says that they are as old as the group's people are, once; no more is noted than it asks."""
    if not asks_age(group, person):
        return
    if said is None or said < group.lowest_age:
        words = _("This group is for people of %(age)d and older. Whoever joins says that they are.")
        detail = {"lowest_age": group.lowest_age}
        raise Conflict(words % {"age": group.lowest_age}, code="age_unsaid", detail=detail)
    ages.say(person, group.lowest_age)


@whole
def admit(place: Place, request: JoinRequest, *, at: datetime | None = None) -> JoinRequest:
    """The captain says yes. Saying it twice is once; raises `Conflict` `already_decided` after anything else.

    Raises `Conflict` `group_full` while there is no place (the request goes on waiting), `Conflict` `request_gone` for
    an asker who is banned, closed their account or came to work for the brand meanwhile. `at` is for the
    demo seed only.
    """
    lock_invites([request.invite_id])
    place = look_again(place, Action.DECIDE_REQUEST)
    request = lock_request(request.pk)
    if request.state == State.ADMITTED:
        return request
    _demand_open(request)
    if request.person is None or not _still_fits(request.person, place.group):
        raise Conflict(_("This person cannot come in any more."), code="request_gone")
    request.decided_by = place.profile
    _let_in(request, place.group, at or timezone.now(), role=Role.MEMBER)
    notifications.decided(request)
    _tell(place.person, "request.admitted", request)
    return request


@whole
def refuse(place: Place, request: JoinRequest) -> JoinRequest:
    """The captain says no: the use goes back to the invite, the asker is told by mail, without a reason."""
    lock_invites([request.invite_id])
    place = look_again(place, Action.DECIDE_REQUEST)
    request = lock_request(request.pk)
    if request.state == State.REFUSED:
        return request
    _demand_open(request)
    _close(request, State.REFUSED, timezone.now(), decided_by=place)
    notifications.decided(request)
    _tell(place.person, "request.refused", request)
    return request


@whole
def withdraw(person: Person, request: JoinRequest) -> JoinRequest:
    """The asker thinks better of it. Raises `NotFound` for another's request."""
    lock_invites([request.invite_id])
    lock_group(request.group_id)
    request = lock_request(request.pk)
    if request.person_id != person.pk:
        raise NotFound
    if request.state == State.WITHDRAWN:
        return request
    _demand_open(request)
    _close(request, State.WITHDRAWN, timezone.now())
    _tell(person, "request.withdrawn", request)
    return request


def lapse_old(now: datetime) -> int:
    """Close what nobody decided within 14 days and give the uses back. How many; each in a transaction of its own."""
    due = JoinRequest.objects.filter(state=State.ASKED, created_at__lte=now - LAPSES_AFTER)
    return one_by_one(partial(_lapse, now=now), list(due.order_by("created_at").values_list("pk", flat=True)))


@whole
def _lapse(request_id: UUID, now: datetime) -> bool:
    seen = JoinRequest.objects.get(pk=request_id)
    lock_invites([seen.invite_id])
    lock_group(seen.group_id)
    request = lock_request(request_id)
    if request.state != State.ASKED:
        return False
    _close(request, State.LAPSED, now)
    notifications.decided(request)
    _tell(None, "request.lapsed", request)
    return True


def _purposes(ticked: Iterable[str]) -> list[Purpose]:
    """`service` and the boxes ticked, each once."""
    try:
        return sorted({Purpose.SERVICE, *map(Purpose, ticked)})
    except ValueError:
        raise Invalid(_("Choose one of the answers."), field="consents")


def _earlier(person: Person, group: Group) -> JoinRequest | None:
    """What the person has already reached here: being in, or waiting."""
    current = membership(person, group)
    if current is None:
        return JoinRequest.objects.filter(group=group, person=person, state=State.ASKED).first()
    return current.request or JoinRequest(
        group=group,
        person=person,
        name=current.profile.name,
        charter_id=current.charter_id,
        state=State.ADMITTED,
        decided_at=current.joined_at,
    )


def _demand_way_in(invite: Invite, person: Person, group: Group, now: datetime) -> None:
    invite.group = group
    if not admits(invite, person, now):
        raise NotFound
    if invite.role != Role.CAPTAIN and not Membership.objects.captains().filter(group=group).exists():
        raise NotFound  # a group without captain accepts nobody else
    if _works_for(person, group):
        raise policy.refusal("brand_person")


def _spend(invite: Invite, now: datetime) -> None:
    """The one conditional UPDATE that decides who still comes in by it (trust.md R18)."""
    if Invite.objects.open(now).filter(pk=invite.pk).update(uses_left=F("uses_left") - 1) != 1:
        raise NotFound


def _let_in(request: JoinRequest, group: Group, now: datetime, *, role: str) -> None:
    """Membership, place in the rooms, consents: what being in consists of. The group's row is held."""
    if request.person is None:
        raise NotFound
    if group.active_count >= group.size_cap:
        raise Conflict(_("The group is full: it has room for %(n)d.") % {"n": group.size_cap}, code="group_full")
    profile = profile_for(request.person, group.pk, request.name)
    if profile.name != request.name and hiding.may_stand("profile", [profile.pk], request.name, profile.bio):
        profile = rename(profile, request.name, profile.bio)  # they came back under another name
    Membership.objects.create(
        group=group, profile=profile, role=role, charter=request.charter, request=request, joined_at=now
    )
    request.state, request.decided_at = State.ADMITTED, now
    request.save(update_fields=["state", "decided_at", "decided_by"])
    enter(group.pk, profile, _VOICES[Role(role)], at=now)
    ledger.record(request.person, group.brand, request.consents, at=request.created_at)
    notifications.came_in(request)


def _make_captain(earlier: JoinRequest, group: Group, now: datetime) -> JoinRequest:
    """A member, or somebody waiting, follows the brand's invite to the captain."""
    if earlier.state == State.ASKED:
        _let_in(earlier, group, now, role=Role.CAPTAIN)
    elif earlier.person is not None:
        current = membership(earlier.person, group)
        if current is not None and current.role != Role.CAPTAIN:
            Membership.objects.filter(pk=current.pk).update(role=Role.CAPTAIN)
            set_voice(group.pk, current.profile, Participant.Voice.CAPTAIN)
    audit.record("captain.took_over", actor=earlier.person, brand=group.brand, subject=group.pk)
    return earlier


def _still_fits(person: Person, group: Group) -> bool:
    """Whether who asked some time ago may still come in: not closed, not banned, not with the brand meanwhile (R8)."""
    banned = Ban.objects.standing(group.brand, group.pk, addresses_of(person)).exists()
    return person.is_active and not banned and not _works_for(person, group)


def _works_for(person: Person, group: Group) -> bool:
    lock_person(person)
    return works_for(person, group.brand)


def _demand_open(request: JoinRequest) -> None:
    if request.state != State.ASKED:
        raise Conflict(_("This has been decided already."), code="already_decided", detail={"state": request.state})


def _close(request: JoinRequest, state: str, now: datetime, *, decided_by: Place | None = None) -> None:
    request.state, request.decided_at = state, now
    request.decided_by = decided_by.profile if decided_by else None
    request.save(update_fields=["state", "decided_at", "decided_by"])
    Invite.objects.filter(pk=request.invite_id, uses_left__lt=F("uses")).update(uses_left=F("uses_left") + 1)


def _tell(person: Person | None, verb: str, request: JoinRequest) -> None:
    group = request.group
    audit.record(verb, actor=person, brand=group.brand, subject=group.pk, data={"request": str(request.pk)})
