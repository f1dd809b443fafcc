"""`/healthz/` and the signs of life behind it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest
from celery.signals import worker_ready
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models.functions import Now
from django.test import Client

from community import heartbeat
from community.celery import app
from community.embedded import EmbeddedStack
from community.models import Tick
from community.notifications import ticks
from tests.site import Site

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_alive() -> Iterator[None]:
    heartbeat.client().delete(heartbeat.WORKER, heartbeat.BEAT)
    yield
    heartbeat.client().delete(heartbeat.WORKER, heartbeat.BEAT)


def test_each_part_is_named_with_its_state_and_nothing_is_kept(client: Client) -> None:
    answer = client.get("/healthz/")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "degraded",
        "parts": {
            "database": "ok",
            "migrations": "ok",
            "redis": "ok",
            "live": "ok",
            "worker": "down",
            "beat": "down",
            "reminders": "down",
        },
    }
    assert "no-store" in answer["Cache-Control"]


def test_worker_and_beat_count_while_their_signs_last(client: Client) -> None:
    heartbeat.of_worker()
    assert client.get("/healthz/").json()["parts"]["worker"] == "ok"
    assert 0 < int(heartbeat.client().ttl(heartbeat.WORKER)) <= heartbeat.LIFETIME
    heartbeat.BeatingScheduler(app=app).tick()
    answer = client.get("/healthz/").json()
    assert answer["parts"]["beat"] == "ok"
    assert answer["status"] == "degraded"
    ticks.plan()
    ticks.send()
    assert client.get("/healthz/").json()["status"] == "ok"


def test_a_worker_that_comes_up_ticks_at_once(client: Client) -> None:
    assert client.get("/healthz/").json()["parts"]["reminders"] == "down"
    app.loader.import_default_modules()  # as a worker does first
    worker_ready.send(sender=None)
    assert client.get("/healthz/").json()["parts"]["reminders"] == "ok"


def test_reminders_count_as_down_when_the_newest_tick_is_three_minutes_old(client: Client) -> None:
    ticks.plan()
    ticks.send()
    assert client.get("/healthz/").json()["parts"]["reminders"] == "ok"
    Tick.objects.filter(name="plan").update(at=Now() - timedelta(seconds=181))
    assert client.get("/healthz/").json()["parts"]["reminders"] == "down"


def test_a_migration_that_is_missing_is_seen(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'community'")
    answer = client.get("/healthz/")
    assert answer.status_code == 503
    assert answer.json()["parts"]["migrations"] == "down"
    assert answer.json()["status"] == "down"


def test_it_answers_no_other_method(client: Client) -> None:
    assert client.post("/healthz/").status_code == 405
    assert client.head("/healthz/").status_code == 200


def test_the_command_prints_the_same_and_fails_for_a_part_that_must_be_up() -> None:
    out = StringIO()
    call_command("healthz", stdout=out)
    assert "database: ok\n" in out.getvalue()
    call_command("healthz", "database", "redis", stdout=out)
    with pytest.raises(CommandError, match="down: worker"):
        call_command("healthz", "database", "worker", stdout=out)


def test_servers_that_go_away_are_seen_and_seen_again_when_back(fresh_stack: EmbeddedStack) -> None:
    """Database gone: 503, in time. Redis gone: pages work on. Both back: 200 without a restart."""
    assert fresh_stack.postgres is not None
    assert fresh_stack.valkey is not None
    site = Site(fresh_stack.environment(), SNUG_VAR=str(fresh_stack.var))
    site.command("migrate", "--verbosity", "0")
    try:
        site.start()
        fresh_stack.valkey.stop_immediately()
        assert site.health() == (200, "degraded")
        fresh_stack.postgres.stop_immediately()
        assert site.health() == (503, "down")
        fresh_stack.postgres.start()
        fresh_stack.valkey.start()
        assert site.wait_for_health((200, "degraded"))
        assert json.loads(site.get("/healthz/")[1])["parts"]["redis"] == "ok"
    finally:
        site.stop()
