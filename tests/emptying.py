"""How the tables are emptied after a test that commits, and how a module can share rows that nobody has to empty."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.db import connection, transaction
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

_KEPT = {"django_content_type", "auth_permission"}  # written when the models are, and by nothing else


def empty(case: TransactionTestCase) -> None:
    """In the place of `TransactionTestCase._fixture_teardown`, which has Django write anew, after each test, what it
    keeps about its models: that takes several times as long as the emptying itself."""
    with connection.cursor() as cursor:
        cursor.execute(_statements())


@cache
def _statements() -> str:
    """No trigger is asked: the logs refuse to lose what they hold. Not by DELETE: what it leaves behind in the tables
    misleads the planner."""
    found = connection.introspection.django_table_names(only_existing=True, include_views=False)
    names = ", ".join(connection.ops.quote_name(name) for name in sorted(found) if name not in _KEPT)
    return f"BEGIN; SET LOCAL session_replication_role = replica; TRUNCATE {names}; COMMIT"


@contextmanager
def undone_at_last(blocker: DjangoDbBlocker) -> Iterator[None]:
    """For fixtures of a module: one transaction around all that its tests do, and nothing is left of it."""
    with blocker.unblock():
        block = transaction.atomic()
        block._from_testcase = True  # type: ignore[attr-defined]
        with block:
            yield
            transaction.set_rollback(True)
