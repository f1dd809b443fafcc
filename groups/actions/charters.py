"""The group's promises: a new version for every change, tightening at once (trust.md R7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import TypedDict, Unpack

from django.utils.translation import gettext as _

from community import audit
from community.errors import Conflict, Invalid
from community.surface import Action
from community.whole import whole
from groups.access import Place
from groups.actions.locks import look_again
from groups.actions.seats import yield_to
from groups.models import CEILING, DEFAULT_CAP, Charter, Group
from messaging.actions.rooms import set_shared

LONGEST_RETENTION = 365  # days, trust.md R42


@dataclass(frozen=True, slots=True)
class CharterTerms:
    """All that a charter says; each value is one of the choices of `Charter`."""

    inviters: str = Charter.Inviters.CAPTAIN
    approval: str = Charter.Approval.NONE
    history: str = Charter.History.FROM_JOIN
    retention_days: int = LONGEST_RETENTION
    size_cap: int = DEFAULT_CAP
    brand_presence: str = Charter.BrandPresence.SPEAKING


class Terms(TypedDict, total=False):
    """Some of them: what is not named stays."""

    inviters: str
    approval: str
    history: str
    retention_days: int
    size_cap: int
    brand_presence: str


_CHOICES = {
    "inviters": Charter.Inviters,
    "approval": Charter.Approval,
    "history": Charter.History,
    "brand_presence": Charter.BrandPresence,
}
# From closed to open: a later place is looser.
_OPENNESS: Mapping[str, Sequence[str]] = {
    "history": [Charter.History.FROM_JOIN, Charter.History.SHARED],
    "brand_presence": [
        Charter.BrandPresence.NONE,
        Charter.BrandPresence.LISTENING,
        Charter.BrandPresence.SPEAKING,
    ],
}


def check(terms: CharterTerms) -> None:
    """Raises `Invalid` with the field's name for a value that no charter can have."""
    for field, choices in _CHOICES.items():
        if getattr(terms, field) not in choices.values:
            raise Invalid(_("Choose one of the answers."), field=field)
    for field, least, most in (("retention_days", 1, LONGEST_RETENTION), ("size_cap", 2, CEILING)):
        value = getattr(terms, field)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            words = _("A whole number from %(least)d to %(most)d.") % {"least": least, "most": most}
            raise Invalid(words, field=field)


def write(group: Group, version: int, terms: CharterTerms, made_by: Place | None) -> Charter:
    """Append a version. For the opening of a group and `change` only."""
    maker = made_by.profile if made_by else None
    return Charter.objects.create(group=group, version=version, made_by=maker, **asdict(terms))


@whole
def change(place: Place, **terms: Unpack[Terms]) -> Charter:
    """The charter with these terms changed, in effect at once; the same charter when nothing changes.

    Raises `Invalid` for impossible values, `Conflict` `charter_loosening` for longer retention, opened history or more
    of the brand: these need a notice to everybody first (R7), and `Conflict` `cap_below_count` below who is in.
    """
    place = look_again(place, Action.CHANGE_CHARTER)
    before = place.charter
    old = CharterTerms(**{field.name: getattr(before, field.name) for field in fields(CharterTerms)})
    new = CharterTerms(**{**asdict(old), **terms})
    check(new)
    if new == old:
        return before
    _refuse_loosening(old, new)
    if new.size_cap != old.size_cap and new.size_cap < place.group.active_count:
        raise Conflict(_("More people than that are in already."), code="cap_below_count")
    charter = write(place.group, before.version + 1, new, place)
    _carry_out(place.group, old, new)
    audit.record(
        "charter.changed",
        actor=place.person,
        brand=place.group.brand,
        subject=place.group.pk,
        data={"version": charter.version},
    )
    return charter


def _refuse_loosening(old: CharterTerms, new: CharterTerms) -> None:
    looser = [name for name, order in _OPENNESS.items() if _later(order, getattr(old, name), getattr(new, name))]
    if new.retention_days > old.retention_days:
        looser.append("retention_days")
    if looser:
        words = _("Opening the charter further needs seven days' notice to everybody, which cannot be given yet.")
        raise Conflict(words, code="charter_loosening", detail={"fields": looser})


def _later(order: Sequence[str], old: str, new: str) -> bool:
    return order.index(new) > order.index(old)


def _carry_out(group: Group, old: CharterTerms, new: CharterTerms) -> None:
    if new.size_cap != old.size_cap:
        Group.objects.filter(pk=group.pk).update(size_cap=new.size_cap)
    if new.history != old.history:
        set_shared(group.pk, new.history == Charter.History.SHARED)
    if new.brand_presence != old.brand_presence:
        yield_to(group, new.brand_presence)
