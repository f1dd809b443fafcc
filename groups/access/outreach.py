"""What brands have written, for who was written to, and in numbers for who wrote."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from community.access import managed_brands
from community.errors import NotFound
from community.models import Brand, Channel, Dispatch, Person
from groups.models import Group, Membership, Outreach, Spared
from moderation.actions import contact
from moderation.models import Purpose

FEW = 10  # numbers below are not told (trust.md R43)


class Reached(NamedTuple):
    """`people` in the chosen groups. `numbers`: how many get it or got it, and how many are spared for which reason;
    None where one of them is so small that it would be about somebody."""

    people: int
    numbers: dict[str, int] | None


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


def people_of(outreach: Outreach) -> set[UUID]:
    members = Membership.objects.current().filter(group__in=outreach.groups.all(), profile__person__isnull=False)
    return {pk for pk in members.values_list("profile__person", flat=True) if pk is not None}


def reached(outreach: Outreach) -> Reached:
    """While it cools off, as it stands now; then what became of it."""
    people = people_of(outreach)
    if outreach.state == "cooling":
        gate = contact.look(people, outreach.brand, Purpose(outreach.purpose))
        numbers = {"reached": len(gate.open), "consent": len(gate.no_consent), "budget": len(gate.over_budget)}
    else:
        sent = Q(kind="outreach", subject=outreach.pk, channel=Channel.APP, state=Dispatch.State.SENT)
        numbers = {"reached": Dispatch.objects.filter(sent).count(), "consent": 0, "budget": 0}
        numbers |= dict(Spared.objects.filter(outreach=outreach).values_list("why", "number"))
    return Reached(len(people), None if any(0 < one < FEW for one in numbers.values()) else numbers)


def clocks(outreach: Outreach) -> list[str]:
    """When it leaves, on the wall of each of its groups."""
    zones = sorted(set(outreach.groups.values_list("time_zone", flat=True)))
    return [f"{outreach.leaves_at.astimezone(ZoneInfo(zone)):%H:%M} ({zone})" for zone in zones]
