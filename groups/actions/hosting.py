"""Who hosts: handing over, "I can't", taking over, helping. Nobody stands alone in the rain. All of it is
counted (groups/rates.py): each raises `RateLimited`, too."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from community import audit
from community.errors import Conflict
from community.models import Profile
from community.whole import whole
from groups.access import Place, Seat
from groups.actions import hearing
from groups.actions.announce import event_changed
from groups.actions.event_rooms import host_in
from groups.actions.locks import lock_coming, lock_group
from groups.actions.plans import demand_member
from groups.actions.scopes import ALONE, Held, hold
from groups.models import Event, Host, Membership, Occurrence, PaceGroup, Rsvp
from groups.rates import take_plan
from messaging.actions.participants import depart_room
from messaging.log import lock_rooms
from moderation import policy


@whole
def hand_over(seat: Seat, to: Profile, *, scope: str = "this") -> list[Occurrence]:
    """Another member leads instead of who did, who hosts no more; a helper becomes the one. Those that changed hands.

    Raises as `scopes.hold`, `Invalid` `lead` for somebody who is not in the group.
    """
    take_plan(seat.place)
    held = _hold(seat, scope)
    demand_member(held.place.group, to.pk, "lead")
    given = [one for one in _coming(held) if not _leads(one, to.pk)]
    for one in given:
        _dismiss(one, Host.objects.filter(occurrence=one, lead=True).select_related("profile").first())
        _appoint(one, to)
        event_changed(one)
    if given:
        _keep_whose(held)
        hearing.of_hosting(given, to, held.place.person, timezone.now(), lead=True)
        _record("event.handed_over", held.place, seat.occurrence, {"to": str(to.pk), "scope": scope})
    return given


@whole
def cannot(seat: Seat) -> bool | None:
    """A host says that they cannot. If they led, helpers and captains are asked at once whether somebody takes over:
    whether there is anybody to ask, None if they only helped. Raises as `scopes.hold`, `Forbidden` `hosts_only` for who
    does not host."""
    take_plan(seat.place)
    now = timezone.now()
    held = _hold(seat, "this")
    one, mine = held.anchor, _hosting(held.anchor, held.place.profile.pk)
    if mine is None:
        raise policy.refusal("hosts_only")
    _dismiss(one, mine)
    _keep_whose(held)
    asked = None
    if mine.lead:
        _leave_open(one, now)
        asked = hearing.of_no_host([one], held.place.person, now) > 0
    event_changed(one)
    _record("event.host_cannot", held.place, one, {})
    return asked


@whole
def take_over(seat: Seat) -> Occurrence:
    """A helper or a captain leads what nobody leads. Of two at once one does; leading already stays so. Raises as
    `scopes.hold`, `Conflict` `has_host` where somebody leads."""
    take_plan(seat.place)
    held = _hold(seat, "this")
    one, profile = held.anchor, held.place.profile
    if _leads(one, profile.pk):
        return one
    if Host.objects.filter(occurrence=one, lead=True).exists():
        raise Conflict(_("Somebody hosts this already."), code="has_host")
    _appoint(one, profile)
    _keep_whose(held)
    event_changed(one)
    _record("event.taken_over", held.place, one, {})
    return one


@whole
def add_cohost(seat: Seat, profile: Profile, *, scope: str = "this") -> list[Occurrence]:
    """A member helps hosting. Those where they did not yet. Raises as `scopes.hold`, `Invalid` `cohosts`."""
    take_plan(seat.place)
    held = _hold(seat, scope)
    demand_member(held.place.group, profile.pk, "cohosts")
    joined = [one for one in _coming(held) if _hosting(one, profile.pk) is None]
    for one in joined:
        Host.objects.create(occurrence=one, profile=profile)
        host_in(one, profile)
        event_changed(one)
    if joined:
        _keep_whose(held)
        hearing.of_hosting(joined, profile, held.place.person, timezone.now(), lead=False)
        _record("event.cohost_added", held.place, seat.occurrence, {"cohost": str(profile.pk), "scope": scope})
    return joined


@whole
def remove_cohost(seat: Seat, profile: Profile, *, scope: str = "this") -> list[Occurrence]:
    """They help no more. Those where they did; who leads is not removed, but handed over from. Raises as
    `scopes.hold`."""
    take_plan(seat.place)
    held = _hold(seat, scope)
    helping = [(one, _hosting(one, profile.pk)) for one in _coming(held)]
    left = [(one, host) for one, host in helping if host is not None and not host.lead]
    for one, host in left:
        _dismiss(one, host)
        event_changed(one)
    if left:
        _keep_whose(held)
        _record("event.cohost_removed", held.place, seat.occurrence, {"cohost": str(profile.pk), "scope": scope})
    return [one for one, _host in left]


def gone(profile: Profile, coming: list[Occurrence], now: datetime) -> None:
    """Somebody is not there any more: what they led goes to the first who helps, else it is without a host and says so;
    a pace of theirs is led by nobody. The caller holds the group and all of `coming`."""
    hosts = Host.objects.filter(profile=profile, occurrence__in=coming).select_related("profile")
    hosted = {host.occurrence_id: host for host in hosts}
    open_ = [one for one in coming if one.ends_at > now]
    _lead_no_pace(profile, open_)
    hostless = []
    for one in open_:
        host = hosted.get(one.pk)
        if host is None:
            continue
        _dismiss(one, host)
        helper = Host.objects.filter(occurrence=one).select_related("profile").order_by("pk").first()
        if host.lead and helper is not None:
            _appoint(one, helper.profile)
        elif host.lead:
            _leave_open(one, now)
            hostless.append(one)
        event_changed(one)
    hearing.of_no_host(hostless, None, now)


@whole
def closed(person_id: UUID) -> None:
    """An account is closed: it stays in its groups, because it may be opened again, and hosts nothing there meanwhile.
    Who closes it does so afterwards: accounts are locked after groups."""
    now = timezone.now()
    theirs = Membership.objects.current().filter(profile__person=person_id).select_related("profile")
    for membership in theirs.order_by("group"):
        coming = lock_coming(lock_group(membership.group_id), now)
        lock_rooms(one.room_id for one in coming if one.room_id is not None)
        gone(membership.profile, coming, now)


def _hold(seat: Seat, scope: str) -> Held:
    """Their rooms as well, in one order: hosts come and go there."""
    held = hold(seat, scope, timezone.now())
    lock_rooms(one.room_id for one in held.all if one.room_id is not None)
    return held


def _coming(held: Held) -> list[Occurrence]:
    return held.coming(timezone.now())


def _hosting(occurrence: Occurrence, profile: UUID) -> Host | None:
    return Host.objects.filter(occurrence=occurrence, profile=profile).select_related("profile").first()


def _leads(occurrence: Occurrence, profile: UUID) -> bool:
    return Host.objects.filter(occurrence=occurrence, profile=profile, lead=True).exists()


def _appoint(occurrence: Occurrence, profile: Profile) -> None:
    Host.objects.update_or_create(occurrence=occurrence, profile=profile, defaults={"lead": True})
    occurrence.hostless_since = None
    occurrence.save(update_fields=["hostless_since"])
    host_in(occurrence, profile)


def _dismiss(occurrence: Occurrence, host: Host | None) -> None:
    """Out of the conversation as well, unless they come all the same and by name."""
    if host is None:
        return
    Host.objects.filter(pk=host.pk).delete()
    rsvp = Rsvp.objects.filter(occurrence=occurrence, profile=host.profile_id).first()
    if occurrence.room_id is not None and not (rsvp and rsvp.takes_part):
        depart_room(occurrence.room_id, host.profile, reason="left")


def _leave_open(occurrence: Occurrence, now: datetime) -> None:
    occurrence.hostless_since = now
    occurrence.save(update_fields=["hostless_since"])


def _lead_no_pace(profile: Profile, coming: list[Occurrence]) -> None:
    PaceGroup.objects.filter(leader=profile, occurrence__in=coming).update(leader=None)
    for event in Event.objects.filter(group=profile.space, paces__contains=[{"leader": str(profile.pk)}]):
        led = str(profile.pk)
        event.paces = [{**pace, "leader": None} if pace.get("leader") == led else pace for pace in event.paces]
        event.save(update_fields=["paces"])


def _keep_whose(held: Held) -> None:
    """Given hosts alone, a day says nothing of the series; given them from it onwards, it does again."""
    one = held.anchor
    if one.event.repeats == Event.Repeats.NEVER:
        return
    own = {*one.own, ALONE} if not held.pattern else {*one.own} - {ALONE}
    if own != {*one.own}:
        one.own = sorted(own)
        one.save(update_fields=["own"])


def _record(verb: str, place: Place, occurrence: Occurrence, data: dict[str, audit.Plain]) -> None:
    about: dict[str, audit.Plain] = {"occurrence": str(occurrence.pk), **data}
    audit.record(verb, actor=place.person, brand=place.group.brand, subject=place.group.pk, data=about)
