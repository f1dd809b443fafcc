"""A released year for programs (`document`, `as_json`) and for people (`lines`, `as_html`)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from community.errors import Words
from moderation.actions.reports import SEVERITIES
from moderation.models import Category, Rule, Sanction, YearlyReport
from moderation.statements import CATEGORIES
from moderation.yearly.counting import FEWEST, MISUSE, Year

FORMAT = "snug-yearly-report/1"
_LAW = "Regulation (EU) 2022/2065, Articles 15 and 24"
_GROUNDS: Mapping[str, Words] = MappingProxyType(
    {CATEGORIES[kind]: kind.label for kind in Category if kind in CATEGORIES} | {MISUSE: Category.MISUSE.label}
)
_OTHER_GROUND = gettext_lazy("Against the group’s charter in another way")


@dataclass(frozen=True, slots=True)
class Part:
    """`article`: of the law that asks for it."""

    title: str
    article: str
    lines: list[tuple[str, str]]


def document(report: YearlyReport) -> dict[str, Any]:
    """As docs/examples would show it: `number` is null where there were fewer than `fewest`; steps, grounds and rules
    that are not listed are fewer, too."""
    year = Year.of(report.year)
    hours = {kind.value: int(severity) for kind, severity in SEVERITIES.items()}
    kinds = [{**cell, "decide_within_hours": hours[cell["kind"]]} for cell in report.numbers["reports"]]
    return {
        "format": FORMAT,
        "law": _LAW,
        "brand": report.brand.name,
        "year": report.year,
        "from": year.begins.isoformat(),
        "until": year.ends.isoformat(),
        "released_at": report.released_at.isoformat(),
        "fewest": FEWEST,
        **report.numbers,
        "reports": kinds,
    }


def as_json(report: YearlyReport) -> str:
    return json.dumps(document(report), ensure_ascii=False, indent=1) + "\n"


def as_html(report: YearlyReport) -> str:
    """A page that stands alone, in the language of the moment."""
    direction = "rtl" if translation.get_language_bidi() else "ltr"
    context = {"report": report, "parts": parts(report), "direction": direction, "law": _LAW}
    return render_to_string("moderation/yearly/report.html", context | {"language": translation.get_language()})


def parts(report: YearlyReport) -> list[Part]:
    told = report.numbers
    return [
        Part(_("Reports by members"), "15(1)(b)", _reports(told["reports"])),
        Part(_("What was decided about somebody"), "15(1)(b), (c), 23", _decisions(told["decisions"])),
        Part(_("How soon"), "15(1)(b)", deadlines(report)),
        Part(_("Appeals, heard by somebody else"), "15(1)(d)", _appeals(told["appeals"])),
        Part(_("Machines"), "15(1)(e)", _machines(told["machines"])),
        Part(_("Own data, on the whole server"), "", _own_data(told["own_data"])),
    ]


def _number(number: int | None) -> str:
    return str(number) if number is not None else _("fewer than %(n)d") % {"n": FEWEST}


def _reports(cells: list[dict[str, Any]]) -> list[tuple[str, str]]:
    lines = []
    for cell in cells:
        kind = Category(cell["kind"])
        hours = SEVERITIES[kind].value
        words = ngettext("%(kind)s (to decide in %(n)d hour)", "%(kind)s (to decide in %(n)d hours)", hours)
        lines.append((words % {"kind": kind.label, "n": hours}, _number(cell["number"])))
    return lines


def _decisions(cells: list[dict[str, Any]]) -> list[tuple[str, str]]:
    by_step = defaultdict(list)
    for cell in cells:
        by_step[cell["step"]].append(cell)
    lines = []
    for step in Sanction.Kind:
        lines += [(f"{step.label}: {_ground(cell['ground'])}", str(cell["number"])) for cell in by_step[step.value]]
        rest = _("%(step)s: for any other reason") if by_step[step.value] else _("%(step)s: for any one reason")
        lines.append((rest % {"step": step.label}, _number(None)))
    return lines


def _ground(ground: str) -> Words:
    return _GROUNDS.get(ground, _OTHER_GROUND)


def deadlines(report: YearlyReport) -> list[tuple[str, str]]:
    told = report.numbers["deadlines"]
    hours = told["median_hours"]
    lines = [
        (_("Cases decided before their deadline"), _number(told["in_time"]["number"])),
        (_("Cases decided after it"), _number(told["late"]["number"])),
    ]
    if hours is not None:
        words = ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
        lines.append((_("Half of them were decided within"), words))
    return lines


def _appeals(cells: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """The share is told where both numbers are."""
    names = {False: _("The decision stood"), True: _("Overturned, and undone")}
    lines = [(names[cell["overturned"]], _number(cell["number"])) for cell in cells]
    stood, overturned = (cell["number"] for cell in cells)
    if stood is not None and overturned is not None:
        share = round(overturned * 100 / (stood + overturned))
        lines.append((_("Of a hundred, overturned"), str(share)))
    return lines


def _machines(told: dict[str, Any]) -> list[tuple[str, str]]:
    lines = [
        (_("Decisions about people"), _("some") if told["punished"] else _("none: people decide")),
        (
            _("Out of sight until somebody decided, after three reports"),
            _number(told["hidden_until_decided"]["number"]),
        ),
    ]
    for cell in told["rules"]:
        name = cell["rule"] or _("Rules of single groups")
        lines.append((f"{name}: {Rule.Action(cell['action']).label}", str(cell["number"])))
    return [*lines, (_("Texts in which any other rule of the brand found something"), _number(None))]


def _own_data(told: dict[str, dict[str, int | None]]) -> list[tuple[str, str]]:
    return [
        (_("Exports that were fetched"), _number(told["exports"]["number"])),
        (_("Accounts that were erased"), _number(told["erasures"]["number"])),
    ]
