"""What the pages of this package take."""

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.models import Purpose


class ConsentForm(forms.Form):
    """One tap. `seen` is the hash of the text beside the button, in hex: a yes is a yes to that."""

    brand = forms.UUIDField()
    purpose = forms.TypedChoiceField(choices=Purpose.choices, coerce=Purpose)
    say = forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))])
    seen = forms.CharField(required=False, max_length=64)
