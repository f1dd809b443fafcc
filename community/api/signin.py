"""How an app signs in: the same code by mail, the same second factor, the same words as the page; a token for a cookie.

Between asking and typing the app carries a first `session_token` in `X-Session-Token`. Signing in gives another one,
which is good until it is signed out or revoked; the first is worth nothing then.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community import limits
from community.actions import factors
from community.actions import signin as action
from community.actions.signin import Outcome
from community.api.base import ApiView
from community.api.parsing import Text, Token, read
from community.api.schema import says
from community.errors import Conflict, Invalid
from community.forms import CODE_LENGTH, PasskeyForm, digits_of
from community.models import Person
from community.sessions import SessionStore
from community.stages import SecondFactor
from community.surface import Action, surface

_TOKEN = "k3w0c9v5j1h7d2s8a4f6g0q1z9x8m5n3"  # noqa: S105 (an example)


class Asking(serializers.Serializer):
    email = Text(most=254)
    invite = Token(required=False, help_text="The token of an invite: with it an address without account gets one.")
    time_zone = Token(most=64, required=False, help_text="Where the person is, as an IANA name; for new accounts.")


class Awaited(serializers.Serializer):
    session_token = serializers.CharField(help_text="Send it as `X-Session-Token` with the code.")
    expires_in = serializers.IntegerField(help_text="Seconds in which the code works.")


class Typing(serializers.Serializer):
    code = Token(most=40)


class Showing(serializers.Serializer):
    credential = serializers.DictField(help_text="The answer of the passkey, as WebAuthn's JSON.")


class Entered(serializers.Serializer):
    state = serializers.ChoiceField(
        choices=[Outcome.SIGNED_IN.value, Outcome.SECOND_FACTOR.value],
        help_text="`second_factor`: not in yet; post a code of the app, or a recovery code, to `/auth/second-factor`.",
    )
    session_token = serializers.CharField(help_text="Send it as `X-Session-Token` from now on.")


class Options(serializers.Serializer):
    session_token = serializers.CharField()
    options = serializers.DictField(help_text="What to ask of the passkey, as WebAuthn's JSON.")


class Door(ApiView):
    """Judged as public; whose session it is says the token alone, never a cookie."""

    authentication_classes = ()

    @contextmanager
    def session(self, request: Request, *, anew: bool = False) -> Iterator[HttpRequest]:
        """The Django request with the session of the token, or a new one, in place of the browser's."""
        http = request._request
        cookies = http.user, http.session
        http.session = SessionStore(None if anew else request.headers.get("X-Session-Token") or None)
        http.user = SimpleLazyObject(lambda: get_user(http))  # type: ignore[assignment]
        try:
            yield http
            if http.session.modified and not http.session.is_empty():
                http.session.save()
        finally:
            http.user, http.session = cookies
            http.META["CSRF_COOKIE_NEEDS_UPDATE"] = False  # signing in renews it, but an app has no cookies


@surface(Action.SIGN_IN)
class Code(Door):
    @says(
        "askForCode",
        "Have a 6-digit code sent; the answer is the same whether the address is known or not",
        takes=Asking,
        gives=Awaited,
        sends={"email": "ana@example.org"},
        example={"session_token": _TOKEN, "expires_in": 600},
    )
    def post(self, request: Request) -> Response:
        asked = read(Asking, request.data)
        with self.session(request, anew=True) as http:
            if "invite" in asked:
                http.session[action.INVITE_KEY] = asked["invite"]
            action.ask(http, asked["email"], time_zone=asked.get("time_zone", ""))
            http.session.save()
            token = http.session.session_key
        return Response({"session_token": token, "expires_in": action.LASTS})


@surface(Action.SIGN_IN)
class Resend(Door):
    @says("askForAnotherCode", "Another code; the one before no longer works", takes=None, status=204)
    def post(self, request: Request) -> Response:
        with self.session(request) as http:
            sent = action.again(http)
        if not sent:
            raise Conflict(_("No code is awaited here, or enough were sent. Begin anew."), code="no_code")
        return Response(status=204)


