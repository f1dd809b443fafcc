"""Whoever may turn the second key is told that somebody asks to read a group in an emergency; and once it is turned,
everybody in the group: who, why, until when (trust.md R10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.dates import date_format
from community.models import Dispatch
from community.models import Role as Duty
from community.notifications import LETTER, Due, Kind, Said, Still, register, tell, withdraw
from groups.access.glass import second_keys
from groups.models import BreakGlass, Group, Membership
from groups.models.glass import DAY
from groups.notifications.spaces import groups_of
from moderation.notifications.cases import SAFETY

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


class Asked(Kind):
    """`subject`: the reading. The reason is read at the desk."""

    name = "glass.asked"
    label = gettext_lazy("A request to read a group in an emergency, as manager or operator")
    section = SAFETY
    channels = LETTER
    can_switch = False
    urgent = True

    def still_true(self) -> Still:
        return Exists(BreakGlass.objects.waiting().filter(pk=OuterRef("subject")))

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        """Who may no longer turn it hears nothing of it: asked anew each time."""
        about = BreakGlass.objects.filter(pk__in={one.subject for one in dispatches}).select_related("group__brand")
        keys = {glass.pk: (glass, second_keys(glass)) for glass in about}
        found = ((one, *keys[one.subject]) for one in dispatches if one.subject in keys)
        return {one.pk: _asks(glass, held[one.person_id]) for one, glass, held in found if one.person_id in held}


BROKEN, ASKED = Broken(), Asked()
register(BROKEN, ASKED)


def asked(glass: BreakGlass) -> None:
    due, until = glass.asked_at, glass.closes_at
    tell(ASKED, [Due(person_id=pk, subject=glass.pk, due_at=due, useful_until=until) for pk in second_keys(glass)])


def answered(glass: BreakGlass) -> None:
    """Nobody's key is waited for any more."""
    withdraw(glass.pk, kinds=[ASKED])


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


def _asks(glass: BreakGlass, role: str) -> Said:
    desk = "brand" if role == Duty.Kind.MANAGER else "operators"
    until = date_format(timezone.localtime(glass.asked_at + DAY), "j F, H:i")
    return Said(
        title=_("Somebody asks to read %(group)s in an emergency") % {"group": glass.group.name},
        line=_("Your key, or another’s, allows it or refuses it. Nothing is read before; it lapses on %(until)s.")
        % {"until": until},
        url=reverse(f"{desk}:groups_breakglass_change", args=[glass.pk]),
        button=_("Read why"),
        why=_("You get this because you may turn the second key."),
        sign=glass.group.brand.name,
        colour=glass.group.brand.colour,
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
