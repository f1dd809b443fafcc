"""`python -m bench.tutorial.seed GROUPS SIZE`: makes tables where there are none, rooms, members and their sessions.

Prints one JSON line per member, room by room: `{"room", "session"}`.
"""

import json
import os
import secrets
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.tutorial.settings")
django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.contrib.sessions.models import Session  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.tutorial.models import Member, Room  # noqa: E402

BACKEND = "django.contrib.auth.backends.ModelBackend"


def session_of(user: User) -> Session:
    store = SessionStore()
    said = {SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: BACKEND, HASH_SESSION_KEY: user.get_session_auth_hash()}
    key = secrets.token_hex(16)
    return Session(session_key=key, session_data=store.encode(said), expire_date=timezone.now() + timedelta(days=1))


def main(groups: int, size: int) -> None:
    call_command("migrate", verbosity=0)  # what our own tables refer to
    call_command("migrate", run_syncdb=True, verbosity=0)
    for _ in range(groups):
        room = Room.objects.create(name="a room")
        names = (secrets.token_hex(8) for _ in range(size))
        users = User.objects.bulk_create(User(username=name, password="!") for name in names)
        Member.objects.bulk_create(Member(room=room, user=user) for user in users)
        for session in Session.objects.bulk_create(map(session_of, users)):
            print(json.dumps({"room": room.pk, "session": session.session_key}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
