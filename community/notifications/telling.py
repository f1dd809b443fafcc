"""What an action says about its own consequences: in its transaction, sent on commit."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from community.models import Dispatch
from community.notifications import clock, ticks
from community.notifications.kinds import Due, Kind
from community.notifications.planning import write
from community.surface import Action, surface


@shared_task(name="community.send_dispatches")
@surface(Action.KEEP_HOUSE)
def send_dispatches() -> None:
    ticks.send()


def tell(kind: Kind, dues: Iterable[Due]) -> int:
    """Writes what each should hear into the caller's transaction; how many rows are new. They go out after the commit:
    at once where a worker is there, else with the next tick."""
    now = clock.now()
    # This machine's clock may run ahead of the database's, which decides when something may leave.
    written = write(kind, [replace(due, due_at=min(due.due_at, now)) for due in dues], now)
    if written:
        transaction.on_commit(wake, robust=True)
    return written


def withdraw(subject: UUID, *, kinds: Iterable[Kind] | None = None, people: Iterable[UUID] | None = None) -> int:
    """Takes back what has not gone out yet about `subject`. The guard at sending would stop it as well; this keeps the
    inbox's future and the figures true."""
    waiting = Dispatch.objects.filter(subject=subject, state=Dispatch.State.PENDING)
    if kinds is not None:
        waiting = waiting.filter(kind__in=[kind.name for kind in kinds])
    if people is not None:
        waiting = waiting.filter(person__in=list(people))
    return waiting.update(state=Dispatch.State.CANCELLED)


def wake() -> None:
    """Asks a worker to send now. A broker that is away loses nothing: the rows stand, the tick finds them."""
    with contextlib.suppress(OperationalError):
        send_dispatches.apply_async(expires=50)
