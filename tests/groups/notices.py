"""Time passes for what was announced: the database lets nobody set it."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection

from groups.models import CharterOpening


def notice_is_over(opening: CharterOpening, *, but: timedelta = timedelta()) -> None:
    """As if it had been announced seven days ago, `but` that."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE groups_charteropening DISABLE TRIGGER USER")
        back = timedelta(days=7) - but
        cursor.execute(
            "UPDATE groups_charteropening SET announced_at = announced_at - %s, opens_at = opens_at - %s WHERE id = %s",
            [back, back, opening.pk],
        )
        cursor.execute("ALTER TABLE groups_charteropening ENABLE TRIGGER USER; SET CONSTRAINTS ALL DEFERRED")
