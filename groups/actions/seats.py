"""The brand's visible place in a group (trust.md R8, R11): knocking, listening, speaking when the captain says so."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from community import audit
from community.actions.people import forget_answers_in, profile_for
from community.errors import Conflict, Forbidden, NotFound
from community.models import Person
from community.models import Role as Duty
from community.surface import Action, Standing
from community.whole import one_by_one, whole
from groups.access import Place, brand_standings, current_charter, membership
from groups.access.restraint import quiet_of
from groups.actions.locks import lock_group, look_again
from groups.actions.words import person_name
from groups.models import BrandSeat, Charter, Group
from messaging.actions.participants import depart, enter
from messaging.models import Participant
from moderation import policy

State = BrandSeat.State
Presence = Charter.BrandPresence


@whole
def take(person: Person, group: Group, *, name: str = "", at: datetime | None = None) -> BrandSeat:
    """Knock: listed and badged, with the group's card and nothing else, until the captain lets them listen or welcomes
    them. While the members have the brand step back, one sits down stepped back. Who sits already stays so.

    `name` is how they are called here, the brand's name unless said. Raises `NotFound` for who holds no voice or
    manager duty of this brand, `Forbidden` `brand_not_here` where the charter wants none, `Conflict` `is_member`.
    """
    group = lock_group(group.pk)
    policy.require(Action.TAKE_SEAT, brand_standings(person, group.brand))
    if current_charter(group).brand_presence == Presence.NONE:
        raise Forbidden(_("This group's charter has no seat for the brand."), code="brand_not_here")
    if membership(person, group) is not None:
        raise Conflict(_("You are a member of this group. Leave it first."), code="is_member")
    held = _held(person, group)
    if held is not None:
        return held
    called = person_name(name or group.brand.name, group, Standing.BRAND_LISTENING)
    profile = profile_for(person, group.pk, called)
    now = at or timezone.now()
    state = State.KNOCKING if quiet_of(group) is None else State.STEPPED_BACK
    seat = BrandSeat.objects.create(group=group, profile=profile, state=state, taken_at=now, since=now)
    _tell(person, "seat.taken", group)
    return seat


@whole
def let_in(place: Place, seat: BrandSeat, *, at: datetime | None = None) -> BrandSeat:
    """The captain's first word to who knocks: it listens now, and after seven days it may speak where the charter says
    so, unless it is sent back before. Who is past knocking stays as they are. Raises `NotFound` for a seat given up."""
    place = look_again(place, Action.SEAT_BRAND)
    seat = _locked(seat, place.group)
    if seat.state == State.KNOCKING:
        now = at or timezone.now()
        _set(seat, State.LISTENING, now, heard_from=now)
        _tell(place.person, "seat.let_in", place.group)
    return seat


@whole
def welcome(place: Place, seat: BrandSeat, *, at: datetime | None = None) -> BrandSeat:
    """The captain lets the brand speak: it takes part now. Raises `Conflict` `charter_says_no` where the charter
    lets it listen only, `brand_stepped_back` while the members have it step back, `NotFound` for a seat given up
    meanwhile."""
    place = look_again(place, Action.SEAT_BRAND)
    seat = _locked(seat, place.group)
    if place.charter.brand_presence != Presence.SPEAKING:
        raise Conflict(_("The charter lets the brand listen, not speak."), code="charter_says_no")
    if quiet_of(place.group) is not None:
        raise Conflict(_("The members have asked the brand to step back for now."), code="brand_stepped_back")
    if seat.state != State.SPEAKING:
        now = at or timezone.now()
        _set(seat, State.SPEAKING, now, welcomed_at=now)
        enter(place.group.pk, seat.profile, Participant.Voice.BRAND, at=at)
        _tell(place.person, "seat.welcomed", place.group)
    return seat


@whole
def send_back(place: Place, seat: BrandSeat) -> BrandSeat:
    """Back to listening, until the captain welcomes it anew: nothing said from now on reaches the brand, and no clock
    runs. A stepped-back seat stays so: that is the members' to say."""
    place = look_again(place, Action.SEAT_BRAND)
    seat = _locked(seat, place.group)
    if seat.state != State.STEPPED_BACK and (seat.state != State.LISTENING or seat.heard_from is not None):
        _move(seat, State.LISTENING)
        _tell(place.person, "seat.sent_back", place.group)
    return seat


@whole
def give_up(holder: Place | Person, seat: BrandSeat) -> None:
    """Its holder stands up. Raises `NotFound` for another's seat; doing it twice is once."""
    person = holder.person if isinstance(holder, Place) else holder
    group = lock_group(seat.group_id)
    held = _held(person, group)
    if held is None:
        return
    if held.pk != seat.pk:
        raise NotFound
    stand_up(held)
    _tell(person, "seat.given_up", group)


def end_with_duty(person_id: UUID, brand_id: UUID | None) -> None:
    """A person's duty for a brand has ended: so do the seats that hung on it, unless another duty still holds them."""
    held = BrandSeat.objects.filter(profile__person=person_id, group__brand=brand_id, ended_at=None)
    for seat in held.order_by("group"):
        _end(seat)


