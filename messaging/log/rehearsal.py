"""What the first message after a start would wait for: each connection has statements planned, and learns of the tables
and triggers behind them, when it meets them first.
"""

from __future__ import annotations

from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from messaging.log import sql
from messaging.log.entries import Draft, Facts, Stored
from messaging.log.sql import Wait


def rehearse(draft: Draft) -> None:
    """Asks and stores what new words of a room that there is not would, and takes it back."""
    nothing_known = Facts(*[None] * len(Facts._fields))  # type: ignore[arg-type]
    with transaction.atomic():
        sql.begin({draft.room_id}, [draft], Wait.MOMENT)
        facts = nothing_known._replace(room_id=draft.room_id, profile_id=uuid4(), media=())
        sql.store([Stored(draft, facts, 1, uuid4(), timezone.now())], ["{}"])
        transaction.set_rollback(True)
