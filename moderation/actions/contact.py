"""The gate before every message of a brand to a person: consent and budget, in the transaction of the send (trust.md
R13, R15)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from community.errors import Invalid
from community.models import Brand, Person
from community.whole import whole
from moderation.models import Consent, ContactBudget, ContactTouch, Purpose
from moderation.models.contact import DEFAULT, MOST

WEEK = timedelta(days=7)


@dataclass(slots=True)
class Gate:
    """Who may be written to, and who is spared: without consent for the purpose, or with nothing left of the budget."""

    open: set[UUID] = field(default_factory=set)
    no_consent: set[UUID] = field(default_factory=set)
    over_budget: set[UUID] = field(default_factory=set)


def budget_of(person: Person, brand: Brand) -> int:
    """What the person allows, in seven days; two unless they have said otherwise."""
    said = ContactBudget.objects.filter(person=person, brand=brand).values_list("most", flat=True).first()
    return DEFAULT if said is None else said


@whole
def set_budget(person: Person, brand: Brand, most: int) -> None:
    """Counts from now on, whatever has been spent. Raises `Invalid` on `most`."""
    if isinstance(most, bool) or not 0 <= most <= MOST:
        raise Invalid(_("From none to five a week."), field="most")
    ContactBudget.objects.update_or_create(
        person=person, brand=brand, defaults={"most": most, "changed_at": timezone.now()}
    )


def look(people: Collection[UUID], brand: Brand, purpose: Purpose) -> Gate:
    """How it stands at this moment; nothing is held or spent. Counts for the sender, who sees no names."""
    limits = dict(ContactBudget.objects.filter(person__in=people, brand=brand).values_list("person", "most"))
    return _gate(people, brand, purpose, limits)


def spend(people: Collection[UUID], brand: Brand, purpose: Purpose, what: UUID) -> Gate:
    """Spends one touch for each who may be written to. In the caller's transaction, which is that of the send; `what`
    is the one message, which a person is touched by once however many channels carry it."""
    limits = lock(people, brand)
    touched = set(ContactTouch.objects.filter(person__in=people, what=what).values_list("person", flat=True))
    gate = _gate(people, brand, purpose, limits, touched)
    ContactTouch.objects.bulk_create(
        ContactTouch(person_id=pk, brand=brand, purpose=purpose, what=what) for pk in sorted(gate.open - touched)
    )
    return gate


def lock(people: Collection[UUID], brand: Brand) -> dict[UUID, int]:
    """The budgets of these people, held until the end of the transaction, in one order; a missing row is made."""
    ordered = sorted(people)
    ContactBudget.objects.bulk_create(
        [ContactBudget(person_id=pk, brand=brand) for pk in ordered], ignore_conflicts=True
    )
    rows = ContactBudget.objects.select_for_update(no_key=True).filter(person__in=ordered, brand=brand)
    return dict(rows.order_by("person").values_list("person", "most"))


def _gate(
    people: Collection[UUID], brand: Brand, purpose: Purpose, limits: dict[UUID, int], touched: Collection[UUID] = ()
) -> Gate:
    latest = Consent.objects.filter(person__in=people, brand=brand, purpose=purpose)
    given = dict(latest.order_by("person", "-created_at", "-pk").distinct("person").values_list("person", "given"))
    recent = ContactTouch.objects.filter(person__in=people, brand=brand, at__gt=timezone.now() - WEEK)
    spent = dict(recent.values("person").annotate(n=Count("pk")).values_list("person", "n"))
    gate = Gate()
    for pk in people:
        if not given.get(pk, False):
            gate.no_consent.add(pk)
        elif pk not in touched and spent.get(pk, 0) >= limits.get(pk, DEFAULT):
            gate.over_budget.add(pk)
        else:
            gate.open.add(pk)
    return gate
