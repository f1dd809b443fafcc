"""The form behind the page with every switch: one field per switch, quiet hours, reminders, the digest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from community.actions import reach
from community.errors import Words
from community.models import Channel, Person, Preference
from community.notifications import OFF, ON, Kind, all_kinds

HOUR, DAY = 60, 24 * 60  # minutes
LEADS = (30, HOUR, 2 * HOUR, 3 * HOUR, 12 * HOUR, DAY, 2 * DAY, 3 * DAY, 7 * DAY)
_NAMES = {Channel.APP: _("In your inbox"), Channel.PUSH: _("Push"), Channel.MAIL: _("Mail")}
_SWITCH = {"class": "switch tap", "role": "switch"}
Mode = Preference.Mode


@dataclass(frozen=True, slots=True)
class Row:
    """One kind on the page, with the fields of its switches; none where it cannot be switched."""

    kind: Kind
    ways: list[BoundField]


@dataclass(frozen=True, slots=True)
class Section:
    name: Words
    rows: list[Row]


class ReachForm(forms.Form):
    """Which fields there are follows from the kinds that the packages declare."""

    quiet = forms.BooleanField(label=_("Keep quiet hours"), required=False, widget=forms.CheckboxInput(_SWITCH))
    quiet_from = forms.TimeField(label=_("From"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    quiet_to = forms.TimeField(label=_("Until"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    leads = forms.TypedMultipleChoiceField(
        label=_("Remind me"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    digest = forms.BooleanField(
        label=_("A digest every week"),
        help_text=_("By mail, on Sunday at 18:00, if there is something new."),
        required=False,
        widget=forms.CheckboxInput(_SWITCH),
    )

    def __init__(self, person: Person, data: QueryDict | None = None) -> None:
        held, self.modes = reach.reach_of(person), reach.modes_of(person)
        quiet = held.quiet_from != held.quiet_to
        times = held if quiet else type(held)()  # switched off, the usual ones stand there to be switched on
        initial = {"quiet": quiet, "quiet_from": times.quiet_from, "quiet_to": times.quiet_to}
        super().__init__(data, initial={**initial, "leads": held.leads, "digest": held.digest})
        choices = sorted({*LEADS, *held.leads})
        self.fields["leads"].choices = [(lead, lead_words(lead)) for lead in choices]  # type: ignore[attr-defined]
        for kind in all_kinds():
            for channel in _ways(kind):
                self.fields[f"{kind.name}.{channel}"] = _field(kind, channel, self.modes[kind.name, channel])

    def sections(self) -> list[Section]:
        """Every kind that has switches or is always on, in the sections that they name."""
        found: dict[str, Section] = {}
        for kind in all_kinds():
            if not kind.opt_in:
                section = found.setdefault(str(kind.section), Section(kind.section, []))
                section.rows.append(Row(kind, [self[f"{kind.name}.{channel}"] for channel in _ways(kind)]))
        return list(found.values())

    def switched(self) -> dict[reach.Switch, str]:
        """The modes that were chosen, by kind and channel."""
        return {(kind, channel): _mode(self.cleaned_data[f"{kind}.{channel}"]) for kind, channel in self._switches()}

    def wishes(self) -> dict[str, Any]:
        """What `reach.set_reach` takes."""
        begin, end = self.cleaned_data["quiet_from"], self.cleaned_data["quiet_to"]
        quiet = self.cleaned_data["quiet"]
        return {
            "quiet_from": begin,
            "quiet_to": end if quiet else begin,
            "leads": self.cleaned_data["leads"],
            "digest": self.cleaned_data["digest"],
        }

    def _switches(self) -> Iterator[reach.Switch]:
        return ((kind, channel) for kind, channel in self.modes if f"{kind}.{channel}" in self.fields)


def lead_words(lead: int) -> str:
    """So many minutes in the largest unit that they are a whole number of."""
    if lead % DAY == 0:
        return ngettext("%(n)d day", "%(n)d days", lead // DAY) % {"n": lead // DAY}
    if lead % HOUR == 0:
        return ngettext("%(n)d hour", "%(n)d hours", lead // HOUR) % {"n": lead // HOUR}
    return ngettext("%(n)d minute", "%(n)d minutes", lead) % {"n": lead}


def _ways(kind: Kind) -> list[Channel]:
    return [channel for channel in Channel if channel in kind.channels] if kind.can_switch and not kind.opt_in else []


def _field(kind: Kind, channel: Channel, mode: str) -> forms.Field:
    label = _NAMES[channel]
    if channel == Channel.MAIL:
        return forms.ChoiceField(
            label=label, choices=Mode.choices, initial=mode, widget=forms.Select({"class": "input"})
        )
    return forms.BooleanField(label=label, required=False, initial=mode == ON, widget=forms.CheckboxInput(_SWITCH))


def _mode(value: bool | str) -> str:
    return value if isinstance(value, str) else str(ON if value else OFF)