@surface(Action.SIGN_IN)
class Confirm(Door):
    @says(
        "confirmCode",
        "Type the code: three tries, ten minutes",
        takes=Typing,
        gives=Entered,
        sends={"code": "407162"},
        example={"state": "signed_in", "session_token": _TOKEN},
    )
    def post(self, request: Request) -> Response:
        digits = digits_of(read(Typing, request.data)["code"])
        if len(digits) != CODE_LENGTH:
            raise Invalid(_("The code has six digits."), field="code")
        with self.session(request) as http:
            answer = action.confirm(http, digits)
            token = http.session.session_key
        if answer.response is None:
            raise _refusal(answer)
        return Response({"state": answer.outcome.value, "session_token": token})


@surface(Action.SIGN_IN)
class Factor(Door):
    @says(
        "passSecondFactor",
        "The code of the authenticator app, or a recovery code",
        takes=Typing,
        gives=Entered,
        sends={"code": "130842"},
        example={"state": "signed_in", "session_token": _TOKEN},
    )
    def post(self, request: Request) -> Response:
        code = digits_of(read(Typing, request.data)["code"])
        with self.session(request) as http:
            stage = LoginStageController.enter(http, SecondFactor.key)
            person = stage.login.user if stage is not None else http.user
            if not isinstance(person, Person):
                raise Conflict(_("No second factor is awaited here. Begin anew."), code="no_code")
            factors.pass_code(http, person, code)
            if stage is not None:
                stage.exit()
            http.session.save()
            token = http.session.session_key
        return Response({"state": Outcome.SIGNED_IN.value, "session_token": token})


@surface(Action.SIGN_IN)
class PasskeyOptions(Door):
    @says(
        "askForPasskey",
        "What to ask of a passkey",
        takes=None,
        gives=Options,
        example={
            "session_token": _TOKEN,
            "options": {"publicKey": {"challenge": "s1Zk0", "rpId": "snug.example", "userVerification": "preferred"}},
        },
    )
    def post(self, request: Request) -> Response:
        with self.session(request, anew=True) as http:
            options = action.ask_passkey(http)
            http.session.save()
            return Response({"session_token": http.session.session_key, "options": options})


@surface(Action.SIGN_IN)
class Passkey(Door):
    @says(
        "showPasskey",
        "Sign in with the answer of a passkey",
        takes=Showing,
        gives=Entered,
        sends={"credential": {"id": "AbCd", "rawId": "AbCd", "type": "public-key", "response": {"signature": "MEUC"}}},
        example={"state": "signed_in", "session_token": _TOKEN},
    )
    def post(self, request: Request) -> Response:
        shown = read(Showing, request.data)
        with self.session(request) as http:
            limits.count(http, "webauthn_login", app=limits.SECOND_FACTOR)
            form = PasskeyForm({"credential": shown["credential"]}, user=None)
            if not form.is_valid():
                raise Invalid(_("That passkey was not accepted."), field="credential")
            authenticator = form.cleaned_data["credential"]
            perform_passwordless_login(http, authenticator, Login(user=authenticator.user))
            http.session.save()
            return Response({"state": Outcome.SIGNED_IN.value, "session_token": http.session.session_key})


def _refusal(answer: action.Answer) -> Invalid | Conflict:
    if answer.outcome is Outcome.WRONG:
        wrong = Invalid(_("That is not the code. Look at the newest mail."), field="code", code="wrong_code")
        wrong.detail["tries_left"] = answer.tries_left
        return wrong
    if answer.outcome is Outcome.SPENT:
        return Conflict(_("That code was tried three times. Ask for a new one."), code="no_code")
    return Conflict(_("That code no longer works. Ask for a new one."), code="no_code")
