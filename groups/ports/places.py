"""Where things are decided: in a group; and for what a brand wrote to several of its groups at once, above them all."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from community.errors import NotFound
from community.models import Brand, Person, Profile
from community.surface import Standing
from groups.access import brand_standings, standings
from groups.access.authors import circumstances
from groups.actions import sanctions
from groups.models import Group, Membership, Role
from moderation.models import Sanction
from moderation.ports import registry

LONGEST_BRANCH = 200  # invitations in a row; a group has 150 members at most


class GroupPlace:
    def __init__(self, group: Group) -> None:
        self.group = group

    @property
    def space(self) -> UUID:
        return self.group.pk

    @property
    def brand(self) -> Brand:
        return self.group.brand

    @property
    def name(self) -> str:
        return self.group.name

    def reviewers(self) -> QuerySet[Person]:
        """But for who is paused here: they do nothing else than read."""
        paused = Sanction.objects.standing(timezone.now()).filter(space=self.group.pk, kind=Sanction.Kind.SUSPEND)
        captains = Membership.objects.captains().filter(group=self.group).exclude(profile__in=paused.values("profile"))
        return Person.objects.filter(pk__in=captains.values("profile__person"))

    def profile_of(self, person: Person) -> Profile | None:
        return Profile.objects.filter(person=person, space=self.group.pk).first()

    def close_to(self, profiles: Collection[UUID]) -> QuerySet[Person]:
        return _close_to(profiles)

    def standing(self, person: Person) -> frozenset[Standing]:
        return standings(person, self.group)

    def branch_of(self, profile: Profile) -> UUID:
        return _branch_of(profile)

    def size(self) -> int:
        return self.group.active_count

    def lock(self, profile: Profile | None) -> None:
        sanctions.lock(self.group.pk, profile)

    def apply(self, sanction: Sanction) -> None:
        sanctions.apply(self.group, sanction)

    def lift(self, sanction: Sanction) -> None:
        sanctions.lift(self.group, sanction)


class BrandPlace:
    """A brand over its groups, or over `groups`. No captain judges here: of one group, they would read who reported in
    another (trust.md R1). Nor is anybody judged: each step against a person is one of a group."""

    def __init__(self, brand: Brand, groups: QuerySet[Group]) -> None:
        self.brand, self._groups = brand, groups

    @property
    def space(self) -> UUID:
        return self.brand.pk

    @property
    def name(self) -> str:
        return self.brand.name

    def reviewers(self) -> QuerySet[Person]:
        return Person.objects.none()

    def profile_of(self, person: Person) -> Profile | None:
        held = self._members().filter(profile__person=person).select_related("profile")
        latest = held.order_by(F("ended_at").desc(nulls_first=True), "joined_at").first()
        return latest.profile if latest else None

    def close_to(self, profiles: Collection[UUID]) -> QuerySet[Person]:
        return _close_to(profiles)

    def standing(self, person: Person) -> frozenset[Standing]:
        return brand_standings(person, self.brand)

    def branch_of(self, profile: Profile) -> UUID:
        return _branch_of(profile)

    def size(self) -> int:
        return self._members().filter(ended_at=None).values("profile__person").distinct().count()

    def lock(self, profile: Profile | None) -> None: ...

    def apply(self, sanction: Sanction) -> None: ...

    def lift(self, sanction: Sanction) -> None: ...

    def _members(self) -> QuerySet[Membership]:
        return Membership.objects.filter(group__in=self._groups)


def find_group(space: UUID) -> GroupPlace:
    return GroupPlace(group(space))


def find_brand(space: UUID) -> BrandPlace:
    found = Brand.objects.filter(pk=space).first()
    if found is None:
        raise NotFound
    return BrandPlace(found, Group.objects.filter(brand=found))


def group(pk: UUID) -> Group:
    """Raises `NotFound`."""
    found = Group.objects.select_related("brand").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def _close_to(profiles: Collection[UUID]) -> QuerySet[Person]:
    hosts = Membership.objects.filter(profile__in=profiles).values("request__invite__inviter__person")
    guests = Membership.objects.filter(request__invite__inviter__in=profiles).values("profile__person")
    return Person.objects.filter(Q(pk__in=hosts) | Q(pk__in=guests))


def _branch_of(profile: Profile) -> UUID:
    """Everybody whom a captain or the brand let in begins a branch."""
    branch = profile.pk
    for inviter, role in _up(profile.pk):
        if role == Role.CAPTAIN:
            break
        branch = inviter
    return branch


def _up(profile: UUID) -> Iterator[tuple[UUID, str]]:
    """Who let them in, who let those in, and so on, each with their role; ends with who came by the brand."""
    for _step in range(LONGEST_BRANCH):
        came = Membership.objects.filter(profile=profile, request__invite__inviter__isnull=False).order_by("joined_at")
        inviter = came.values_list("request__invite__inviter", flat=True).first()
        if inviter is None:
            return
        role = Membership.objects.filter(profile=inviter).order_by("-joined_at").values_list("role", flat=True).first()
        yield inviter, role or Role.MEMBER
        profile = inviter


registry.place("group", find_group)
registry.place("brand", find_brand)
registry.circumstance("group", circumstances)
