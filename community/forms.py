"""What people type when they sign in and look after their account."""

import unicodedata
from typing import Any

from allauth.mfa.adapter import get_adapter as get_factor_adapter
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from community.actions import people
from community.errors import SnugError
from community.models import Person
from community.text import clean_text
from community.zone_field import ZoneField

CODE_LENGTH = 6
PASSKEY_NAME_LENGTH = 40


class SignInForm(forms.Form):
    email = forms.CharField(
        label=_("Your e-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email", "maxlength": "254"}),
        error_messages={"required": _("Type the address that you were invited with.")},
    )
    time_zone = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput(attrs={"data-time-zone": ""}))
    next = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)

    def clean_email(self) -> str:
        return _or_field_error(people.normal_address, self.cleaned_data["email"])


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("6-digit code"),
        widget=forms.TextInput(
            attrs={
                "class": "code",
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "maxlength": "6",
                "pattern": "[0-9]*",
                "autofocus": True,
            }
        ),
        error_messages={"required": _("Type the six digits of the mail.")},
    )

    def clean_code(self) -> str:
        """Six digits of any script, spaces and dashes dropped. What is no such code costs no try."""
        digits = digits_of(self.cleaned_data["code"])
        if len(digits) != CODE_LENGTH:
            raise ValidationError(_("The code has six digits."))
        return digits


class SettleForm(forms.Form):
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = ZoneField(label=_("Time zone"))

    @classmethod
    def of(cls, person: Person) -> "SettleForm":
        return cls(initial={"language": person.language, "time_zone": person.time_zone})


class FactorCodeForm(forms.Form):
    """A code of the authenticator app, or one of the recovery codes."""

    code = forms.CharField(
        label=_("Code of your app, or a recovery code"),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "12", "autofocus": True}
        ),
        error_messages={"required": _("Type the code that your app shows.")},
    )

    def clean_code(self) -> str:
        return digits_of(self.cleaned_data["code"])


class NewAppForm(FactorCodeForm):
    """The code by which a new app shows that it has the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("The code that your app shows")


class AddPasskeyForm(AddWebAuthnForm):
    """A passkey that signs in on its own: `passwordless` in allauth's words."""

    passwordless = forms.BooleanField(required=False, initial=True, widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Name of this passkey"),
        required=False,
        max_length=PASSKEY_NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_name(self) -> str:
        name: str = super().clean_name()
        return _or_field_error(lambda text: clean_text(text, most=PASSKEY_NAME_LENGTH, field="name"), name)

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True
        cleaned: dict[str, Any] = _or_refused(super().clean)
        return cleaned


class PasskeyForm(AuthenticateWebAuthnForm):
    """The answer of a passkey, to sign in (`user` None), to pass the second factor or to confirm who one is."""

    def clean_credential(self) -> Any:
        found = _or_refused(super().clean_credential)
        if not found.user.is_active:
            raise ValidationError(_("That passkey was not accepted."))
        return found


def digits_of(text: str) -> str:
    """The decimal digits in it as ASCII: phones type Arabic ones, mails are copied with spaces."""
    return "".join(str(unicodedata.decimal(letter)) for letter in text if letter.isdecimal())


def _or_field_error(clean: Any, value: str) -> str:
    try:
        cleaned: str = clean(value)
    except SnugError as error:
        raise ValidationError(str(error.words)) from error
    return cleaned


def _or_refused(clean: Any) -> Any:
    """What a hostile authenticator sends may break the parsers below in many ways; each means "not accepted"."""
    try:
        return clean()
    except ValidationError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, AssertionError, OverflowError):
        raise get_factor_adapter().validation_error("incorrect_code")
