"""Passkeys, the authenticator app, recovery codes: added, used, taken away. On allauth's flows, one face for all doors.

What changes them asks first that the person proved anew who they are (`is_fresh`); the faces see to that.
"""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import segno
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal import flows as recovery_flows
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal import flows as app_flows
from allauth.mfa.webauthn.internal import flows as passkey_flows
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from community import access, audit, limits
from community.actions import sessions
from community.errors import Conflict, Invalid, NotFound
from community.models import Person
from community.whole import whole


@dataclass(frozen=True)
class Kept:
    """What a person has to sign in with besides the code by mail."""

    passkeys: list[Authenticator]
    app: Authenticator | None
    codes_left: int | None  # None: there are no recovery codes

    @property
    def is_any(self) -> bool:
        return bool(self.passkeys or self.app)


@dataclass(frozen=True)
class NewApp:
    """An authenticator app about to be added: its secret as text, and as a picture to scan (a `data:` address)."""

    secret: str
    picture: str


def of(person: Person) -> Kept:
    rows = list(Authenticator.objects.filter(user=person).order_by("created_at"))
    by_type = {row.type: row for row in rows}
    codes = by_type.get(Authenticator.Type.RECOVERY_CODES)
    return Kept(
        passkeys=[row for row in rows if row.type == Authenticator.Type.WEBAUTHN],
        app=by_type.get(Authenticator.Type.TOTP),
        codes_left=len(codes.wrap().get_unused_codes()) if codes else None,
    )


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person proved within five minutes that it is them; true where they have nothing to prove it by."""
    return bool(did_recently_reauthenticate(request))


def pass_code(request: HttpRequest, person: Person, code: str, *, anew: bool = False) -> None:
    """Passes the second factor with a code of the app or a recovery code, which is spent; `anew`: it is still them.

    Raises `Invalid` (field `code`), `RateLimited`.
    """
    key = _count(request, person)
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
    for row in Authenticator.objects.filter(user=person, type__in=kinds).order_by("-type"):
        if row.wrap().validate_code(code):
            row.user = person
            limits.forget(request, "login_failed", key)
            return post_authentication(request, row, reauthenticated=anew)  # type: ignore[no-any-return]
    raise Invalid(_("That code is not right. Look at what your app shows now."), field="code")


def pass_passkey(request: HttpRequest, authenticator: Authenticator, *, anew: bool = False) -> None:
    """The same with a passkey whose answer was found good."""
    post_authentication(request, authenticator, reauthenticated=anew)


def begin_app(request: HttpRequest, person: Person, *, renew: bool) -> NewApp:
    """A secret for the app, kept in the session until a code proves that the app has it."""
    secret = totp.get_totp_secret(regenerate=renew)
    picture = segno.make(get_adapter().build_totp_url(person, secret), error="m")
    return NewApp(secret, picture.svg_data_uri(scale=5, border=3, light="#fff"))


def add_app(request: HttpRequest, person: Person, code: str) -> None:
    """Raises `Invalid` (field `code`), `RateLimited`, `Conflict` when there is an app already."""
    key = _count(request, person)
    secret = totp.get_totp_secret()
    if not totp.validate_totp_code(secret, code):
        raise Invalid(_("That code is not right. Look at what your app shows now."), field="code")
    limits.forget(request, "login_failed", key)
    try:
        with transaction.atomic():
            row, _codes = app_flows.activate_totp(request, SimpleNamespace(secret=secret))
    except IntegrityError:
        raise Conflict
    _proved_by(request, person, row)


def remove_app(request: HttpRequest, person: Person) -> None:
    """Raises `NotFound`; `Conflict` for the last factor of somebody with a duty."""
    _demand_another(person)
    app_flows.deactivate_totp(request, _one(person, type=Authenticator.Type.TOTP))


def add_passkey(request: HttpRequest, person: Person, name: str, credential: dict[str, Any]) -> None:
    with transaction.atomic():
        row, _codes = passkey_flows.add_authenticator(request, name, credential)
    _proved_by(request, person, row)


def remove_passkey(request: HttpRequest, person: Person, pk: int) -> None:
    """Raises `NotFound`; `Conflict` for the last factor of somebody with a duty."""
    found = passkey(person, pk)
    _demand_another(person)
    passkey_flows.remove_authenticator(request, found)


def is_needed(person: Person) -> bool:
    """Whether the one factor the person has may not go, because they hold a duty."""
    kept = of(person)
    return len(kept.passkeys) + bool(kept.app) == 1 and access.has_duty(person)


def passkey(person: Person, pk: int) -> Authenticator:
    """One passkey of this person. Raises `NotFound`."""
    return _one(person, type=Authenticator.Type.WEBAUTHN, pk=pk)


def recovery_codes(person: Person) -> list[str]:
    """Those not used yet."""
    kept = Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES).first()
    codes: list[str] = kept.wrap().get_unused_codes() if kept else []
    return codes


def renew_recovery_codes(request: HttpRequest, person: Person) -> None:
    """A new set; the old one no longer works. Raises `NotFound` when there is nothing to recover from."""
    if not of(person).is_any:
        raise NotFound
    recovery_flows.generate_recovery_codes(request)


def reset(person: Person, *, by: Person | None) -> None:
    """Takes everything off an account whose holder lost it all; they sign in by mail and set up anew.

    `by` None: from the shell. Every session ends, seats held for a brand end, and whoever has a duty is asked to set up
    a factor before using it.
    """
    # The seats first: if the second step fails, too little is left open, never too much.
    import_string(settings.SNUG_FACTORS_LOST)(person.pk)
    _take_off(person, by)


@whole
def _take_off(person: Person, by: Person | None) -> None:
    Authenticator.objects.filter(user=person).delete()
    sessions.end_all(person)
    audit.record("person.factors_reset", actor=by, subject=person.pk)


def _one(person: Person, **which: Any) -> Authenticator:
    row: Authenticator | None = Authenticator.objects.filter(user=person, **which).first()
    if row is None:
        raise NotFound
    return row


def _count(request: HttpRequest, person: Person) -> str:
    """Counts a try against this person; returns the key under which it counts. Raises `RateLimited`."""
    key = f"second-factor-{person.pk}"
    limits.count(request, "login_failed", key)
    return key


def _demand_another(person: Person) -> None:
    if is_needed(person):
        raise Conflict(_("You hold a duty, and this is your only second factor. Add another first."))


def _proved_by(request: HttpRequest, person: Person, row: Authenticator) -> None:
    """Setting a factor up is proof of it: this session has passed. Other sessions of somebody with a duty have not."""
    if is_needed(person):
        sessions.end_others(person, request.session.session_key)
    record_authentication(request, person, access.BY_SECOND_FACTOR, id=row.pk, type=row.type, reauthenticated=True)
