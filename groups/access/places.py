"""A person in a group: what they are there, and the way to the group through that alone (trust.md R1)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from community.access import roles_of
from community.errors import NotFound
from community.models import Brand, Person, Profile
from community.models import Role as Duty
from community.surface import Action, Standing
from groups.access.found import Found, by_id, by_slug
from groups.access.pauses import inviting_paused_until, quiet_states
from groups.models import Attendance, BrandSeat, Charter, Group, Host, Membership, Occurrence, Role
from moderation import policy

SETTLED_AFTER = timedelta(days=7)  # trust.md R20
# What a person chiefly is, where they are several things at once.
_RANK = (
    Standing.CAPTAIN,
    Standing.MEMBER,
    Standing.NEW_MEMBER,
    Standing.BRAND_SPEAKING,
    Standing.BRAND_LISTENING,
    Standing.BRAND_STEPPED_BACK,
    Standing.MANAGER,
    Standing.VOICE,
    Standing.OPERATOR,
    Standing.EX_MEMBER,
    Standing.STRANGER,
)
_BY_DUTY = {
    Duty.Kind.MANAGER: Standing.MANAGER,
    Duty.Kind.VOICE: Standing.VOICE,
    Duty.Kind.OPERATOR: Standing.OPERATOR,
}
_BY_STATE: Mapping[str, Standing] = {
    BrandSeat.State.KNOCKING: Standing.BRAND_LISTENING,  # listed, with the card and nothing else, as who listens
    BrandSeat.State.LISTENING: Standing.BRAND_LISTENING,
    BrandSeat.State.SPEAKING: Standing.BRAND_SPEAKING,
    BrandSeat.State.STEPPED_BACK: Standing.BRAND_STEPPED_BACK,
}
_SLUG = re.compile(r"[-\w]{1,60}\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """A group as one person stands in it, at the moment of loading. Actions look again under their locks. `outside`:
    how many may read it now who are not in it (trust.md R10)."""

    group: Group
    person: Person
    charter: Charter
    standings: frozenset[Standing]
    membership: Membership | None = None
    seat: BrandSeat | None = None
    states: frozenset[policy.State] = frozenset()  # what holds besides, by the thing that was loaded
    outside: int = 0

    def require(self, action: Action) -> None:
        """Raises the policy's refusal: `NotFound` to outsiders, `Forbidden` with its code to who knows the group."""
        policy.require(action, self.standings, self._states(action))

    def may(self, action: Action) -> bool:
        """The same as a question, for what a page offers."""
        return policy.check(action, self.standings, self._states(action)) is None

    def _states(self, action: Action) -> frozenset[policy.State]:
        states = set(self.states)
        if self.charter.inviters == Charter.Inviters.MEMBERS:
            states.add(policy.State.MEMBERS_INVITE)
        inviting = action == Action.INVITE and self.membership is not None
        if inviting and inviting_paused_until(self.profile, timezone.now()):
            states.add(policy.State.INVITES_PAUSED)
        if action == Action.ASK_REUSE and self.seat is not None:
            states.update(quiet_states(self.group, self.seat.profile, timezone.now()))
        return frozenset(states)

    @property
    def standing(self) -> Standing:
        return next(standing for standing in _RANK if standing in self.standings)

    @property
    def profile(self) -> Profile:
        """The person's profile here; `NotFound` for who comes by a duty alone."""
        holding = self.membership or self.seat
        if holding is None:
            raise NotFound
        return holding.profile


def load_group(person: Person, slug_or_id: str | UUID, action: Action) -> Place:
    """The group, if the person may do `action` there. `NotFound` for outsiders, `Forbidden` for who knows it."""
    place = _place(person, _find(person, slug_or_id))
    place.require(action)
    return place


def load_membership(place: Place, profile_id: str | UUID, action: Action) -> Membership:
    """Somebody's current membership of this group, by profile."""
    place.require(action)
    found = members_of(place).filter(profile=as_uuid(profile_id)).first()
    if found is None:
        raise NotFound
    return found


def load_seat(place: Place, seat_id: str | UUID, action: Action) -> BrandSeat:
    place.require(action)
    found = seats_of(place).filter(pk=as_uuid(seat_id)).first()
    if found is None:
        raise NotFound
    return found


