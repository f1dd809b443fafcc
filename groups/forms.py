"""What people fill in on the pages of a group. The words are judged by the actions; a form only shapes and asks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.models import NAME_LENGTH
from groups.models import CEILING, MOST_USES, Charter, Membership
from groups.models.reuse import PURPOSE_LENGTH
from moderation.models import Purpose


class JoinForm(forms.Form):
    """The last step in. `charter` is the version that was shown: joining accepts exactly that."""

    name = forms.CharField(
        label=_("Your name in this group"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "given-name", "dir": "auto"}),
    )
    charter = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    age = forms.IntegerField(required=False, widget=forms.HiddenInput)  # said with the button; the action asks for it
    consents = forms.MultipleChoiceField(
        required=False, choices=[(Purpose.NEWS, Purpose.NEWS.label), (Purpose.EVENTS, Purpose.EVENTS.label)]
    )

    def clean(self) -> dict[str, Any]:
        """What is wrong with a field nobody sees is said over the form."""
        for hidden in ("charter", "age", "consents"):
            if self.errors.pop(hidden, None):
                self.add_error(None, _("This page was out of date. Look once more and join."))
        return self.cleaned_data


class InviteForm(forms.Form):
    vouch = forms.CharField(
        label=_("A line about them"),
        help_text=_("They read it on the invitation, with your name under it."),
        max_length=140,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    email = forms.EmailField(
        label=_("Only for this e-mail address"),
        help_text=_("Leave it empty and whoever holds the link may come in."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    uses = forms.IntegerField(
        label=_("How many people may use it"), min_value=1, max_value=MOST_USES, initial=1, required=False
    )

    def clean_uses(self) -> int:
        return self.cleaned_data["uses"] or 1


class LeaveForm(forms.Form):
    KEEP, ANONYMISE, DELETE = "keep", "anonymise", "delete"
    words = forms.ChoiceField(choices=[(KEEP, KEEP), (ANONYMISE, ANONYMISE), (DELETE, DELETE)])


class RemoveForm(forms.Form):
    reason = forms.CharField(
        label=_("The reason"),
        help_text=_("It is kept with the decision, and the person reads it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    ban = forms.BooleanField(
        label=_("They may not come back"),
        help_text=_("The same verified address is not let in again."),
        required=False,
    )


class HideForm(forms.Form):
    reason = forms.CharField(
        label=_("The reason"),
        help_text=_("It is kept with the decision, and its author reads it."),
        max_length=500,
        error_messages={"required": _("Say why. Its author reads it.")},
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class ReuseForm(forms.Form):
    purpose = forms.CharField(
        label=_("What for"),
        help_text=_("Say where it will stand. The yes is for that alone."),
        max_length=PURPOSE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class BudgetForm(forms.Form):
    most = forms.TypedChoiceField(
        label=_("In any seven days"),
        coerce=int,
        choices=[
            (0, _("Never")),
            (1, _("Once")),
            (2, _("Twice")),
            (3, _("3 times")),
            (4, _("4 times")),
            (5, _("5 times")),
        ],
    )


class HandOverForm(forms.Form):
    """Who becomes captain; the choice holds members of this one group."""

    membership = forms.ModelChoiceField(
        queryset=Membership.objects.none(), error_messages={"required": _("Choose who.")}
    )

    def __init__(self, *args: Any, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["membership"].queryset = members  # type: ignore[attr-defined]


class ProfileForm(forms.Form):
    name = forms.CharField(
        label=_("Your name in this group"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "given-name", "dir": "auto"}),
    )
    bio = forms.CharField(
        label=_("A line about you"),
        max_length=160,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )


class CharterForm(forms.Form):
    """The promises a captain may change. What is looser than before waits for its notice: the action says so."""

    inviters = forms.ChoiceField(label=_("Who may invite"), choices=Charter.Inviters.choices, widget=forms.RadioSelect)
    approval = forms.ChoiceField(label=_("Who says yes"), choices=Charter.Approval.choices, widget=forms.RadioSelect)
    history = forms.ChoiceField(
        label=_("What newcomers see"), choices=Charter.History.choices, widget=forms.RadioSelect
    )
    brand_presence = forms.ChoiceField(
        label=_("The brand in this room"), choices=Charter.BrandPresence.choices, widget=forms.RadioSelect
    )
    retention_days = forms.IntegerField(label=_("Days a message lives"), min_value=1, max_value=365)
    size_cap = forms.IntegerField(label=_("People at most"), min_value=2, max_value=CEILING)
