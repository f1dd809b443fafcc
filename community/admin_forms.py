"""Forms of the desks that call an action instead of writing a row."""

from typing import Any

from django import forms
from django.db import transaction

from community.errors import SnugError
from community.models import Person


class ActingForm(forms.ModelForm):
    """Once its fields are in order the form calls the one action (`act`); what the action refuses is said beside the
    field it is about, and nothing typed is lost. Django's admin runs it inside the transaction of the page."""

    person: Person  # who sits at the desk; set by `ActingAdmin.get_form`

    def act(self) -> Any:
        """Calls the action with `self.cleaned_data`; returns the row that was made or changed."""
        raise NotImplementedError

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound or self.errors:
            return
        try:
            with transaction.atomic():
                self.instance = self.act()
        except SnugError as refusal:
            field = refusal.detail.get("field")
            self.add_error(field if field in self.fields else None, str(refusal.words))

    def save(self, commit: bool = True) -> Any:
        return self.instance

    def save_m2m(self) -> None:
        """Nothing is left to save: `act` has done it."""

    def _post_clean(self) -> None:
        """Not here: the action checks and writes, so the form need not build the row a second time."""


class ActingAdmin:
    """Before `Desk`: every form is an `ActingForm`, `add_form` for adding, `form` for changing."""

    form: type[ActingForm]
    add_form: type[ActingForm]

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> type[ActingForm]:
        kwargs["form"] = self.form if change else self.add_form
        made: type[ActingForm] = super().get_form(request, obj, change=change, **kwargs)  # type: ignore[misc]
        return type(made.__name__, (made,), {"person": request.user})

    def save_model(self, request: Any, obj: Any, form: Any, change: Any) -> None:
        """The form's action has written it."""