def members_of(place: Place) -> QuerySet[Membership]:
    """Captains first, then by name. For who may see people; the page's action has been asked by `load_group`."""
    return (
        Membership.objects.current()
        .filter(group=place.group)
        .select_related("profile", "request__invite__inviter")
        .order_by("role", "profile__name", "pk")
    )


def seats_of(place: Place) -> QuerySet[BrandSeat]:
    """The brand's seats that stand: a seat is nothing without its holder's duty."""
    duties = Duty.objects.current().filter(brand=place.group.brand_id, kind__in=BrandSeat.DUTIES)
    return BrandSeat.objects.filter(
        group=place.group, ended_at=None, profile__person__in=duties.values("person")
    ).select_related("profile")


def membership(person: Person, group: Group) -> Membership | None:
    """The person's current membership, with its profile; None where there is none."""
    return Membership.objects.current().filter(group=group, profile__person=person).select_related("profile").first()


def standings(person: Person, group: Group) -> frozenset[Standing]:
    """All that a person is in a group at once; `STRANGER` alone where they are nothing."""
    return _place(person, _find(person, group.pk)).standings


def brand_standings(person: Person, brand: Brand) -> frozenset[Standing]:
    """What a person is on the brand's side, by duty alone."""
    return frozenset(_from_duties(_duties(person, brand)) or {Standing.STRANGER})


def works_for(person: Person, brand: Brand) -> bool:
    """Whether the person could hold the brand's seat: such a person comes as the brand or not at all (trust.md R8)."""
    return bool(_duties(person, brand) & set(BrandSeat.DUTIES))


def may_take_duty(person: Person, kind: str, brand: Brand | None) -> bool:
    """The same the other way round: who belongs to a group of the brand does not come to work for it unseen."""
    if kind not in BrandSeat.DUTIES:
        return True
    return not Membership.objects.current().filter(group__brand=brand, profile__person=person).exists()


def current_charter(group: Group) -> Charter:
    """The version in effect, with group and brand."""
    return Charter.objects.select_related("group__brand").filter(group=group).order_by("-version")[0]


def as_uuid(value: str | UUID) -> UUID:
    try:
        return value if isinstance(value, UUID) else UUID(value)
    except ValueError:
        raise NotFound


def _find(person: Person, slug_or_id: str | UUID) -> Found:
    found = None
    if isinstance(slug_or_id, str) and _SLUG.match(slug_or_id):
        found = by_slug(person, slug_or_id)
    found = found or by_id(person, as_uuid(slug_or_id))
    if found is None:
        raise NotFound
    return found


def _place(person: Person, found: Found) -> Place:
    current, seat = found.membership, found.seat
    standings = set(_from_duties(found.duties)) | set(_from_seat(seat))
    if current is not None:
        standings.add(_from_membership(current))
    elif found.was_member:
        standings.add(Standing.EX_MEMBER)
    states = frozenset({policy.State.PAUSED} if found.paused else ())
    held = frozenset(standings or {Standing.STRANGER})
    return Place(found.group, person, found.charter, held, current, seat, states, found.outside)


def _duties(person: Person, brand: Brand) -> set[str]:
    return {duty.kind for duty in roles_of(person) if duty.brand in (brand.pk, None)}


def _from_membership(current: Membership) -> Standing:
    if current.role == Role.CAPTAIN:
        return Standing.CAPTAIN
    settled = current.joined_at <= timezone.now() - SETTLED_AFTER or _has_come(current)
    return Standing.MEMBER if settled else Standing.NEW_MEMBER


def _has_come(current: Membership) -> bool:
    """To an event of the group that took place, as who else hosted it has ticked (trust.md R20). Asked of newcomers
    alone."""
    took_place = {"occurrence__status": Occurrence.Status.PLANNED, "occurrence__starts_at__lte": timezone.now()}
    theirs = Host.objects.filter(occurrence=OuterRef("occurrence"), profile=current.profile_id)
    there = Attendance.objects.filter(profile=current.profile_id, there=True, **took_place)
    return there.exclude(Exists(theirs)).exists()


def _from_duties(duties: Set[str]) -> list[Standing]:
    return [standing for duty, standing in _BY_DUTY.items() if duty in duties]


def _from_seat(seat: BrandSeat | None) -> list[Standing]:
    return [_BY_STATE[seat.state]] if seat else []
