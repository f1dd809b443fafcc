"""The connections that requests are lent."""

from __future__ import annotations

import gc
import weakref
from typing import Any, cast

import psycopg
import pytest
from django.db import connection

from community import prepared


@pytest.mark.django_db(transaction=True)
def test_after_a_restart_of_the_database_nobody_is_lent_a_dead_connection() -> None:
    connection.ensure_connection()
    pool = cast(Any, connection).pool
    assert pool is not None
    with pool.connection() as first, pool.connection() as second:
        pids = [each.info.backend_pid for each in (first, second)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM unnest(%s) AS pid", [pids])
    for _ in range(3):  # as requests do, one after the other
        with pool.connection() as lent:
            try:
                assert lent.execute("SELECT 1").fetchone() == (1,)
            except psycopg.OperationalError:
                pytest.fail("a dead connection was lent")


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_closed_is_forgotten_with_what_is_known_of_it() -> None:
    ours = psycopg.connect(**connection.get_connection_params(), autocommit=True)
    assert prepared._Exchange(ours).run([("SELECT %s::int", [7])]) == [[(7,)]]
    gone = weakref.ref(ours)
    ours.close()
    del ours
    gc.collect()
    assert gone() is None


@pytest.mark.django_db(transaction=True)
def test_a_statement_that_is_new_twice_in_one_exchange_spoils_nothing() -> None:
    ours = psycopg.connect(**connection.get_connection_params(), autocommit=True)
    new = "SELECT %s::int + 1"
    assert prepared._Exchange(ours).run([(new, [1]), (new, [2])]) == [[(2,)], [(3,)]]
    assert prepared._Exchange(ours).run([("SELECT %s::int + 2", [1]), (new, [3])]) == [[(3,)], [(4,)]]
    with pytest.raises(psycopg.errors.DivisionByZero):
        prepared._Exchange(ours).run([("SELECT 1 / %s::int", [0]), ("SELECT %s::int + 3", [1])])
    assert prepared._Exchange(ours).run([("SELECT %s::int + 3", [1])]) == [[(4,)]]
    ours.close()
