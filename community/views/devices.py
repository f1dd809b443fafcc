"""Where one is signed in and what one signs in with: the page `/me/devices/` and its small steps."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.mfa.webauthn.internal import auth as passkeys
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from community.access import has_duty, signed_in
from community.actions import factors, sessions
from community.devices import described
from community.errors import Conflict, Invalid, RateLimited
from community.forms import AddPasskeyForm, NewAppForm
from community.models import Person
from community.paths import detour, local_path
from community.surface import Action, surface

P = ParamSpec("P")
Face = Callable[Concatenate[HttpRequest, Person, P], HttpResponse]


def fresh(face: Face[P]) -> Callable[..., HttpResponse]:
    """The person must have proved within five minutes that it is them; else they are asked, and come back."""

    @wraps(face)
    def asked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person = signed_in(request)
        if factors.is_fresh(request):
            return face(request, person, *args, **kwargs)
        return detour("people:again", request.path)

    return asked


@surface(Action.MANAGE_DEVICES)
@require_GET
def devices(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    context = {
        "sessions": [described(row, request.session.session_key) for row in sessions.of(person)],
        "kept": factors.of(person),
        "has_duty": has_duty(person),
        "here": "me",
    }
    return render(request, "community/me/devices.html", context)


@surface(Action.MANAGE_DEVICES)
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    sessions.end(signed_in(request), [pk])
    return redirect("people:devices")


@surface(Action.MANAGE_DEVICES)
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    sessions.end_others(signed_in(request), request.session.session_key)
    return redirect("people:devices")


@surface(Action.MANAGE_DEVICES)
@sensitive_post_parameters("credential")
@require_http_methods(["GET", "HEAD", "POST"])
@fresh
def add_passkey(request: HttpRequest, person: Person) -> HttpResponse:
    target = _target(request)
    form = AddPasskeyForm(request.POST if request.method == "POST" else None, user=person)
    if request.method == "POST" and form.is_valid():
        had_codes = factors.of(person).codes_left is not None
        factors.add_passkey(request, person, form.cleaned_data["name"], form.cleaned_data["credential"])
        return redirect(target) if had_codes else detour("people:recovery", target)
    return render(request, "community/me/add_passkey.html", {"form": form, "next": target, "here": "me"})


@surface(Action.MANAGE_DEVICES)
@require_GET
@fresh
def passkey_options(request: HttpRequest, person: Person) -> HttpResponse:
    return JsonResponse(passkeys.begin_registration(person, passwordless=True))


@surface(Action.MANAGE_DEVICES)
@require_http_methods(["GET", "HEAD", "POST"])
@fresh
def remove_passkey(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    if request.method == "POST":
        factors.remove_passkey(request, person, pk)
        return redirect("people:devices")
    context = {"what": str(factors.passkey(person, pk)), "is_needed": factors.is_needed(person), "here": "me"}
    return render(request, "community/me/remove_factor.html", context)


@surface(Action.MANAGE_DEVICES)
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@fresh
def add_app(request: HttpRequest, person: Person) -> HttpResponse:
    target = _target(request)
    if factors.of(person).app is not None:
        return redirect(target)
    form = NewAppForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        had_codes = factors.of(person).codes_left is not None
        if _adds(request, person, form):
            return redirect(target) if had_codes else detour("people:recovery", target)
    new = factors.begin_app(request, person, renew=request.method != "POST")
    return render(request, "community/me/add_app.html", {"form": form, "new": new, "next": target, "here": "me"})


def _adds(request: HttpRequest, person: Person, form: NewAppForm) -> bool:
    try:
        factors.add_app(request, person, form.cleaned_data["code"])
    except Conflict:
        return True
    except (Invalid, RateLimited) as error:
        form.add_error("code", str(error.words))
        return False
    return True


@surface(Action.MANAGE_DEVICES)
@require_http_methods(["GET", "HEAD", "POST"])
@fresh
def remove_app(request: HttpRequest, person: Person) -> HttpResponse:
    if factors.of(person).app is None:
        return redirect("people:devices")
    if request.method == "POST":
        factors.remove_app(request, person)
        return redirect("people:devices")
    context = {"what": "", "is_needed": factors.is_needed(person), "here": "me"}
    return render(request, "community/me/remove_factor.html", context)


@surface(Action.MANAGE_DEVICES)
@require_http_methods(["GET", "HEAD", "POST"])
@fresh
def recovery(request: HttpRequest, person: Person) -> HttpResponse:
    if not factors.of(person).is_any:
        return redirect("people:devices")
    if request.method == "POST":
        factors.renew_recovery_codes(request, person)
        return redirect("people:recovery")
    context = {"codes": factors.recovery_codes(person), "next": _target(request), "here": "me"}
    return render(request, "community/me/recovery.html", context)


def _target(request: HttpRequest) -> str:
    return local_path(request, request.POST.get("next") or request.GET.get("next") or "", "/me/devices/")
