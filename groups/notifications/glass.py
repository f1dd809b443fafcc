"""Everybody is told that somebody may read their group in an emergency: who, why, until when (trust.md R10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import Dispatch
from community.notifications import LETTER, Due, Kind, Said, Still, register, tell
from groups.models import BreakGlass, Group, Membership
from groups.notifications.spaces import groups_of

WORTH_KNOWING = timedelta(days=7)  # longer than it can be open: that it was is told late rather than not


class Broken(Kind):
    """`subject`: the reading. Nobody can switch it off, and nothing takes it back."""

    name = "glass.broken"
    label = gettext_lazy("A reading of a group in an emergency")
    section = gettext_lazy("Groups")
    channels = LETTER
    can_switch = False

    def still_true(self) -> Still:
        inside = Membership.objects.current().filter(group=OuterRef("space"), profile__person=OuterRef("person"))
        return Exists(inside)

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        found = {one.pk: one for one in BreakGlass.objects.filter(pk__in={one.subject for one in dispatches})}
        groups = groups_of(dispatches)
        return {
            one.pk: _said(groups[one.pk], found[one.subject])
            for one in dispatches
            if one.pk in groups and one.subject in found
        }


BROKEN = Broken()
register(BROKEN)


def broken(glass: BreakGlass) -> None:
    """Within the transaction that allows it: without this it is not allowed."""
    assert glass.approved_at is not None
    due, until = glass.approved_at, glass.approved_at + WORTH_KNOWING
    people = Membership.objects.current().filter(group=glass.group_id).values_list("profile__person", flat=True)
    tell(
        BROKEN,
        [
            Due(person_id=pk, subject=glass.pk, space=glass.group_id, due_at=due, useful_until=until)
            for pk in people
            if pk is not None
        ],
    )


def _said(group: Group, glass: BreakGlass) -> Said:
    facts = {
        "name": glass.asked_name or _("Somebody"),
        "brand": group.brand.name,
        "until": date_format(timezone.localtime(glass.closes_at), "j F, H:i"),
    }
    who = _("%(name)s, manager of %(brand)s, may read it until %(until)s.") % facts
    return Said(
        title=_("Somebody may read %(group)s in an emergency") % {"group": group.name},
        line=who,
        lines=(
            who,
            _("Reason: %(reason)s") % {"reason": glass.reason},
            _("Each page they open is written down, and you see when your words were on it."),
        ),
        url=reverse("groups:trust", args=[group.slug]),
        button=_("See who allowed it"),
        why=_("You get this because nobody reads a group from outside without all its people being told."),
        sign=group.brand.name,
        colour=group.brand.colour,
    )
