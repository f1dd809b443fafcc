"""What people fill in on the pages of an event. Words and numbers are judged by the actions; a form shapes and asks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.actions.rsvps import ANSWER_LENGTH
from groups.models import Rsvp, Seen


class AnswerForm(forms.Form):
    """`sequence`: which time and place the person was looking at when they said so."""

    state = forms.ChoiceField(
        choices=[(one, one) for one in (Rsvp.State.GOING, Rsvp.State.DECLINED)],
        error_messages={"required": _("Choose one of the answers.")},
    )
    pace = forms.UUIDField(required=False, error_messages={"invalid": _("Choose a pace.")})
    seen = forms.ChoiceField(label=_("Who sees that you go"), choices=Seen.choices, required=False)
    answer = forms.CharField(
        required=False,
        max_length=ANSWER_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto", "form": "answer"}),
    )
    sequence = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def said(self) -> dict[str, Any]:
        """What was filled in, as `rsvps.answer` takes it; what was not stays as it is."""
        data = self.cleaned_data
        return {
            "state": data["state"],
            "pace": data["pace"],
            "seen": data["seen"] or None,
            "answer": data["answer"] if "answer" in self.data else None,
        }
