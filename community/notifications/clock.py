"""The database's time: of many machines' clocks it is the one that counts (reminders.md)."""

from __future__ import annotations

from datetime import datetime

from django.db import connection


def now() -> datetime:
    """The present moment, also late in a long transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment
