"""`/me/again/`: is it still you? A code from the mail, or the second factor where there is one."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from community.access import signed_in
from community.actions import factors, proving
from community.errors import Invalid, RateLimited
from community.forms import CodeForm
from community.models import Person
from community.paths import detour, local_path
from community.surface import Action, surface

P = ParamSpec("P")
Face = Callable[Concatenate[HttpRequest, Person, P], HttpResponse]


def proven(face: Face[P]) -> Callable[..., HttpResponse]:
    """The person must have proved within five minutes that it is them; else they are asked, and come back."""

    @wraps(face)
    def asked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person = signed_in(request)
        if proving.is_fresh(person, request.session):
            return face(request, person, *args, **kwargs)
        return detour("people:prove", request.path)

    return asked


@surface(Action.MANAGE_DEVICES)
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Asking for the code and typing it: one page, `send` is the button that has one sent."""
    person = signed_in(request)
    target = local_path(request, request.POST.get("next") or request.GET.get("next") or "", "/me/")
    if proving.is_fresh(person, request.session):
        return redirect(target)
    if factors.of(person).is_any:
        return detour("people:again", target)
    typed = request.method == "POST" and "send" not in request.POST
    form = CodeForm(request.POST if typed else None)
    done = _confirms(request, person, form) if typed else _sends(request, person, form)
    if done and typed:
        return redirect(target)
    context = {"form": form, "next": target, "address": person.email, "awaited": proving.is_awaited(request.session)}
    return render(request, "community/me/prove.html", context)


def _sends(request: HttpRequest, person: Person, form: CodeForm) -> bool:
    if request.method != "POST":
        return False
    try:
        proving.ask(request, person)
    except RateLimited as error:
        form.add_error(None, str(error.words))
    return True


def _confirms(request: HttpRequest, person: Person, form: CodeForm) -> bool:
    if not form.is_valid():
        return False
    try:
        proving.confirm(request, person, form.cleaned_data["code"])
    except (Invalid, RateLimited) as error:
        form.add_error("code", str(error.words))
        return False
    return True
