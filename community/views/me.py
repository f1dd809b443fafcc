"""`/me/`: one's language and zone, one's face in each group, the way to one's devices and out."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.access import signed_in
from community.actions import people
from community.forms import SettleForm
from community.surface import Action, surface


@surface(get=Action.SEE_SELF, head=Action.SEE_SELF, post=Action.EDIT_SELF)
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    form = SettleForm(request.POST) if request.method == "POST" else SettleForm.of(person)
    if request.method == "POST" and form.is_valid():
        people.settle(person, **form.cleaned_data)
        with translation.override(person.language):
            messages.success(request, _("Kept."))
        return redirect("people:me")
    return render(request, "community/me.html", {"form": form, "person": person, "here": "me"})
