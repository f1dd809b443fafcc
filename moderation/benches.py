"""What a case or an appeal shows to who judges it, on the pages of a phone and at the desks alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from community.dates import date_format
from community.models import Person
from moderation import access
from moderation.actions import decisions
from moderation.forms import RulingForm
from moderation.models import Case, Category, Sanction
from moderation.wording import MEANINGS, thing, usual


@dataclass(frozen=True, slots=True)
class Card:
    """One line of a queue: no words of the matter, because opening it is logged. `held`: by somebody, at the moment."""

    bench: access.Bench
    title: str
    categories: set[str]
    held: bool
    mine: bool


def card(bench: access.Bench, person: Person, now: datetime) -> Card:
    case, appeal = bench.case, bench.appeal
    if appeal is not None or case is None:
        profile = appeal.sanction.profile if appeal else None
        title = _("An appeal by %(name)s") % {"name": profile.name if profile else ""}
    else:
        title = thing(case.kind, case.author.name if case.author else "")
    held = appeal is None and case is not None and case.claimed_until is not None and case.claimed_until > now
    said = {one.get_category_display() for one in case.reports.all()} if case else set()
    return Card(bench, title, said, held, held and case is not None and case.claimed_by_id == person.pk)


def holder(found: Card) -> str:
    """Who holds it and until when: by their standing, for a name is none of a colleague's business. "" for nobody."""
    case = found.bench.case
    if not found.held or case is None or case.claimed_until is None:
        return ""
    when = date_format(localtime(case.claimed_until), "H:i")
    if found.mine:
        return _("You, until %(when)s") % {"when": when}
    bench = access.bench_of(case.claimed_by, case) if case.claimed_by else None
    words = {
        access.CAPTAIN: _("A captain, until %(when)s"),
        access.REVIEWER: _("A reviewer, until %(when)s"),
        access.OPERATOR: _("An operator, until %(when)s"),
    }
    return words.get(bench.role if bench else "", _("Somebody else, until %(when)s")) % {"when": when}


def about(bench: access.Bench) -> dict[str, Any]:
    """What stands around the evidence of a case."""
    found = bench.case
    assert found is not None
    return {
        "bench": bench,
        "case": found,
        "title": thing(found.kind, found.author.name if found.author else ""),
        "reports": found.reports.select_related("reporter").order_by("created_at"),
        "rungs": [(one, Sanction.Kind(one).label, MEANINGS[one]) for one in decisions.rungs(bench.role)],
        "usual": usual(_category(found)),
        "own": found.author is not None,
    }


def ruling(bench: access.Bench, said: Mapping[str, Any] | None) -> RulingForm:
    """The form of a decision; `said`: what was posted, None where nothing was."""
    assert bench.case is not None
    return RulingForm(
        said,
        initial={"reason": usual(_category(bench.case)), "steps": [], "days": 1},
        role=bench.role,
        reports=list(bench.case.reports.values_list("pk", flat=True)),
    )


def _category(case: Case) -> str:
    first = case.reports.order_by("created_at").first()
    return first.category if first else Category.MISUSE
