"""Proving anew that it is still them: before something that cannot be taken back, or that hands out everything.

Whoever has a second factor shows that (`factors.pass_code`); all others type a new code from their mail here. Having
just signed in is proof, too.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
    record_authentication,
)
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from community import letters, limits, mail
from community.access import BY_SECOND_FACTOR
from community.actions import factors
from community.actions.signin import LASTS, hold, keep
from community.errors import Forbidden, Invalid
from community.models import Person
from community.tokens import keyed_mac

FRESH_S = 5 * 60
TRIES = 3
_KEY = "proving"


def is_fresh(person: Person, session: Mapping[str, Any]) -> bool:
    """Whether this session was proven to be the person's within five minutes; by the second factor if they have one."""
    if session.get(_AUTHENTICATION_METHODS_USER_SESSION_KEY) != str(person.pk):
        return False
    records = session.get(AUTHENTICATION_METHODS_SESSION_KEY) or ()
    if factors.of(person).is_any:
        records = [one for one in records if one.get("method") == BY_SECOND_FACTOR]
    return any(time.time() - one["at"] < FRESH_S for one in records)


def demand_fresh(person: Person, session: Mapping[str, Any]) -> None:
    """Raises `Forbidden` `sign_in_again`."""
    if not is_fresh(person, session):
        raise Forbidden(_("Sign in again first, and do it within five minutes."), code="sign_in_again")


def ask(request: HttpRequest, person: Person) -> None:
    """Sends a code to the person's own address and awaits it in this session. Raises `RateLimited`, `Unavailable`."""
    limits.count(request, "request_login_code", person.email)
    code: str = get_adapter().generate_login_code()
    request.session[_KEY] = {"mac": _mac(person, code), "at": time.time(), "tries": TRIES}
    mail.post(person.email, letters.proving_code(code, LASTS // 60), language=person.language, lasts=LASTS)


def is_awaited(session: Mapping[str, Any]) -> bool:
    state = session.get(_KEY) or {"tries": 0}
    return bool(state["tries"] > 0 and time.time() - state["at"] < LASTS)


def confirm(request: HttpRequest, person: Person, code: str) -> None:
    """Tries one code: exactly three tries, however many come at once. Raises `Invalid` (`code`), `RateLimited`."""
    limits.count(request, "login_failed", f"proving-{person.pk}")
    with transaction.atomic():
        held = hold(request)
        state: dict[str, Any] = request.session.get(_KEY) or {}
        fits = is_awaited(request.session) and hmac.compare_digest(state["mac"], _mac(person, code))
        if fits:
            del request.session[_KEY]
            record_authentication(request, person, method="code", email=person.email, reauthenticated=True)
        elif state:
            request.session[_KEY] = {**state, "tries": state["tries"] - 1}
        keep(request, held)
    if not fits:
        raise Invalid(_("That code is not right. Look into the newest mail, or have another sent."), field="code")
    limits.forget(request, "login_failed", f"proving-{person.pk}")


def _mac(person: Person, code: str) -> str:
    return keyed_mac("proving code", person.pk.bytes, code).hex()
