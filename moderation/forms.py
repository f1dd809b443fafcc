"""What people fill in when they allow, report, decide and appeal. The actions judge; a form only shapes and asks."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from community.errors import Conflict, Forbidden, Invalid, SnugError
from moderation.actions.appeals import APPEAL_LENGTH
from moderation.actions.decisions import MOST_DAYS, Ruling, Step, rungs
from moderation.actions.reports import OFFERED
from moderation.models import TIMED, Category, Purpose, Sanction
from moderation.models.cases import REPORT_LENGTH
from moderation.models.decisions import REASON_LENGTH

_SOME_WORDS = forms.Textarea(attrs={"rows": 3, "dir": "auto"})


class ReportForm(forms.Form):
    category = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=[(one.value, Category(one).label) for one in OFFERED],
        error_messages={"required": _("Choose what is wrong."), "invalid_choice": _("Choose what is wrong.")},
    )
    words = forms.CharField(
        label=_("Anything else that helps"),
        help_text=_("Only who decides reads this, and sees that it was you."),
        max_length=REPORT_LENGTH,
        required=False,
        widget=_SOME_WORDS,
    )


class RulingForm(forms.Form):
    """`version` is that of the case as it was shown."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    steps = forms.MultipleChoiceField(required=False)
    days = forms.IntegerField(label=_("For how many days"), min_value=1, initial=1, required=False)
    reason = forms.CharField(
        label=_("Which promise, and why"),
        help_text=_("They read this as the reasons, and can appeal to somebody else."),
        max_length=REASON_LENGTH,
        required=False,
        widget=_SOME_WORDS,
    )
    misuse = forms.MultipleChoiceField(required=False)
    bar = forms.BooleanField(
        label=_("Keep its pictures from being sent again, in every group of the brand"), required=False
    )

    def __init__(self, *args: Any, role: str, reports: list[UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = self.fields["steps"]
        assert isinstance(steps, forms.MultipleChoiceField)
        steps.choices = [(one, Sanction.Kind(one).label) for one in rungs(role)]
        misuse = self.fields["misuse"]
        assert isinstance(misuse, forms.MultipleChoiceField)
        misuse.choices = [(str(pk), "") for pk in reports]
        self.fields["days"].widget.attrs["max"] = MOST_DAYS[role]

    def clean(self) -> dict[str, Any]:
        """Whoever writes reasons means a step; that nothing happens has a button of its own, which asks for none."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("reason") and not said.get("steps") and not said.get("misuse") and "steps" not in self.errors:
            self.add_error("steps", _("Choose what happens, or “Nothing: it keeps to the charter”."))
        return said

    def ruling(self) -> Ruling:
        days = self.cleaned_data["days"] or 1
        steps = [Step(kind, days if kind in TIMED else None) for kind in self.cleaned_data["steps"]]
        return Ruling(
            steps,
            self.cleaned_data["reason"],
            [UUID(pk) for pk in self.cleaned_data["misuse"]],
            self.cleaned_data["bar"],
        )


class AppealForm(forms.Form):
    words = forms.CharField(
        label=_("Why it should be undone"),
        help_text=_("Somebody else reads this, not who decided."),
        max_length=APPEAL_LENGTH,
        error_messages={"required": _("Say why it should be undone.")},
        widget=_SOME_WORDS,
    )


class AnswerForm(forms.Form):
    overturned = forms.TypedChoiceField(
        choices=[("yes", "yes"), ("no", "no")],
        coerce=lambda value: value == "yes",
        error_messages={"required": _("Choose whether it stands.")},
    )
    reason = forms.CharField(
        label=_("The reasons"),
        help_text=_("They read this."),
        max_length=REASON_LENGTH,
        error_messages={"required": _("Write the reasons. They read them.")},
        widget=_SOME_WORDS,
    )


def refused(form: forms.Form, refusal: SnugError) -> None:
    """A refusal becomes words beside the field it is about."""
    field = refusal.detail.get("field")
    form.add_error(field if field in form.fields else None, str(refusal.words))


def done(form: forms.Form, act: Callable[[], object]) -> bool:
    """Whether the action has done it; else its words stand on the form, which is shown again."""
    try:
        act()
    except (Conflict, Invalid, Forbidden) as refusal:
        refused(form, refusal)
        return False
    return True


class ConsentForm(forms.Form):
    """One tap. `seen` is the hash of the text beside the button, in hex: a yes is a yes to that."""

    brand = forms.UUIDField()
    purpose = forms.TypedChoiceField(choices=Purpose.choices, coerce=Purpose)
    say = forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))])
    seen = forms.CharField(required=False, max_length=64)
