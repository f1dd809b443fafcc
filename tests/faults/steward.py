"""The house's steward, a process with Django (`python -m tests.faults.steward`): does what captains, commands and
workers do. One JSON order per line comes in, one JSON answer per line goes out."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from io import StringIO
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.settings")
django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import Error, connections  # noqa: E402

from community.models import Person, Profile  # noqa: E402
from community.sessions import SessionStore  # noqa: E402
from messaging.actions import fading, participants  # noqa: E402

TRIES = 20


def seed(groups: int, size: int) -> list[dict[str, str]]:
    """New groups with new people, each signed in: lines {person, room, session}."""
    printed = StringIO()
    call_command("seed_rooms", groups=groups, size=size, stdout=printed)
    lines = [json.loads(line) for line in printed.getvalue().splitlines()]
    people = Person.objects.in_bulk([line["person"] for line in lines])
    by_id = {str(pk): person for pk, person in people.items()}
    return [
        {"person": line["person"], "room": line["room"], "session": _session(by_id[line["person"]])} for line in lines
    ]


def _session(person: Person) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def remove(person: str) -> None:
    profile = Profile.objects.get(person=person)
    participants.depart(profile.space, profile, reason="removed")


def let_in(person: str) -> None:
    profile = Profile.objects.get(person=person)
    participants.enter(profile.space, profile, "member")


def rename(person: str) -> None:
    """An event that is never on the short way: every socket is pumped."""
    profile = Profile.objects.get(person=person)
    participants.tell_renamed(profile.space, profile)


def fade(person: str) -> None:
    profile = Profile.objects.get(person=person)
    fading.fade_words(profile.space, profile, "delete")


ORDERS: dict[str, Callable[..., Any]] = {order.__name__: order for order in (seed, remove, let_in, rename, fade)}


def obey(order: dict[str, Any]) -> Any:
    """Each order may be repeated: what is done already is not done twice."""
    name = order.pop("do")
    for n in range(TRIES - 1):
        try:
            return ORDERS[name](**order)
        except Error:  # after a restart of the database each connection of the pool fails once
            connections.close_all()
            time.sleep(0.05 * n)
    return ORDERS[name](**order)


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(obey(json.loads(line))), flush=True)
