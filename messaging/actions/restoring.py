"""What a restored database needs before anybody is let in again."""

from __future__ import annotations

from uuid import uuid4

from messaging.models import LogEpoch


def rename_log() -> None:
    """Gives the log another name, so that every client starts afresh instead of resuming from numbers that may have
    been used for something else (realtime.md "Log epoch")."""
    LogEpoch.objects.update_or_create(pk=1, defaults={"value": uuid4()})
