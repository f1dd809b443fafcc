"""A brand's message to people of its groups: consent and budget are asked in the transaction that lets it go (trust.md
R15-R17, reminders.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import Channel, Dispatch
from community.notifications import CALM, Due, Kind, Said, Still, register
from groups.models import Membership, Outreach, Spared
from groups.models.outreach import GOES_FOR
from moderation.actions import contact
from moderation.models import Purpose

PURPOSES = {
    Purpose.NEWS: gettext_lazy("You get this because you said yes to this brand's news."),
    Purpose.EVENTS: gettext_lazy("You get this because you said yes to invitations to this brand's events."),
}


class FromBrand(Kind):
    """`subject`: the outreach. One touch of the budget however many channels carry it."""

    name = "outreach"
    label = gettext_lazy("What a brand writes to you")
    section = gettext_lazy("Brands")
    channels = CALM
    gathers = False

    def due(self, now: datetime, until: datetime) -> Iterator[Due]:
        """Each person once, in however many of its groups; nobody a second time, whatever became of the first."""
        going = Outreach.objects.filter(stopped_at=None, hidden_at=None)
        for one in going.filter(leaves_at__lte=until, leaves_at__gt=now - GOES_FOR):
            known = Dispatch.objects.filter(kind=self.name, subject=one.pk, person=OuterRef("profile__person"))
            members = Membership.objects.current().filter(group__in=one.groups.all(), joined_at__lte=one.made_at)
            people = members.filter(~Exists(known), profile__person__isnull=False)
            for person in people.values_list("profile__person", flat=True).distinct():
                yield Due(person_id=person, subject=one.pk, due_at=one.leaves_at, useful_until=one.useful_until)

    def still_true(self) -> Still:
        inside = Membership.objects.current().filter(
            group__outreaches=OuterRef("subject"), profile__person=OuterRef("person")
        )
        going = Outreach.objects.filter(pk=OuterRef("subject"), stopped_at=None, hidden_at=None)
        return Exists(going) & Exists(inside)

    def on_sending(self, dispatches: Sequence[Dispatch]) -> set[UUID]:
        """Spends, and says how many were spared. By whichever channel comes first: the others go with it."""
        going: dict[UUID, list[Dispatch]] = defaultdict(list)
        for one in dispatches:
            going[one.subject].append(one)
        kept: set[UUID] = set()
        for outreach in Outreach.objects.filter(pk__in=going).select_related("brand").order_by("pk"):
            kept |= _spend(outreach, going[outreach.pk])
        return kept

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        rows = Outreach.objects.filter(pk__in={one.subject for one in dispatches}).select_related("brand")
        found = {one.pk: _said(one) for one in rows}
        return {one.pk: found[one.subject] for one in dispatches if one.subject in found}


FROM_BRAND = FromBrand()
register(FROM_BRAND)


def _spend(outreach: Outreach, dispatches: Sequence[Dispatch]) -> set[UUID]:
    people = {one.person_id for one in dispatches if one.person_id is not None}
    gate = contact.spend(people, outreach.brand, Purpose(outreach.purpose), outreach.pk)
    counted = {one.person_id for one in dispatches if one.channel == Channel.APP}
    for why, spared in ((Spared.Why.CONSENT, gate.no_consent), (Spared.Why.BUDGET, gate.over_budget)):
        if spared & counted:
            row, _made = Spared.objects.get_or_create(outreach=outreach, why=why)
            Spared.objects.filter(pk=row.pk).update(number=F("number") + len(spared & counted))
    return {one.pk for one in dispatches if one.person_id not in gate.open}


def _said(outreach: Outreach) -> Said:
    return Said(
        title=_("%(brand)s: %(title)s") % {"brand": outreach.brand.name, "title": outreach.shown_title},
        line=outreach.shown_title,
        lines=tuple(line for line in outreach.shown_body.split("\n") if line),
        url=reverse("groups:outreach", args=[outreach.pk]),
        button=_("Read it, or stop these"),
        why=str(PURPOSES[Purpose(outreach.purpose)]),
        sign=outreach.brand.name,
        colour=outreach.brand.colour,
    )
