"""Ways in for tests: through the front door, with a code that was really sent."""

import re
import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.test import Client

from community.models import Person


def code_in(message: mail.EmailMessage) -> str:
    found = re.search(r"^\s*(\d{6})\s*$", str(message.body), re.MULTILINE)
    assert found, message.body
    return found[1]


def ask(client: Client, address: str, **more: str) -> Any:
    return client.post("/signin/", {"email": address, **more})


def with_valid_invite(settings: Any) -> str:
    """A token that the floor above calls valid."""
    settings.SNUG_INVITE_CHECK = "tests.community.doors.only_this"
    return "a-valid-token"


def only_this(token: str, email: str) -> bool:
    return token == "a-valid-token" and "@" in email


def hold_invite(client: Client, token: str) -> None:
    """As if this browser had looked at the page of that invite."""
    session = client.session
    session["invite_token"] = token
    session.save()
    client.cookies["sessionid"] = session.session_key


def type_code(client: Client, address: str, **more: str) -> Any:
    """Asks for a code, types it, and gives the answer to that."""
    asked = client.post("/signin/", {"email": address, **more})
    assert asked["Location"] == "/signin/code/", asked.content
    return client.post("/signin/code/", {"code": code_in(mail.outbox[-1])})


def signed_in(address: str, agent: str = "") -> Client:
    client = Client(headers={"User-Agent": agent} if agent else {})
    type_code(client, address)
    assert "_auth_user_id" in client.session
    return client


def with_app(person: Person) -> str:
    """Gives the person an authenticator app and recovery codes; returns the app's secret."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(person, secret)
    RecoveryCodes.activate(person)
    return secret


def app_code(secret: str, steps: int = 0) -> str:
    """What the app shows now, or some half minutes from now."""
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + steps))


def recovery_code(person: Person) -> str:
    kept = Authenticator.objects.get(user=person, type=Authenticator.Type.RECOVERY_CODES)
    code: str = kept.wrap().get_unused_codes()[0]
    return code
