"""The second factor: asked at sign-in, asked anew before a change, set up by whoever has a duty."""

from allauth.account.stages import LoginStage, LoginStageController
from allauth.mfa.webauthn.internal import auth as passkeys
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from community.access import second_factor_passed, signed_in
from community.actions import factors
from community.errors import Invalid, NotFound, RateLimited
from community.forms import FactorCodeForm, PasskeyForm
from community.models import Person
from community.paths import local_path
from community.stages import SecondFactor
from community.surface import Action, surface


@surface(Action.SIGN_IN)
@sensitive_post_parameters("code", "credential")
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Whoever is signing in is asked for it; whoever is signed in without it sets it up, or shows it."""
    stage = LoginStageController.enter(request, SecondFactor.key)
    if stage is not None:
        return _ask(request, stage.login.user, stage=stage)
    if not isinstance(request.user, Person):
        return redirect("people:signin")
    target = _target(request, "/")
    if second_factor_passed(request.user, request.session):
        return redirect(target)
    if not factors.of(request.user).is_any:
        return render(request, "community/signin/set_up.html", {"next": target})
    return _ask(request, request.user, target=target)


@surface(Action.MANAGE_DEVICES)
@sensitive_post_parameters("code", "credential")
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """Asked anew before something about signing in is changed."""
    person = signed_in(request)
    target = _target(request, "/me/devices/")
    return redirect(target) if factors.is_fresh(request) else _ask(request, person, target=target, anew=True)


@surface(Action.SIGN_IN)
@require_GET
def options(request: HttpRequest) -> JsonResponse:
    """What the browser asks the passkeys of the person who is to show one."""
    stage = LoginStageController.enter(request, SecondFactor.key)
    person = stage.login.user if stage is not None else request.user
    if not isinstance(person, Person):
        raise NotFound
    return JsonResponse(passkeys.begin_authentication(person))


def _ask(
    request: HttpRequest,
    person: Person,
    *,
    stage: LoginStage | None = None,
    target: str = "/",
    anew: bool = False,
) -> HttpResponse:
    form, refused = FactorCodeForm(), ""
    if request.method == "POST" and "credential" in request.POST:
        answer = PasskeyForm(request.POST, user=person)
        if answer.is_valid():
            factors.pass_passkey(request, answer.cleaned_data["credential"], anew=anew)
            return _on(stage, target)
        refused = _("That passkey was not accepted.")
    elif request.method == "POST":
        form = FactorCodeForm(request.POST)
        if form.is_valid() and _passes(request, person, form, anew):
            return _on(stage, target)
    kept = factors.of(person)
    context = {"form": form, "refused": refused, "kept": kept, "next": target, "anew": anew}
    return render(request, "community/signin/second_factor.html", context)


def _passes(request: HttpRequest, person: Person, form: FactorCodeForm, anew: bool) -> bool:
    try:
        factors.pass_code(request, person, form.cleaned_data["code"], anew=anew)
    except (Invalid, RateLimited) as error:
        form.add_error("code", str(error.words))
        return False
    return True


def _target(request: HttpRequest, otherwise: str) -> str:
    return local_path(request, request.POST.get("next") or request.GET.get("next") or "", otherwise)


def _on(stage: LoginStage | None, target: str) -> HttpResponse:
    if stage is None:
        return redirect(target)
    response: HttpResponse = stage.exit()
    return response
