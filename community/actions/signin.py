"""Signing in with a code by mail, on allauth's login stages: one form, one code page, three cases that look alike.

A known address gets a code; an unknown one with a valid invitation in the session gets a code that makes the account;
an unknown one without gets a mail that says so. All three do the same work within the request: the same queries, a
session row, one letter handed to the worker. So neither page, status nor time tells who has an account.
"""

import hmac
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.constants import LoginStageKey
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from allauth.mfa.webauthn.internal import auth as passkeys
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.module_loading import import_string

from community import letters, limits, mail
from community.actions import people, staff
from community.models import Person
from community.sessions import SessionStore
from community.tokens import keyed_mac

LASTS = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT  # seconds
UNUSED_AFTER = 60 * 60  # seconds a session of nobody is kept; signing in gives it the usual time
INVITE_KEY = "invite_token"  # put into the session by the page of an invite
STAFF_KEY = "staff_token"  # and by the page of a duty


class Case(StrEnum):
    KNOWN = "known"
    INVITED = "invited"
    NOBODY = "nobody"


class Outcome(StrEnum):
    """What became of a typed code."""

    SIGNED_IN = "signed_in"
    SECOND_FACTOR = "second_factor"
    WRONG = "wrong"  # tries are left
    SPENT = "spent"  # no try is left: begin anew
    GONE = "gone"  # no code is awaited here, or it has expired: begin anew


@dataclass(frozen=True)
class Answer:
    outcome: Outcome
    tries_left: int = 0
    response: HttpResponse | None = None  # where to go, when it succeeded


class CodeProcess(LoginCodeVerificationProcess):
    """allauth's process of one code, also for people without an account. Kept in the session, the code as a mac."""

    @property
    def case(self) -> Case:
        return Case(self.state["case"])

    @property
    def email(self) -> str:
        address: str = self.state["email"]
        return address

    @property
    def can_resend(self) -> bool:
        return not self.is_resend_quota_reached(settings.ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND)

    @property
    def tries_left(self) -> int:
        return max(0, int(self.max_attempts) - int(self.state["failed_attempts"]))

    def send(self, skip_enumeration_mails: bool = False) -> None:
        code: str = get_adapter().generate_login_code()
        self.state["code_mac"] = _mac(self.email, code)
        minutes = LASTS // 60
        words = {
            Case.KNOWN: letters.sign_in_code(code, minutes),
            Case.INVITED: letters.sign_up_code(code, minutes),
            Case.NOBODY: letters.no_account(),
        }
        mail.post(self.email, words[self.case], language=self.state["language"], lasts=LASTS)

    def matches(self, code: str) -> bool:
        """Whether this is the code that was sent. For nobody there is none, but the work is the same."""
        fits = hmac.compare_digest(self.state["code_mac"], _mac(self.email, code))
        return fits and self.case is not Case.NOBODY

    def record_invalid_attempt(self) -> bool:
        """Whether tries are left. Not allauth's: it would load the person, and the time of that would tell."""
        has_more: bool = AbstractCodeVerificationProcess.record_invalid_attempt(self)
        return has_more

    def resend(self) -> None:
        """A new code with its own ten minutes; the old one no longer works, the tries already made still count."""
        now = timezone.now().timestamp()
        self.state["at"] = self.stage.login.initiated_at = now
        self.send()
        self.record_resend()
        self.persist()

    def person(self) -> Person | None:
        """Who signs in: the account, made now for the invited; None when it was erased or closed meanwhile."""
        if self.case is Case.INVITED:
            zone, language = self.state["time_zone"], self.state["language"]
            person = people.register(self.email, language=language, time_zone=zone)
            return person if person.is_active else None
        return Person.objects.filter(email=self.email, is_active=True).first()


