"""How the tables are emptied after a test that commits, and how a module can share rows that nobody has to empty."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.test import TransactionTestCase
from psycopg.errors import DeadlockDetected
from pytest_django import DjangoDbBlocker

_KEPT = {"django_content_type", "auth_permission"}  # written when the models are, and by nothing else
_MOST_DEAD = 2_000  # rows that may lie in the files after they were deleted
_ATTEMPTS = 5
_dead = 0


def empty(case: TransactionTestCase) -> None:
    """In the place of `TransactionTestCase._fixture_teardown`, which has Django write anew, after each test, what it
    keeps about its models: that takes several times as long as the emptying itself.

    By DELETE, for few rows lie in few tables; by TRUNCATE, which makes new files for all of them, as soon as what
    DELETE left behind, or what the planner was told of them by ANALYZE, could lead it astray in the next test."""
    delete, truncate = _statements()
    if _left_in_the_way(_freely(delete)):
        _freely(truncate)


def _left_in_the_way(cursor: CursorWrapper) -> bool:
    """Whether what DELETE left, or what ANALYZE said, has become too much."""
    global _dead
    _dead += max(cursor.rowcount, 0)
    while cursor.nextset():
        _dead += max(cursor.rowcount, 0)
    (looked_at,) = cursor.fetchone()
    if not looked_at and _dead <= _MOST_DEAD:
        return False
    _dead = 0
    return True


def _freely(statement: str) -> CursorWrapper:
    """A server that the test has started may still be writing its last words, and hold what is deleted here while it
    waits for what has been: PostgreSQL ends one of the two. If that is this one, it begins again; whatever happens,
    the connection is left as the next test expects it."""
    cursor = connection.cursor()
    for last in (*[False] * (_ATTEMPTS - 1), True):
        try:
            cursor.execute(statement)
        except DatabaseError as error:
            connection.connection.rollback()
            if last or not isinstance(error.__cause__, DeadlockDetected):
                raise
        else:
            break
    return cursor


@cache
def _statements() -> tuple[str, str]:
    """No trigger is asked: the logs refuse to lose what they hold."""
    found = connection.introspection.django_table_names(only_existing=True, include_views=False)
    names = [connection.ops.quote_name(name) for name in sorted(found) if name not in _KEPT]
    freely = "BEGIN; SET LOCAL session_replication_role = replica; {}; COMMIT"
    emptied = ", ".join(f"'{name}'::regclass" for name in names)
    looked_at = f"SELECT EXISTS (SELECT FROM pg_class WHERE oid IN ({emptied}) AND reltuples >= 0)"
    delete = freely.format("; ".join(f"DELETE FROM {name}" for name in names))
    return f"{delete}; {looked_at}", freely.format(f"TRUNCATE {', '.join(names)}")


@contextmanager
def undone_at_last(blocker: DjangoDbBlocker) -> Iterator[None]:
    """For fixtures of a module: one transaction around all that its tests do, and nothing is left of it."""
    with blocker.unblock():
        block = transaction.atomic()
        block._from_testcase = True  # type: ignore[attr-defined]
        with block:
            yield
            transaction.set_rollback(True)
