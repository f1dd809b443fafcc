"""Work put off until after the commit, by the names under which the worker knows it.

A broker that is away loses nothing: what is due stands in the database and the clock finds it (`groups/tasks.py`).
"""

from __future__ import annotations

import contextlib
from uuid import UUID

from celery import current_app
from kombu.exceptions import OperationalError

FINISH_WORDS = "groups.finish_words"


def finish_words(membership_id: UUID) -> None:
    with contextlib.suppress(OperationalError):
        current_app.signature(FINISH_WORDS, [str(membership_id)]).apply_async()
