"""After a test that commits its tables are empty, whoever is still writing."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import DatabaseError, connection
from django.test import TransactionTestCase

from community.models import Person
from tests import emptying

PATIENCE_S = 30
CASE = TransactionTestCase()


@pytest.fixture
def elsewhere(transactional_db: None) -> psycopg.Connection:
    """A connection of somebody else's, who waits longer than others before looking for a knot."""
    names = ("host", "port", "dbname", "user", "password")
    mine = psycopg.connect(**{key: value for key, value in connection.get_connection_params().items() if key in names})
    mine.execute("SET deadlock_timeout = '20s'")
    mine.commit()
    return mine


def in_a_knot(other: psycopg.Connection) -> None:
    """What is deleted last is held; as soon as the deleting waits for it, what it has deleted first is asked for."""
    deadline = time.monotonic() + PATIENCE_S
    while other.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone() == (0,):
        assert time.monotonic() < deadline, "nobody waits"
    other.execute("LOCK TABLE account_emailaddress IN SHARE MODE")
    other.rollback()


def test_whoever_is_tied_up_with_the_last_words_of_a_server_begins_again(elsewhere: psycopg.Connection) -> None:
    Person.objects.create_user("ana@example.org")
    elsewhere.execute("LOCK TABLE usersessions_usersession IN SHARE MODE")
    with ThreadPoolExecutor(1) as threads:
        other = threads.submit(in_a_knot, elsewhere)
        emptying.empty(CASE)
        other.result()
    elsewhere.close()
    assert not Person.objects.exists()


def test_what_cannot_be_emptied_is_said_and_the_connection_goes_on(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched, pytest.raises(DatabaseError, match="nowhere"):
        patched.setattr(emptying, "_statements", lambda: ("BEGIN; DELETE FROM nowhere; COMMIT", ""))
        emptying.empty(CASE)
    assert not Person.objects.exists()
