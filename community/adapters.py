"""allauth in Snug's words: which stages a sign-in passes, who writes the mail, how secrets are kept."""

import base64
import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community import letters, mail
from community.devices import device_name
from community.models import Person
from community.seals import seal


class Account(DefaultAccountAdapter):
    def get_login_stages(self) -> list[str]:
        return ["community.stages.Code", "community.stages.SecondFactor"]

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        request.session.set_expiry(None)  # what was asked of nobody in particular ends sooner: see `signin.ask`

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        return [{"id": "again", "description": _("Confirm that it is you"), "url": reverse("people:again")}]

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        raise ImmediateHttpResponse(HttpResponseRedirect(reverse("people:signin")))

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False  # the one way in is `community.actions.signin`

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """What happened stands beside the thing it happened to; allauth's notices are not shown."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """allauth writes no mail of its own: what it notifies about is in `send_notification_mail`."""

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        words = letters.CHANGES.get(template_prefix)
        if words is not None and isinstance(user, Person):
            mail.post(user.email, letters.security_change(words), language=user.language)


class SecondFactor(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return seal("second factor").close(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        opened = seal("second factor").open(encrypted_text.encode())
        # SECRET_KEY was changed. A fixed answer would be a secret that anybody can compute codes from.
        return opened.decode() if opened is not None else base64.b32encode(secrets.token_bytes(20)).decode()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002
        """What a new passkey is called unless its owner says otherwise: the device that makes it."""
        return device_name(context.request.headers.get("User-Agent", ""))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": settings.MFA_TOTP_ISSUER}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return {**entity, "display_name": user.email}
