"""What the worker finds of this floor."""

from datetime import timedelta
from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.utils import timezone

from community.actions import sessions
from community.api import idempotency
from community.mail import deliver
from community.notifications import inbox, ticks
from community.notifications.telling import send_dispatches
from community.retention import counted
from community.surface import Action, surface

__all__ = [
    "deliver",
    "forget_answers",
    "forget_dispatches",
    "forget_sessions",
    "plan_dispatches",
    "reap_dispatches",
    "send_dispatches",
]


@shared_task(name="community.forget_answers")
@surface(Action.KEEP_HOUSE)
@counted
def forget_answers() -> int:
    """A key may be used anew after a day."""
    return idempotency.forget(timezone.now() - timedelta(hours=idempotency.KEPT_HOURS))


@shared_task(name="community.forget_sessions")
@surface(Action.KEEP_HOUSE)
@counted
def forget_sessions() -> int:
    return sessions.forget_expired()


@shared_task(name="community.plan_dispatches")
@surface(Action.KEEP_HOUSE)
def plan_dispatches() -> None:
    ticks.plan()


@shared_task(name="community.reap_dispatches")
@surface(Action.KEEP_HOUSE)
def reap_dispatches() -> None:
    ticks.reap()


@shared_task(name="community.forget_dispatches")
@surface(Action.KEEP_HOUSE)
@counted
def forget_dispatches() -> int:
    return inbox.forget()


@worker_ready.connect
def catch_up(**_: Any) -> None:
    """A worker that comes up does not wait for the clock: what fell due while none ran goes now."""
    for tick in (reap_dispatches, plan_dispatches, send_dispatches):
        tick.apply_async(expires=50)
