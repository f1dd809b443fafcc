"""Statements written by hand that run often: prepared once per connection, so that PostgreSQL plans them once; several
go in one exchange.

Django's own cursors put the values into the text and have each text parsed and planned anew; on the way of a message
that was half of the database's work. psycopg's pipelines then cost more than what went through them, so libpq's are
used here as they are, by psycopg's wrapper of it; psycopg still converts the values.
"""

from __future__ import annotations

import re
import select
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import count
from typing import Any

import psycopg
from django.db import connection
from psycopg import pq
from psycopg.abc import Buffer
from psycopg.adapt import AdaptersMap, PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.types.datetime import TimestamptzLoader

Params = Sequence[Any]
Rows = list[tuple[Any, ...]]
_Types = tuple[int, ...]
_Params = Sequence[Buffer | None]
_Key = tuple[str, _Types]
# To select before a statement, until its transaction ends: left alone PostgreSQL would read all of a table that is
# small today, and go on doing so when it has grown.
BY_KEYS = "set_config('enable_seqscan', 'off', true)"
_FINE = (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK)
_PLACEHOLDER = re.compile(r"%([sbt%])")
_KNOWN = "_snug_known"


def rows(statement: str, params: Params) -> Rows:
    """What the statement returns. Takes part in Django's transaction and raises Django's database errors."""
    (found,) = rows_of([(statement, params)])
    return found


def run(statement: str, params: Params, *, commit: bool = False) -> None:
    """The same for a statement that returns nothing. With `commit` the transaction ends with it, in one exchange less:
    what Django does at the end of the outermost `atomic`, where nothing may be asked any more, finds it done."""
    rows_of([(statement, params)], commit=commit)


def rows_of(statements: Sequence[tuple[str, Params]], *, commit: bool = False) -> list[Rows]:
    """Several, one after the other, each with a snapshot of its own, in one exchange with the server. Placeholders are
    psycopg's: %s, %b (binary), %t (text)."""
    if connection.queries_logged:  # tests that count
        return [_logged(*each) for each in statements]
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors:
        return _Exchange(connection.connection).run(statements, commit=commit)


def rows_by_keys(statement: str, params: Params) -> Rows:
    """As `rows`, for what runs often outside of a transaction: planned by the keys. Inside of one it is planned as its
    other statements are."""
    if connection.in_atomic_block:
        return rows(statement, params)
    _, found = rows_of([(f"SELECT {BY_KEYS}", []), (statement, params)])
    return found


class _Values:
    """How a connection's values are converted: as Django has it, but times by psycopg's own loader, which is C."""

    def __init__(self, conn: psycopg.Connection[Any]) -> None:
        self.connection = conn
        self.adapters = AdaptersMap(conn.adapters)
        self.adapters.register_loader("timestamptz", TimestamptzLoader)


class _Known:
    """What is known of a connection: its converter, and the names of what it has prepared."""

    def __init__(self, conn: psycopg.Connection[Any]) -> None:
        self.values = Transformer(_Values(conn))
        self.names: dict[_Key, bytes] = {}
        self.numbers = count()


class _Exchange:
    def __init__(self, conn: psycopg.Connection[Any]) -> None:
        self.conn, self.pgconn = conn, conn.pgconn
        # On the connection itself: what is known of it refers to it, and would keep it in any table of ours.
        known: _Known = conn.__dict__.get(_KNOWN) or conn.__dict__.setdefault(_KNOWN, _Known(conn))
        self.values, self.names, self.numbers = known.values, known.names, known.numbers
        self.new: dict[int, tuple[_Key, bytes]] = {}  # what is being prepared, by the place of its answer
        self.wanted: list[int] = []  # the places of the answers that hold rows
        self.sent = 0

    def run(self, statements: Sequence[tuple[str, Params]], *, commit: bool = False) -> list[Rows]:
        ready = [(statement, *self.dump(statement, params)) for statement, params in statements]
        self.pgconn.enter_pipeline_mode()
        try:
            # As psycopg does before the first statement of a transaction.
            if not self.conn.autocommit and self.pgconn.transaction_status == pq.TransactionStatus.IDLE:
                self.pgconn.send_query_params(b"BEGIN", None)
                self.sent += 1
            for each in ready:
                self.send(*each)
            if commit:  # skipped by the server when one of them failed
                self.pgconn.send_query_params(b"COMMIT", None)
                self.sent += 1
            self.pgconn.pipeline_sync()
            answers = self.answers()
        finally:
            self.leave()
        return [self.load(answers[place]) for place in self.wanted]

    def dump(self, statement: str, params: Params) -> tuple[_Types, _Params, Sequence[pq.Format] | None]:
        values = self.values.dump_sequence(params, _for_libpq(statement)[1])
        return tuple(self.values.types or ()), values, self.values.formats

    def send(self, statement: str, types: _Types, values: _Params, formats: Sequence[pq.Format] | None) -> None:
        key = statement, types
        name = self.names.get(key)
        if name is None:
            name = b"snug_%d" % next(self.numbers)  # never twice, whatever becomes of it
            self.new[self.sent] = key, name
            self.pgconn.send_prepare(name, _for_libpq(statement)[0], types)
            self.sent += 1
        self.pgconn.send_query_prepared(name, values, formats)
        self.wanted.append(self.sent)
        self.sent += 1

    def answers(self) -> list[pq.abc.PGresult]:
        """One for each that was sent. Raises the first that is an error, once all are in."""
        found: list[pq.abc.PGresult] = []
        for answer in _results(self.pgconn):
            if answer.status == pq.ExecStatus.COMMAND_OK and len(found) in self.new:
                key, name = self.new[len(found)]
                self.names[key] = name
            found.append(answer)
        for answer in found:
            if answer.status not in _FINE:
                raise error_from_result(answer, self.values.encoding)
        if len(found) < self.sent:
            raise psycopg.OperationalError("the connection was lost")
        return found

    def load(self, answer: pq.abc.PGresult) -> Rows:
        self.values.set_pgresult(answer)
        return self.values.load_rows(0, answer.ntuples, tuple)

    def leave(self) -> None:
        try:
            self.pgconn.exit_pipeline_mode()
        except psycopg.OperationalError:
            self.conn.close()  # interrupted, or lost: nobody knows what is still to come


def _results(pgconn: pq.abc.PGconn) -> Iterator[pq.abc.PGresult]:
    """Up to the synchronisation, or to the connection's end. Waits without holding up other threads."""
    poll = select.poll()
    poll.register(pgconn.socket, select.POLLIN | select.POLLOUT)
    while pgconn.flush():
        if poll.poll()[0][1] & ~select.POLLOUT:
            pgconn.consume_input()
    poll.modify(pgconn.socket, select.POLLIN)
    while True:
        while pgconn.is_busy():
            poll.poll()
            pgconn.consume_input()
        answer = pgconn.get_result()
        if answer is None:  # between two
            if pgconn.status == pq.ConnStatus.BAD:
                return
        elif answer.status == pq.ExecStatus.PIPELINE_SYNC:
            return
        else:
            yield answer


@lru_cache(maxsize=256)
def _for_libpq(statement: str) -> tuple[bytes, tuple[PyFormat, ...]]:
    """With numbered placeholders, and the formats that psycopg's asked for."""
    formats: list[PyFormat] = []

    def numbered(found: re.Match[str]) -> str:
        if found[1] == "%":
            return "%"
        formats.append(PyFormat(found[1]))
        return f"${len(formats)}"

    return _PLACEHOLDER.sub(numbered, statement).encode(), tuple(formats)


def _logged(statement: str, params: Params) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else []
