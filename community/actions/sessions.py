"""Where a person is signed in, and the end of it: the row goes, pushes to that browser stop, its sockets are told
(trust.md R2)."""

import hashlib
import uuid
from collections.abc import Iterable

import orjson
from allauth.account.internal.flows import logout
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from community import live
from community.models import Person, PushSubscription


def of(person: Person) -> list[UserSession]:
    """The live sessions of a person, newest first. Sessions that have expired are forgotten on the way."""
    rows = UserSession.objects.purge_and_list(person)
    return sorted(rows, key=lambda row: row.created_at, reverse=True)


def end(person: Person, ids: Iterable[int]) -> int:
    """Ends those of the person's own sessions; returns how many. Unknown ids and other people's are not told apart."""
    with transaction.atomic():
        rows = list(UserSession.objects.filter(user=person, pk__in=list(ids)).select_for_update(no_key=True))
        _end(person, rows)
    return len(rows)


def end_others(person: Person, current_key: str | None) -> int:
    """Ends all but the session that asks."""
    with transaction.atomic():
        rows = list(UserSession.objects.filter(user=person).exclude(session_key=current_key).select_for_update())
        _end(person, rows)
    return len(rows)


def end_all(person: Person) -> int:
    """Ends every session of a person whose account is closed."""
    return end_others(person, None)


def end_key(person: Person, key: str) -> None:
    """Ends the one session of the person that has this key."""
    with transaction.atomic():
        _end(person, list(UserSession.objects.filter(user=person, session_key=key)), also=key)


def public_id(session_key: str) -> uuid.UUID:
    """What a session is called where its key must not be seen."""
    return uuid.UUID(bytes=hashlib.sha256(session_key.encode()).digest()[:16])


def forget_expired() -> int:
    """Removes sessions whose time is over, their lines on people's lists and the browsers that were pushed to through
    them; returns how many of the first."""
    with transaction.atomic():
        gone, _by_model = Session.objects.filter(expire_date__lt=timezone.now()).delete()
        kept = Session.objects.values("session_key")
        UserSession.objects.exclude(session_key__in=kept).delete()
        PushSubscription.objects.exclude(session_key="").exclude(session_key__in=kept).delete()
    return gone


def note(request: HttpRequest) -> None:
    """Puts the session of this request on its person's list, where allauth's own sign-in does not do it."""
    UserSession.objects.create_from_request(request)


def sign_out(request: HttpRequest) -> None:
    """Ends the session of this request."""
    if isinstance(request.user, Person) and request.session.session_key:
        end_key(request.user, request.session.session_key)
    logout.logout(request, show_message=False)


def notice(session_key: str) -> bytes:
    """What sockets of this person hear on `person:<id>`: the hash says which session, without giving the key away."""
    return orjson.dumps({"session_ended": hashlib.sha256(session_key.encode()).hexdigest()})


def _end(person: Person, rows: list[UserSession], also: str | None = None) -> None:
    keys = {row.session_key for row in rows} | ({also} if also else set())
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(pk__in=[row.pk for row in rows]).delete()
    PushSubscription.objects.filter(person=person, session_key__in=keys).delete()
    said = [(f"person:{person.pk}", notice(key)) for key in sorted(keys)]
    transaction.on_commit(lambda: live.tell_many(said))