def end_of(person_id: UUID) -> None:
    """Whoever lost every second factor does not go on speaking as the brand by a mail code alone: they sit down anew,
    listening, once they have set one up (taking a seat asks for it)."""
    for seat in BrandSeat.objects.filter(profile__person=person_id, ended_at=None).order_by("group"):
        _end(seat, though_on_duty=True)


def end_without_duty() -> int:
    """The same for whatever was missed by a stopped process; how many seats. None of them has had rights since."""
    on_duty = Duty.objects.current().filter(
        person=OuterRef("profile__person"), brand=OuterRef("group__brand"), kind__in=BrandSeat.DUTIES
    )
    due = BrandSeat.objects.filter(~Exists(on_duty), ended_at=None)
    return one_by_one(_end, due.order_by("group"))


def hear_out() -> int:
    """By the clock: who has listened for seven days, and was let in by a captain, may speak where the charter says so;
    how many seats."""
    heard = timezone.now() - BrandSeat.LISTENS_FOR
    due = BrandSeat.objects.filter(state=State.LISTENING, ended_at=None, heard_from__lte=heard)
    return one_by_one(_hear_out, due.order_by("group"))


@whole
def _hear_out(seen: BrandSeat) -> bool:
    group = lock_group(seen.group_id)
    seat = _still(seen, group)
    now = timezone.now()
    if seat is None or seat.state != State.LISTENING or seat.heard_from is None:
        return False
    if seat.heard_from > now - BrandSeat.LISTENS_FOR or not _on_duty(seat.profile.person, group.brand_id):
        return False
    if current_charter(group).brand_presence != Presence.SPEAKING:
        return False
    _set(seat, State.SPEAKING, now, heard_from=seat.heard_from)
    enter(group.pk, seat.profile, Participant.Voice.BRAND)
    _tell(None, "seat.heard_out", group)
    return True


def step_back(group: Group) -> None:
    """The members' vote has carried: every seat of the brand is out of the room. Under the group's lock."""
    for seat in _standing(group):
        _move(seat, State.STEPPED_BACK)


def back_to_listening(group: Group) -> int:
    """Its time out is over: it listens, and waits for the captain's welcome. Under the group's lock; how many seats."""
    stepped_back = [seat for seat in _standing(group) if seat.state == State.STEPPED_BACK]
    for seat in stepped_back:
        _move(seat, State.LISTENING)
    return len(stepped_back)


@whole
def _end(seen: BrandSeat, *, though_on_duty: bool = False) -> bool:
    group = lock_group(seen.group_id)
    seat = BrandSeat.objects.filter(pk=seen.pk, ended_at=None).select_related("profile__person").first()
    if seat is None or (not though_on_duty and _on_duty(seat.profile.person, group.brand_id)):
        return False
    stand_up(seat)
    _tell(None, "seat.ended", group)
    return True


def yield_to(group: Group, presence: str) -> None:
    """A tighter charter moves the seats at once: nobody speaks under "listening", nobody sits under "none"."""
    for seat in _standing(group):
        if presence == Presence.NONE:
            stand_up(seat)
        elif presence == Presence.LISTENING and seat.state == State.SPEAKING:
            _move(seat, State.LISTENING)


def _standing(group: Group) -> list[BrandSeat]:
    return list(BrandSeat.objects.filter(group=group, ended_at=None).select_related("profile").order_by("pk"))


def _on_duty(person: Person | None, brand_id: UUID) -> bool:
    if person is None:
        return False
    return person.roles.current().filter(brand=brand_id, kind__in=BrandSeat.DUTIES).exists()


def _held(person: Person, group: Group) -> BrandSeat | None:
    return (
        BrandSeat.objects.filter(group=group, profile__person=person, ended_at=None).select_related("profile").first()
    )


def _locked(seat: BrandSeat, group: Group) -> BrandSeat:
    locked = _still(seat, group)
    if locked is None:
        raise NotFound
    return locked


def _still(seat: BrandSeat, group: Group) -> BrandSeat | None:
    return (
        BrandSeat.objects.select_for_update(no_key=True, of=("self",))
        .select_related("profile")
        .filter(pk=seat.pk, group=group, ended_at=None)
        .first()
    )


def _set(
    seat: BrandSeat,
    state: str,
    now: datetime,
    *,
    heard_from: datetime | None = None,
    welcomed_at: datetime | None = None,
) -> None:
    seat.state, seat.since, seat.heard_from, seat.welcomed_at = state, now, heard_from, welcomed_at
    seat.save(update_fields=["state", "since", "heard_from", "welcomed_at"])


def _move(seat: BrandSeat, state: str) -> None:
    """Away from the room, if it was there."""
    spoke = seat.state == State.SPEAKING
    _set(seat, state, timezone.now())
    if spoke:
        depart(seat.group_id, seat.profile, reason="closed")


def stand_up(seat: BrandSeat) -> None:
    """Ends the seat, under the group's lock; in its conversation too, if it spoke."""
    if seat.state == State.SPEAKING:
        depart(seat.group_id, seat.profile, reason="closed")
    forget_answers_in(seat.group_id, seat.profile.person_id)
    seat.ended_at = timezone.now()
    seat.save(update_fields=["ended_at"])


def _tell(person: Person | None, verb: str, group: Group) -> None:
    audit.record(verb, actor=person, brand=group.brand, subject=group.pk)
