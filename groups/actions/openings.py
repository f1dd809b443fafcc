"""Making a charter weaker: announced to everybody, in force by the clock seven days later (trust.md R7)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Unpack

from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from community import audit
from community.errors import Conflict, NotFound
from community.surface import Action
from community.whole import one_by_one, whole
from groups.access import Place, load_group
from groups.actions import charters
from groups.actions.charters import CharterTerms, Terms
from groups.actions.locks import look_again
from groups.models import Charter, CharterOpening, Membership
from groups.notifications import openings as notifications
from messaging.actions.rooms import note
from messaging.log import Note


@whole
def propose(place: Place, **terms: Unpack[Terms]) -> tuple[Charter, CharterOpening | None]:
    """What of these terms is no weaker holds at once, the rest is announced. Raises as the two do."""
    old = charters.terms_of(place.charter)
    new = CharterTerms(**{**asdict(old), **terms})
    charters.check(new)
    looser = charters.looser_terms(old, new)
    charter = charters.change(place, **{name: value for name, value in terms.items() if name not in looser})  # type: ignore[arg-type]
    if not looser:
        return charter, None
    return charter, announce(place, **{name: value for name, value in terms.items() if name in looser})  # type: ignore[arg-type]


@whole
def announce(place: Place, **terms: Unpack[Terms]) -> CharterOpening:
    """Tells everybody that the charter is to open further, and how; it will, seven days from now, unless it is taken
    back or made tighter before.

    Raises `Invalid` for impossible values, `Conflict` `no_opening` where a named term would not be weaker than it is,
    `opening_waits` while another one does.
    """
    place = look_again(place, Action.CHANGE_CHARTER)
    old = charters.terms_of(place.charter)
    new = CharterTerms(**{**asdict(old), **terms})
    charters.check(new)
    if not terms or set(charters.looser_terms(old, new)) != set(terms):
        raise Conflict(_("These promises hold at once. There is nothing to announce."), code="no_opening")
    if CharterOpening.objects.waiting().filter(group=place.group).exists():
        raise Conflict(_("An opening is announced already. Take it back first."), code="opening_waits")
    now = timezone.now()
    made = CharterOpening(group=place.group, made_by=place.profile, announced_at=now, opens_at=now, **terms)
    made.save(force_insert=True)
    made.refresh_from_db()  # the database has set the times
    notifications.announced(made)
    note(place.group.pk, Note.CHARTER_OPENS, made.opens_at)
    _tell(place, "charter.opening_announced")
    return made


@whole
def take_back(place: Place, opening: CharterOpening) -> None:
    """The charter stays as it is. Doing it twice is once. Raises `NotFound` for one that is in force, or another
    group's."""
    place = look_again(place, Action.CHANGE_CHARTER)
    found = CharterOpening.objects.filter(pk=opening.pk, group=place.group, charter=None).first()
    if found is None:
        raise NotFound
    if found.taken_back_at is None:
        CharterOpening.objects.filter(pk=found.pk).update(taken_back_at=timezone.now())
        notifications.withdrawn(found)
        note(place.group.pk, Note.CHARTER_STAYS)
        _tell(place, "charter.opening_taken_back")


def carry_out_due() -> int:
    """By the clock: openings whose notice is over, and whose captain still is captain; how many."""
    captain = Membership.objects.captains().filter(group=OuterRef("group"), profile=OuterRef("made_by"))
    due = CharterOpening.objects.waiting().filter(Exists(captain), opens_at__lte=Now())
    return one_by_one(_carry_out, due.select_related("made_by__person").order_by("pk"))


@whole
def _carry_out(seen: CharterOpening) -> bool:
    person = seen.made_by.person
    if person is None:
        return False
    place = look_again(load_group(person, seen.group_id, Action.CHANGE_CHARTER), Action.CHANGE_CHARTER)
    opening = CharterOpening.objects.get(pk=seen.pk)
    if not opening.is_due(timezone.now()):
        return False
    old = charters.terms_of(place.charter)
    new = CharterTerms(**{**asdict(old), **opening.terms})
    # What has been opened as far by now, if anything, needs no version of its own.
    charter = charters.put_in_force(place.group, place.charter, new, place) if new != old else place.charter
    CharterOpening.objects.waiting().filter(pk=opening.pk).update(charter=charter)
    return True


def _tell(place: Place, verb: str) -> None:
    audit.record(verb, actor=place.person, brand=place.group.brand, subject=place.group.pk)
