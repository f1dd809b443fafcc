"""The three ticks of the clock: plan, send, reap. Each may run in any number of places at once, or in none for a
while: nothing is missed and nothing doubled."""

from __future__ import annotations

from datetime import timedelta

from django.db.models.functions import Now

from community.models import Tick
from community.notifications import outcomes
from community.notifications.planning import plan_due
from community.notifications.sending import send_due

ALIVE_FOR = timedelta(seconds=180)


def plan() -> int:
    """Noted only where every kind was planned: else /healthz/ tells who looks after the installation."""
    done = plan_due()
    return done["planned"] if done["stuck"] else _noted("plan", done["planned"])


def send() -> int:
    return _noted("send", sum(send_due().values()))


def reap() -> int:
    return _noted("reap", outcomes.reap())


def all_once() -> int:
    """One round of all three, as `manage.py remind` does it without Celery."""
    return reap() + plan() + send()


def are_alive() -> bool:
    """Whether reminders are being planned and sent: each of the two ran to its end within three minutes."""
    late = Tick.objects.filter(name__in=["plan", "send"], at__gt=Now() - ALIVE_FOR)
    return late.count() == 2


def _noted(name: str, count: int) -> int:
    Tick.objects.update_or_create(name=name, defaults={"at": Now()})
    return count
