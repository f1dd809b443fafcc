"""What brands have written, for who was written to, and in numbers for who wrote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet
from django.utils import timezone

from community.access import managed_brands
from community.errors import NotFound
from community.models import Brand, Channel, Dispatch, Person
from groups.models import Group, Membership, Outreach, Spared
from moderation.actions import contact
from moderation.models import Purpose

FEW = 10  # in tens, and none below (trust.md R43)


class Reached(NamedTuple):
    """What the sender may know. `people`: the members of each chosen group, one after the other. `numbers`: how many of
    them get it or got it, and are spared for which reason, as the sum of what each group says by itself, in tens:
    whoever is in two groups is in no number that says so, and a small group adds nothing. None is for what was not
    counted by group."""

    people: int
    numbers: dict[str, int | None]


def load_outreach(person: Person, outreach_id: UUID) -> Outreach:
    """For whoever got it, and for members of the groups that it went to. Raises `NotFound`."""
    mine = Membership.objects.current().filter(profile__person=person, group__outreaches=outreach_id)
    found = Outreach.objects.filter(pk=outreach_id).select_related("brand").first()
    if found is None or found.state == "cooling" or not (got(person, outreach_id) or mine.exists()):
        raise NotFound
    return found


def got(person: Person, outreach_id: UUID) -> bool:
    """Whether it went to this person, or is on its way; other members of its groups can read it, too."""
    sent = Dispatch.objects.filter(kind="outreach", person=person, subject=outreach_id)
    return sent.exclude(state=Dispatch.State.CANCELLED).exists()


def load_own_outreach(person: Person, outreach_id: UUID) -> Outreach:
    """One of a brand that the person manages. Raises `NotFound`."""
    found = Outreach.objects.filter(pk=outreach_id, brand__in=managed_brands(person)).select_related("brand").first()
    if found is None:
        raise NotFound
    return found


def outreaches_to(group: Group) -> QuerySet[Outreach]:
    """What the brand has sent to people of this group, the latest first; what still cools off is not sent."""
    left = Outreach.objects.filter(groups=group, leaves_at__lte=timezone.now())
    return left.exclude(stopped_at__lte=F("leaves_at")).order_by("-leaves_at")


def brands_of(person: Person) -> QuerySet[Brand]:
    """Those in whose groups the person is."""
    spaces = Membership.objects.current().filter(profile__person=person).values("group__brand")
    return Brand.objects.filter(pk__in=spaces).order_by("name")


def load_brand(person: Person, brand_id: UUID) -> Brand:
    found = brands_of(person).filter(pk=brand_id).first()
    if found is None:
        raise NotFound
    return found


def reached(outreach: Outreach) -> Reached:
    """While it cools off, as it stands now; then what became of it."""
    groups = _people_by_group(outreach)
    counts = [_before(outreach, one) for one in groups] if outreach.state == "cooling" else _after(outreach, groups)
    numbers = {name: _in_tens(one.get(name) for one in counts) for name in ("reached", "consent", "budget")}
    return Reached(sum(map(len, groups)), numbers)


def _people_by_group(outreach: Outreach) -> list[set[UUID]]:
    found: dict[UUID, set[UUID]] = defaultdict(set)
    members = Membership.objects.current().filter(group__in=outreach.groups.all())
    for group, person in members.values_list("group", "profile__person"):
        if person is not None:
            found[group].add(person)
    return list(found.values())


def _before(outreach: Outreach, people: set[UUID]) -> dict[str, int]:
    gate = contact.look(people, outreach.brand, Purpose(outreach.purpose))
    return {"reached": len(gate.open), "consent": len(gate.no_consent), "budget": len(gate.over_budget)}


def _after(outreach: Outreach, groups: list[set[UUID]]) -> list[dict[str, int]]:
    """Who was spared was counted over all groups together: it is told where there is one alone."""
    sent = Dispatch.objects.filter(kind="outreach", channel=Channel.APP, state=Dispatch.State.SENT)
    there = set(sent.filter(subject=outreach.pk).values_list("person", flat=True))
    if outreach.groups.count() > 1:
        return [{"reached": len(one & there)} for one in groups]
    spared = dict(Spared.objects.filter(outreach=outreach).values_list("why", "number"))
    return [{"consent": 0, "budget": 0, **spared, "reached": len(one & there)} for one in groups]


def _in_tens(counts: Iterable[int | None]) -> int | None:
    known = list(counts)
    return None if None in known else sum((one or 0) // FEW * FEW for one in known)


def clocks(outreach: Outreach) -> list[str]:
    """When it leaves, on the wall of each of its groups."""
    zones = sorted(set(outreach.groups.values_list("time_zone", flat=True)))
    return [f"{outreach.leaves_at.astimezone(ZoneInfo(zone)):%H:%M} ({zone})" for zone in zones]
