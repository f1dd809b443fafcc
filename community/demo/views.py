"""One-tap sign-in as a demo person; the mails of this machine and the pushes to its demo devices, newest first."""

import re
import uuid
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from community.access import BY_DEMO_LINK
from community.actions import sessions
from community.demo import address, devices
from community.errors import Invalid, NotFound, TooLarge
from community.models import Person
from community.surface import Action, surface

MOST_SHOWN = 500
_CODE = re.compile(r"^\s*(\d{6})\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Shown:
    to: str
    subject: str
    at: datetime
    text: str
    code: str


@surface(Action.DEMO)
@require_safe
def enter(request: HttpRequest, name: str) -> HttpResponse:
    """Signs in as that demo person, whoever was signed in before, with every factor passed."""
    person = Person.objects.filter(email=address(name), is_active=True).first()
    if person is None:
        raise NotFound
    if request.user != person:
        sessions.sign_out(request)
        get_adapter(request).login(request, person)
        record_authentication(request, person, BY_DEMO_LINK)
        sessions.note(request)
    return redirect("/")


@surface(Action.DEMO)
@require_safe
def mail(request: HttpRequest) -> HttpResponse:
    files = sorted(Path(settings.EMAIL_FILE_PATH).glob("*.eml"), reverse=True)[:MOST_SHOWN]
    return render(request, "community/demo/mail.html", {"mails": [_shown(file) for file in files]})


@surface(Action.DEMO)
@require_safe
def pushes(request: HttpRequest) -> HttpResponse:
    return render(request, "community/demo/pushes.html", {"pushes": devices.arrived(MOST_SHOWN)})


@csrf_exempt
@surface(Action.DEMO)
@require_POST
def push(request: HttpRequest, device: uuid.UUID) -> HttpResponse:
    """A push service for the demo's devices: what somebody without their keys sends is refused."""
    body = request.read(devices.MOST_BYTES + 1)
    if len(body) > devices.MOST_BYTES:
        raise TooLarge
    try:
        devices.take(device, body)
    except ValueError:
        raise Invalid
    return HttpResponse(status=201)


def _shown(file: Path) -> Shown:
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    part = message.get_body(("plain",))
    text = part.get_content() if part is not None else ""
    code = _CODE.search(text)
    return Shown(
        to=str(message["To"]),
        subject=str(message["Subject"]),
        at=datetime.fromtimestamp(file.stat().st_mtime, tz=timezone.get_current_timezone()),
        text=text,
        code=code[1] if code else "",
    )
