"""The door: one form, one code page, a passkey; and out again."""

from allauth.account.models import Login
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from community import limits
from community.actions import sessions
from community.actions import signin as action
from community.actions.signin import Outcome
from community.errors import RateLimited
from community.forms import CodeForm, PasskeyForm, SignInForm
from community.paths import detour, local_path
from community.surface import Action, surface

BEGIN_ANEW = {
    Outcome.SPENT: gettext_lazy("That code was tried three times. Ask for a new one."),
    Outcome.GONE: gettext_lazy("That code no longer works. Ask for a new one."),
}


@surface(Action.SIGN_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def signin(request: HttpRequest) -> HttpResponse:
    target = local_path(request, request.POST.get("next") or request.GET.get("next") or "")
    if request.user.is_authenticated:
        return redirect(target or "/")
    if request.method != "POST":
        return _page(request, SignInForm(initial={"next": target}))
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    try:
        action.ask(request, form.cleaned_data["email"], time_zone=form.cleaned_data["time_zone"], next_url=target)
    except RateLimited as error:
        form.add_error(None, str(error.words))
        return _page(request, form, status=error.status)
    return redirect("people:code")


def _page(request: HttpRequest, form: SignInForm, status: int = 200) -> HttpResponse:
    return render(request, "community/signin/signin.html", {"form": form}, status=status)


@surface(Action.SIGN_IN)
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("/")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _confirm(request, form)
    if (process := action.awaited(request)) is None:
        return redirect("people:signin")
    return _code_page(request, form, process)


def _confirm(request: HttpRequest, form: CodeForm) -> HttpResponse:
    status = 200
    try:
        answer = action.confirm(request, form.cleaned_data["code"])
    except RateLimited as error:
        form.add_error("code", str(error.words))
        answer, status = action.Answer(Outcome.WRONG), error.status
    if answer.response is not None:
        return answer.response
    process = action.awaited(request)
    if answer.outcome is not Outcome.WRONG or process is None:
        messages.error(request, BEGIN_ANEW.get(answer.outcome, BEGIN_ANEW[Outcome.GONE]))
        return redirect("people:signin")
    if not form.errors:
        form.add_error("code", _("That is not the code. Look at the newest mail."))
    return _code_page(request, form, process, status)


def _code_page(request: HttpRequest, form: CodeForm, process: action.CodeProcess, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "address": process.email,
        "minutes": action.LASTS // 60,
        "tries_left": process.tries_left,
        "can_resend": process.can_resend,
        "next": process.stage.login.redirect_url or "",
    }
    return render(request, "community/signin/code.html", context, status=status)


@surface(Action.SIGN_IN)
@require_POST
def resend(request: HttpRequest) -> HttpResponse:
    try:
        sent = action.again(request)
    except RateLimited as error:
        messages.error(request, str(error.words))
        return redirect("people:code")
    if sent:
        messages.success(request, _("Another code is on its way. The one before no longer works."))
    return redirect("people:code" if sent else "people:signin")


@surface(Action.SIGN_IN)
@require_GET
def passkey_options(request: HttpRequest) -> JsonResponse:
    """What the browser asks its passkeys: which of them belongs to this house."""
    return JsonResponse(action.ask_passkey(request))


@surface(Action.SIGN_IN)
@require_POST
def passkey(request: HttpRequest) -> HttpResponse:
    target = local_path(request, request.POST.get("next", ""))
    if request.user.is_authenticated:
        return redirect(target or "/")
    limits.count(request, "webauthn_login", app=limits.SECOND_FACTOR)
    form = PasskeyForm(request.POST, user=None)
    if not form.is_valid():
        messages.error(request, _("That passkey was not accepted. A code by mail always works."))
        return detour("people:signin", target)
    authenticator = form.cleaned_data["credential"]
    login = Login(user=authenticator.user, redirect_url=target or None)
    response: HttpResponse = perform_passwordless_login(request, authenticator, login)
    return response


@surface(Action.SIGN_OUT)
@require_POST
def signout(request: HttpRequest) -> HttpResponse:
    sessions.sign_out(request)
    response = HttpResponseRedirect(reverse("people:signin"))
    # What the pages kept on this device goes, too, and what the browser kept of the API's answers (trust.md R5).
    response["Clear-Site-Data"] = '"cache", "storage"'
    if request.COOKIES.get("snug_keep") == "1":
        response.delete_cookie("snug_keep")  # one person's wish to keep messages here is none of the next one's
    return response