def ask(request: HttpRequest, address: str, *, time_zone: str = "", next_url: str = "") -> None:
    """Sends the fitting letter to `address` and awaits its code in this session.

    Raises `Invalid` (field `email`), `RateLimited`; `Unavailable` when neither counters nor queue can be reached.
    """
    email = people.normal_address(address)
    limits.count(request, "request_login_code", email)
    person = Person.objects.filter(email=email).first()
    invited = holds_invitation(request, email) and person is None  # no invite opens a closed account
    case = Case.KNOWN if person and person.is_active else Case.INVITED if invited else Case.NOBODY
    login = Login(user=None, email=email, redirect_url=next_url or None)  # the person is loaded after the code fits
    login.state["stages"] = {"current": LoginStageKey.LOGIN_BY_CODE.value}
    stage = LoginStageController(request, login).get_stage(LoginStageKey.LOGIN_BY_CODE.value)
    assert stage is not None
    stage.state.update(CodeProcess.initial_state(user=None, email=email))
    stage.state.update(
        case=case.value,
        language=person.language if person else people.known_language(translation.get_language() or ""),
        time_zone=people.known_zone(time_zone),
    )
    process = CodeProcess(stage)
    process.send()
    process.persist()
    request.session.set_expiry(UNUSED_AFTER)


def awaited(request: HttpRequest) -> CodeProcess | None:
    """The code this session waits for; None when there is none or it has expired."""
    stage = LoginStageController.enter(request, LoginStageKey.LOGIN_BY_CODE.value)
    if stage is None or "case" not in stage.state:
        return None
    process: CodeProcess | None = CodeProcess(stage).abort_if_invalid()
    return process


def again(request: HttpRequest) -> bool:
    """Sends another code; False when none is awaited or enough were sent. Raises `RateLimited`."""
    with transaction.atomic():
        held = hold(request)
        process = awaited(request)
        if process is None or not process.can_resend:
            return False
        limits.count(request, "request_login_code", process.email)
        process.resend()
        keep(request, held)
    return True


def confirm(request: HttpRequest, code: str) -> Answer:
    """Tries one code. Exactly three tries, however many come at once: the session's row is held while one is judged.

    Raises `RateLimited`, `Unavailable`.
    """
    limits.count(request, "login_code")
    limits.check(request, "login_code_wrong")
    with transaction.atomic():
        held = hold(request)
        process = awaited(request)
        if process is None:
            return Answer(Outcome.GONE)
        answer = _judge(request, process, code)
        keep(request, held)
    if answer.outcome in (Outcome.WRONG, Outcome.SPENT):
        limits.count(request, "login_code_wrong")
    return answer


def ask_passkey(request: HttpRequest) -> dict[str, Any]:
    """What to ask of a passkey that signs in, as WebAuthn's JSON. Raises `RateLimited`, `Unavailable`."""
    limits.count(request, "webauthn_login", app=limits.SECOND_FACTOR)
    options: dict[str, Any] = passkeys.begin_authentication(user=None)
    if not isinstance(request.user, Person):
        request.session.set_expiry(UNUSED_AFTER)
    return options


def _judge(request: HttpRequest, process: CodeProcess, code: str) -> Answer:
    if not process.matches(code):
        has_more = process.record_invalid_attempt()
        return Answer(Outcome.WRONG, process.tries_left) if has_more else Answer(Outcome.SPENT)
    person = process.person()
    if person is None:
        process.abort()
        return Answer(Outcome.GONE)
    record_authentication(request, person, method="code", email=process.email)
    response = perform_login(request, Login(user=person, redirect_url=process.stage.login.redirect_url))
    if isinstance(request.user, Person):
        people.note_zone(request.user, process.state["time_zone"])
        return Answer(Outcome.SIGNED_IN, response=response)
    return Answer(Outcome.SECOND_FACTOR, response=response)


def holds_invitation(request: HttpRequest, email: str) -> bool:
    """Whether this session carries a valid invitation: into a group, or to a duty under this address."""
    invite, duty = request.session.get(INVITE_KEY), request.session.get(STAFF_KEY)
    if duty and staff.is_open(duty, email):
        return True
    return bool(invite) and bool(import_string(settings.SNUG_INVITE_CHECK)(invite, email))


def hold(request: HttpRequest) -> str | None:
    """Locks the session's row and reads it anew: what this request read before may have been changed by its twin."""
    key = request.session.session_key
    Session.objects.select_for_update(no_key=True).filter(session_key=key).first()
    request.session = SessionStore(key)
    return key


def keep(request: HttpRequest, held: str | None) -> None:
    """Saves the session under the lock; the middleware must not save it once more without, unless its key is new."""
    request.session.save()
    request.session.modified = request.session.session_key != held


def _mac(email: str, code: str) -> str:
    return keyed_mac("sign-in code", email, code).hex()
