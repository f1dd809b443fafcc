"""What people fill in on the pages of an event. Words and numbers are judged by the actions; a form shapes and asks."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from community.models import Profile
from groups.actions.choices import ANSWER_LENGTH, Choices
from groups.actions.plans import MOST_PACES
from groups.models import TITLE_LENGTH, Event, Membership, Occurrence, Rsvp, Seen

BLANK_PACES = 3
SCOPES = [("this", _("Only this one")), ("onwards", _("From here on"))]


class ChoicesForm(forms.Form):
    """What is said along with a yes. `sequence`: which time and place the person was looking at when they said so."""

    pace = forms.UUIDField(required=False, error_messages={"invalid": _("Choose a pace.")})
    seen = forms.ChoiceField(label=_("Who sees that you go"), choices=Seen.choices, required=False)
    answer = forms.CharField(
        required=False,
        max_length=ANSWER_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto", "form": "answer"}),
    )
    sequence = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def said(self) -> Choices:
        """What was filled in; what was not stays as it is."""
        data = self.cleaned_data
        return {
            "pace": data["pace"],
            "seen": data["seen"] or None,
            "answer": data["answer"] if "answer" in self.data else None,
            "sequence": data["sequence"],
        }


class AnswerForm(ChoicesForm):
    state = forms.ChoiceField(
        choices=[(one, one) for one in (Rsvp.State.GOING, Rsvp.State.DECLINED)],
        error_messages={"required": _("Choose one of the answers.")},
    )


class Paces(forms.Field):
    """Rows of name, most and leader, as many as there are; empty names are no paces. Needs no script to add some."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)


