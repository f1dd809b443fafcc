"""The group's promises: a new version for every change, tightening at once (trust.md R7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import TypedDict, Unpack

from django.utils import timezone
from django.utils.translation import gettext as _

from community import audit
from community.errors import Conflict, Invalid
from community.surface import Action
from community.whole import whole
from groups.access import Place
from groups.actions.locks import look_again
from groups.actions.seats import yield_to
from groups.models import CEILING, DEFAULT_CAP, Charter, CharterOpening, Group
from messaging.actions.rooms import note, set_shared
from messaging.log import Note

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
    """The charter with these terms changed, in effect at once; the same charter when nothing changes. An announced
    opening of a term that is now made tighter is taken back: the tighter promise wins.

    Raises `Invalid` for impossible values, `Conflict` `charter_loosening` for longer retention, opened history or more
    of the brand: these are announced to everybody first (R7, `openings.announce`), and `Conflict` `cap_below_count`
    below who is in.
    """
    place = look_again(place, Action.CHANGE_CHARTER)
    old = terms_of(place.charter)
    new = CharterTerms(**{**asdict(old), **terms})
    check(new)
    if new == old:
        return place.charter
    looser = looser_terms(old, new)
    if looser:
        words = _("Opening the charter further needs seven days' notice to everybody.")
        raise Conflict(words, code="charter_loosening", detail={"fields": looser})
    if new.size_cap != old.size_cap and new.size_cap < place.group.active_count:
        raise Conflict(_("More people than that are in already."), code="cap_below_count")
    _overtake(place.group, looser_terms(new, old))
    return put_in_force(place.group, place.charter, new, place)


def put_in_force(group: Group, before: Charter, new: CharterTerms, made_by: Place) -> Charter:
    """The next version, with what follows from it. Under the group's lock; whether it may be is the caller's to ask."""
    charter = write(group, before.version + 1, new, made_by)
    _carry_out(group, terms_of(before), new)
    audit.record(
        "charter.changed",
        actor=made_by.person,
        brand=group.brand,
        subject=group.pk,
        data={"version": charter.version},
    )
    return charter


def would_loosen(place: Place, **terms: Unpack[Terms]) -> list[str]:
    """Which of these would need notice to everybody. Impossible values are for the actions to refuse."""
    old = terms_of(place.charter)
    return looser_terms(old, CharterTerms(**{**asdict(old), **terms}))


def terms_of(charter: Charter) -> CharterTerms:
    return CharterTerms(**{field.name: getattr(charter, field.name) for field in fields(CharterTerms)})


def looser_terms(old: CharterTerms, new: CharterTerms) -> list[str]:
    """The names of the promises that would be weaker: more people, the brand among them, would see more or longer."""
    looser = [name for name, order in _OPENNESS.items() if _later(order, getattr(old, name), getattr(new, name))]
    return looser + ["retention_days"] * (new.retention_days > old.retention_days)


def _overtake(group: Group, tighter: Sequence[str]) -> None:
    waiting = CharterOpening.objects.waiting().filter(group=group).first()
    if waiting is not None and set(tighter) & set(waiting.terms):
        CharterOpening.objects.filter(pk=waiting.pk).update(taken_back_at=timezone.now())
        note(group.pk, Note.CHARTER_STAYS)


def _later(order: Sequence[str], old: str, new: str) -> bool:
    return order.index(new) > order.index(old)


def _carry_out(group: Group, old: CharterTerms, new: CharterTerms) -> None:
    if new.size_cap != old.size_cap:
        Group.objects.filter(pk=group.pk).update(size_cap=new.size_cap)
    if new.history != old.history:
        set_shared(group.pk, new.history == Charter.History.SHARED)
    if new.brand_presence != old.brand_presence:
        yield_to(group, new.brand_presence)
