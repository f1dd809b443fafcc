"""Seven days' notice that a charter is to open further, to all, with the way out beside it (trust.md R7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.dates import date_format
from community.models import Dispatch
from community.notifications import LETTER, Due, Kind, Said, Still, register, tell, withdraw
from community.notifications.many import any_of
from groups.models import CharterOpening, Group, JoinRequest, Membership
from groups.notifications.spaces import any_groups_of, of_insiders


class Opens(Kind):
    """`subject`: the opening. Nobody can switch it off: it is what makes a weaker promise fair."""

    name = "charter.opens"
    label = gettext_lazy("A charter that is to open further")
    section = gettext_lazy("Groups")
    channels = LETTER
    can_switch = False

    def still_true(self) -> Still:
        waiting = CharterOpening.objects.waiting().filter(pk=OuterRef("subject"))
        inside = Membership.objects.current().filter(group=OuterRef("space"), profile__person=OuterRef("person"))
        asks = _asking().filter(group=OuterRef("space"), person=OuterRef("person"))
        return Exists(waiting) & (Exists(inside) | Exists(asks))

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        found = {one.pk: one for one in CharterOpening.objects.filter(pk__in={one.subject for one in dispatches})}
        inside = {one.pk for one in of_insiders(dispatches)}
        people = any_of({one.person_id for one in dispatches if one.person_id is not None})
        asks = set(_asking().filter(person__in=people).values_list("person", "group"))
        told = [one for one in dispatches if one.pk in inside or (one.person_id, one.space) in asks]
        groups = any_groups_of(told)
        return {
            one.pk: _said(groups[one.pk], found[one.subject], asks=one.pk not in inside)
            for one in told
            if one.subject in found
        }


OPENS = Opens()
register(OPENS)


def announced(opening: CharterOpening) -> None:
    """To everybody who has agreed to the charter as it is: who waits to be let in has, too."""
    inside = Membership.objects.current().filter(group=opening.group_id).values_list("profile__person", flat=True)
    people = {*inside, *_asking().filter(group=opening.group_id).values_list("person", flat=True)}
    due = opening.announced_at
    tell(
        OPENS,
        [
            Due(person_id=pk, subject=opening.pk, space=opening.group_id, due_at=due, useful_until=opening.opens_at)
            for pk in people
            if pk is not None
        ],
    )


def withdrawn(opening: CharterOpening) -> None:
    withdraw(opening.pk, kinds=[OPENS])


def _asking() -> QuerySet[JoinRequest]:
    return JoinRequest.objects.filter(state=JoinRequest.State.ASKED, person__isnull=False)


def _said(group: Group, opening: CharterOpening, *, asks: bool) -> Said:
    when = date_format(timezone.localtime(opening.opens_at), "j F")
    line = _("On %(when)s its charter opens further.") % {"when": when}
    way_out = _("You can take back that you asked.") if asks else _("Until then you can leave as always.")
    if opening.taken_back_at is not None:
        line = _("The charter stays as it is: the announcement was taken back.")
    return Said(
        title=_("The charter of %(group)s") % {"group": group.name},
        line=line,
        lines=(line, *(f"{about}: {then}" for about, then in opening.lines), way_out),
        url=reverse("groups:home") if asks else reverse("groups:opening", args=[group.slug]),
        button=_("See where you have asked") if asks else _("See what changes"),
        why=_("You get this because a weaker promise needs seven days' notice to everybody."),
        sign=group.brand.name,
        colour=group.brand.colour,
    )