class PlanForm(forms.Form):
    """What an event is. `members` may lead a pace."""

    title = forms.CharField(label=_("What"), max_length=TITLE_LENGTH, widget=forms.TextInput(attrs={"dir": "auto"}))
    about = forms.CharField(
        label=_("More about it"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    clock = forms.TimeField(label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    minutes = forms.IntegerField(
        label=_("How long, in minutes"), initial=60, widget=forms.NumberInput(attrs={"inputmode": "numeric"})
    )
    zone = forms.CharField(
        label=_("Time zone of the place"),
        help_text=_("The time above is on the clocks there, also when those are put forward or back."),
        required=False,
        max_length=64,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    area = forms.CharField(
        label=_("Area"),
        help_text=_("Everybody in the group sees this."),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    point = forms.CharField(
        label=_("Exact meeting point"),
        help_text=_("Only who goes sees it, from 24 hours before until the end. No push and no mail title says it."),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    capacity = forms.IntegerField(
        label=_("Places"),
        help_text=_("Empty: as many as come. When it is full, a waitlist keeps the order."),
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    question = forms.CharField(
        label=_("A question to who comes"),
        help_text=_("Only hosts read the answers. They are deleted a week after."),
        max_length=140,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    paces = Paces()

    def __init__(self, *args: Any, members: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members

    @property
    def pace_rows(self) -> list[dict[str, str]]:
        """Those filled in, and some blank ones."""
        rows = self._rows() if self.is_bound else [_row(one) for one in self.initial.get("paces", ())]
        blank = min(BLANK_PACES, MOST_PACES - len(rows))
        return [*rows, *({"name": "", "cap": "", "leader": ""} for _each in range(blank))]

    def clean_paces(self) -> list[dict[str, Any]]:
        if any(not row["name"].strip() for row in self._rows()):
            raise ValidationError(_("Give each pace a name."))
        return [{"name": row["name"], "cap": _cap(row["cap"]), "leader": _uuid(row["leader"])} for row in self._rows()]

    def _rows(self) -> list[dict[str, str]]:
        names, caps, leaders = (self._all(f"pace_{name}") for name in ("name", "cap", "leader"))
        rows = zip_longest(names, caps[: len(names)], leaders[: len(names)], fillvalue="")
        made = [{"name": name, "cap": cap, "leader": leader} for name, cap, leader in rows]
        return [row for row in made if any(value.strip() for value in row.values())]

    def _all(self, name: str) -> list[str]:
        return self.data.getlist(name)[:MOST_PACES] if isinstance(self.data, QueryDict) else []


class NewForm(PlanForm):
    """The first time, with how often it happens and who helps."""

    repeats = forms.ChoiceField(
        label=_("How often"), choices=Event.Repeats.choices, initial=Event.Repeats.NEVER, required=False
    )
    interval = forms.IntegerField(
        label=_("Every how many weeks or months"),
        initial=1,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    until = forms.DateField(
        label=_("Until"),
        help_text=_("Empty: until you end it."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    cohosts = forms.TypedMultipleChoiceField(label=_("Who helps"), coerce=UUID, required=False)

    def __init__(self, *args: Any, members: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, members=members, **kwargs)
        self.fields["cohosts"].choices = [  # type: ignore[attr-defined]
            (str(one.profile_id), one.profile.name) for one in members
        ]

    def said(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        interval = 1 if data["interval"] is None else data["interval"]
        return data | {"repeats": data["repeats"] or Event.Repeats.NEVER, "interval": interval}


class EditForm(PlanForm):
    """`version`: which state of the occurrence was shown, and `seen`: what stood in it. `scope` is asked of a series
    only."""

    scope = forms.ChoiceField(choices=SCOPES, initial="this")
    version = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, members: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, members=members, **kwargs)
        self.fields["question"].help_text = _(
            "Only hosts read the answers. They are deleted a week after, and at once when you ask something else."
        )

    def changed(self, occurrence: Occurrence) -> dict[str, Any]:
        """The fields that are to become other than they are now."""
        said = {name: self.cleaned_data[name] for name in PlanForm.base_fields}
        said["zone"] = said["zone"] or occurrence.zone
        now = current(occurrence)
        return {name: value for name, value in said.items() if value != now[name]}

    def shown(self, occurrence: Occurrence) -> dict[str, str]:
        """What an untouched form of it holds, by field; rows of paces apart."""
        now = current(occurrence)
        names = [name for name in PlanForm.base_fields if name != "paces"]
        return {name: self.fields[name].widget.format_value(now[name]) or "" for name in names}

    def catch_up(self, occurrence: Occurrence) -> None:
        """After somebody else has changed it: what was not touched here becomes what it is now, the rest stays."""
        try:
            seen = json.loads(self.data.get("seen") or "{}")
        except ValueError:
            return
        if isinstance(seen, dict) and isinstance(self.data, QueryDict):
            data = self.data.copy()
            for name, now in self.shown(occurrence).items():
                if name in seen and data.get(name, "") == seen[name]:
                    data[name] = now
            self.data = data


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("Everybody who had answered reads it. It may stay empty."),
        max_length=140,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    scope = forms.ChoiceField(choices=SCOPES, initial="this")


class HostForm(forms.Form):
    """Somebody of the group, to lead or to help."""

    profile = forms.ChoiceField(error_messages={"required": _("Choose who.")})
    scope = forms.ChoiceField(choices=SCOPES, initial="this")

    def __init__(self, *args: Any, members: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(one.profile_id): one.profile for one in members}
        self.fields["profile"].choices = [  # type: ignore[attr-defined]
            (key, profile.name) for key, profile in self.members.items()
        ]

    @property
    def chosen(self) -> Profile:
        return self.members[self.cleaned_data["profile"]]


def current(occurrence: Occurrence) -> dict[str, Any]:
    """What the form of an occurrence begins with."""
    said = {name: getattr(occurrence, name) for name in PlanForm.base_fields if name != "paces"}
    paces = [{"name": one.name, "cap": one.cap, "leader": one.leader_id} for one in occurrence.paces.all()]
    return said | {"paces": paces}


def _row(pace: Mapping[str, Any]) -> dict[str, str]:
    return {name: "" if pace[name] is None else str(pace[name]) for name in ("name", "cap", "leader")}


def _cap(given: str) -> int | None:
    if not given.strip():
        return None
    try:
        return int(given)
    except ValueError:
        raise ValidationError(_("How many come in a pace is a whole number."))


def _uuid(given: str) -> UUID | None:
    try:
        return UUID(given) if given else None
    except ValueError:
        raise ValidationError(_("Choose somebody who is in the group."))
