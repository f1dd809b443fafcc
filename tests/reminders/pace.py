"""The product's own clockwork, run faster: what takes minutes out there takes seconds here, in the same proportions."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from community.celery import app
from community.management.commands import remind
from community.notifications import letting_go, outcomes, planning

HELD_S = 6.0  # longer than all answers of a slow server for one letter: five of at most PATIENCE_S
PATIENCE_S = 1.0
EVERY_S = 1.0


def quicken() -> None:
    planning.AHEAD = timedelta(seconds=20)
    letting_go.HELD_FOR = timedelta(seconds=HELD_S)
    outcomes._FIRST_WAIT, outcomes._LONGEST_WAIT = timedelta(seconds=0.5), timedelta(seconds=3)
    remind.EVERY_S = EVERY_S
    app.conf.beat_schedule = {
        name: {"task": f"community.{name}_dispatches", "schedule": EVERY_S, "options": {"expires": 50}}
        for name in ("plan", "send", "reap")
    }
    app.conf.beat_max_loop_interval = EVERY_S


def write_to_our_server() -> None:
    """As settings do in production, where EMAIL_URL names a server."""
    changed: dict[str, Any] = {
        "EMAIL_BACKEND": "community.smtp.Backend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": int(os.environ["SNUG_TEST_SMTP"]),
        "EMAIL_TIMEOUT": PATIENCE_S,
    }
    for name, value in changed.items():
        setattr(settings, name, value)


def shift_clock(seconds: float) -> None:
    """This process's own clock is wrong from here on."""
    right, off = timezone.now, timedelta(seconds=seconds)
    timezone.now = lambda: right() + off
