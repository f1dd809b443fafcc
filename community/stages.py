"""The stages of a sign-in, on allauth's machinery: the code by mail, then the second factor where it is asked."""

from typing import Any

from allauth.account.internal.constants import LoginStageKey
from allauth.account.stages import LoginStage
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpResponseRedirect
from django.urls import reverse

from community.access import has_duty
from community.models import Person


class Code(LoginStage):
    """Holds the process of `community.actions.signin` while its code is awaited; a passkey passes through."""

    key = LoginStageKey.LOGIN_BY_CODE.value
    urlname = "people:code"

    def handle(self) -> tuple[Any, bool]:
        return None, True


class SecondFactor(AuthenticateStage):
    """Asked of whoever has a duty or chose an authenticator app. A member's passkey is a way in, not one lock more."""

    urlname = "people:second_factor"

    def handle(self) -> tuple[Any, bool]:
        if not self._should_handle(self.request) or not self._is_asked(self.login.user):
            return None, True
        self.state["authentication_required"] = True
        return HttpResponseRedirect(reverse(self.urlname)), True

    def _is_asked(self, person: Person) -> bool:
        has_app = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists()
        return has_app or has_duty(person)
