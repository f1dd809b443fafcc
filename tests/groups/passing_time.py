"""Time passes for the database by moving everything that it knows the time of into the past: its own clock cannot be
set, and it is the one that counts (reminders.md)."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection

_TABLES = (
    *("groups_occurrence", "groups_event", "groups_rsvp", "groups_membership"),
    *("messaging_message", "community_dispatch"),
)
_FAR = timedelta(days=400_000)  # two steps by way of there: no row meets another one's time on the way
_COLUMNS = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_name = ANY(%s) AND data_type = 'timestamp with time zone' ORDER BY 1, 2
"""
_WALLS = """
UPDATE groups_occurrence SET day = (starts_at AT TIME ZONE zone)::date, clock = (starts_at AT TIME ZONE zone)::time
"""


def let_pass(step: timedelta) -> None:
    """Also on the walls of the places: for zones whose clocks nobody changes."""
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS, [list(_TABLES)])
        columns: dict[str, list[str]] = {}
        for table, column in cursor.fetchall():
            columns.setdefault(table, []).append(column)
        assert set(columns) == set(_TABLES)
        for by in (_FAR, -_FAR - step):
            for table, names in columns.items():
                cursor.execute(
                    f"UPDATE {table} SET {', '.join(f'{name} = {name} + %s' for name in names)}", [by] * len(names)
                )
        cursor.execute(_WALLS)
