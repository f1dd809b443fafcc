"""Readings in an emergency: who may ask, who may turn the second key, what is open (trust.md R10)."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from community.access import is_operator, managed_brands
from community.errors import NotFound
from community.models import Person
from community.models import Role as Duty
from community.surface import Action
from groups.access.places import brand_standings
from groups.models import BreakGlass, Group
from moderation import policy


def load_glass(person: Person, glass_id: UUID) -> BreakGlass:
    """One that the person may answer or end by duty, locked; with its group and brand. Raises `NotFound`."""
    found = _locked(BreakGlass.objects.all(), glass_id)
    if found is None:
        raise NotFound
    policy.require(Action.TURN_GLASS, brand_standings(person, found.group.brand))
    return found


def load_open(person: Person, glass_id: UUID) -> BreakGlass:
    """What this very person may read through now, locked: ending it is before this or after. Raises `NotFound` for
    everybody else, who turned the second key too, and from the second on in which it closes."""
    found = _locked(BreakGlass.objects.open().filter(asked_by=person), glass_id)
    if found is None:
        raise NotFound
    policy.require(Action.READ_GLASS, brand_standings(person, found.group.brand))
    return found


def glasses_of(group: Group) -> QuerySet[BreakGlass]:
    """All that the group was told of, the latest first. For whoever may see its trust page."""
    return BreakGlass.objects.told().filter(group=group)


def second_role(person: Person, group: Group) -> str:
    """The duty by which somebody turns the second key. Raises `NotFound` for who holds none."""
    if managed_brands(person).filter(pk=group.brand_id).exists():
        return str(Duty.Kind.MANAGER)
    if is_operator(person):
        return str(Duty.Kind.OPERATOR)
    raise NotFound


def second_keys(glass: BreakGlass) -> dict[UUID, str]:
    """Whoever may turn it, with the duty by which: but for who asked, and who is or was part of the group."""
    house = Q(kind=Duty.Kind.OPERATOR) | Q(kind=Duty.Kind.MANAGER, brand=glass.group.brand_id)
    held = Duty.objects.current().filter(house, person__is_active=True).exclude(person=glass.asked_by_id)
    outside = held.exclude(person__profiles__space=glass.group_id)
    return dict(outside.order_by("-kind").values_list("person", "kind"))  # who holds both is a manager


def answerable_by(person: Person) -> QuerySet[BreakGlass]:
    """Requests that wait for a second key, and this person is no part of their groups."""
    groups = person.profiles.values("space")
    return BreakGlass.objects.waiting().exclude(asked_by=person).exclude(group__in=groups)


def is_part_of(person: Person, group: Group) -> bool:
    """Whether they are, or ever were, in the group or at its brand's seat. So is whoever let somebody in there, or was
    let in: nobody holds a key to what is their own cause."""
    return person.profiles.filter(space=group.pk).exists()


def _locked(rows: QuerySet[BreakGlass], glass_id: UUID) -> BreakGlass | None:
    locked = rows.select_for_update(no_key=True, of=("self",)).select_related("group__brand")
    return locked.filter(pk=glass_id).first()


def outside_of(groups: Collection[UUID]) -> dict[UUID, int]:
    """How many read each group from outside at this moment."""
    return dict(BreakGlass.objects.open().filter(group__in=groups).values_list("group").annotate(Count("pk")))
