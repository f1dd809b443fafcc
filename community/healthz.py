"""`/healthz/`: the state of each part in words, for load balancers, `make run` and people. No secrets, no counts."""

import functools
from collections.abc import Callable

import redis
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from community import heartbeat, live
from community.notifications import ticks
from community.serve import draining
from community.surface import Action, surface

# Without these no page can be served; without the others pages still work and people may talk.
NEEDED = ("database", "migrations")


def database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


@functools.cache
def _newest() -> frozenset[tuple[str, str]]:
    """The last migration of each package, as the files of this process have it; read once."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def migrations() -> bool:
    return _newest() <= MigrationRecorder(connection).applied_migrations().keys()


def pubsub() -> bool:
    return bool(heartbeat.client().ping())


def worker() -> bool:
    return heartbeat.alive(heartbeat.WORKER)


def beat() -> bool:
    return heartbeat.alive(heartbeat.BEAT)


PARTS: dict[str, Callable[[], bool]] = {
    "database": database,
    "migrations": migrations,
    "redis": pubsub,
    "live": live.is_hearing,
    "worker": worker,
    "beat": beat,
    "reminders": ticks.are_alive,
}


STORED = ("migrations", "reminders")  # what only the database can tell


def state() -> dict[str, bool]:
    """Each part by name: whether it works now, as far as this process can tell."""
    found: dict[str, bool] = {}
    for name, works in PARTS.items():
        try:
            # A database that is away is waited for once: whoever asks gives up after some seconds.
            found[name] = (name not in STORED or found["database"]) and works()
        except (DatabaseError, redis.RedisError, OSError):
            found[name] = False
    return found


@surface(Action.READ_PUBLIC)
@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while pages can be served, else 503, also once this process was asked to end: proxies send work elsewhere.
    A part that is down stands as such in both."""
    parts = state()
    ending = draining.is_draining()
    able = not ending and all(parts[name] for name in NEEDED)
    words = {name: "ok" if works else "down" for name, works in parts.items()}
    status = "ending" if ending else "ok" if all(parts.values()) else "degraded" if able else "down"
    answer = JsonResponse({"status": status, "parts": words}, status=200 if able else 503)
    # Django would log each 503, and this one is asked for every few seconds.
    answer._has_been_logged = True  # type: ignore[attr-defined]
    return answer
