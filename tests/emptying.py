"""How the tables are emptied after a test that commits, and how a whole module can share rows that nobody has to empty.

Few rows lie in many tables after a test: taking them out by DELETE is a tenth of what TRUNCATE costs, and what Django
keeps about its models need not be made anew each time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.db import connection, transaction
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

_KEPT = {"django_content_type", "auth_permission"}  # written when the models are, and by nothing else


def empty(case: TransactionTestCase) -> None:
    """In the place of `TransactionTestCase._fixture_teardown`."""
    with connection.cursor() as cursor:
        cursor.execute(_statements())


@cache
def _statements() -> str:
    """One transaction. The locks wait for what is still being written by others; no trigger and no key is asked, as
    the logs refuse to lose what they hold."""
    found = connection.introspection.django_table_names(only_existing=True, include_views=False)
    names = [connection.ops.quote_name(name) for name in sorted(found) if name not in _KEPT]
    begin = ("BEGIN", f"LOCK TABLE {', '.join(names)}", "SET LOCAL session_replication_role = replica")
    return "; ".join((*begin, *(f"DELETE FROM {name}" for name in names), "COMMIT"))


@contextmanager
def undone_at_last(blocker: DjangoDbBlocker) -> Iterator[None]:
    """For fixtures of a module: one transaction around all that its tests do, and nothing is left of it."""
    with blocker.unblock():
        block = transaction.atomic()
        block._from_testcase = True  # type: ignore[attr-defined]
        with block:
            yield
            transaction.set_rollback(True)
