"""Statements written by hand that run often: prepared once per connection, so that PostgreSQL plans them once.

Django's own cursors put the values into the text and have each text parsed and planned anew; on the way of a message
that was half of the database's work.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import connection

Params = Sequence[Any]


def rows(statement: str, params: Params) -> list[tuple[Any, ...]]:
    """What the statement returns. Takes part in Django's transaction and raises Django's database errors."""
    (found,) = rows_of([(statement, params)])
    return found


def run(statement: str, params: Params) -> None:
    """The same for a statement that returns nothing."""
    rows_of([(statement, params)])


def rows_of(statements: Sequence[tuple[str, Params]]) -> list[list[tuple[Any, ...]]]:
    """Several, one after the other, each with a snapshot of its own, in one exchange with the server."""
    if connection.queries_logged:  # tests that count
        return [_logged(*each) for each in statements]
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors:
        if len(statements) == 1:
            return [_fetched(_execute(*statements[0]))]
        with connection.connection.pipeline():
            cursors = [_execute(*each) for each in statements]
            return [_fetched(cursor) for cursor in cursors]


def _execute(statement: str, params: Params) -> psycopg.Cursor[tuple[Any, ...]]:
    return psycopg.Cursor(connection.connection).execute(statement, params, prepare=True)


def _fetched(cursor: psycopg.Cursor[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    # In a pipeline the description is only known once the result has been waited for.
    try:
        return cursor.fetchall()
    except psycopg.ProgrammingError:
        return []


def _logged(statement: str, params: Params) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else []
