"""An action is whole or it has not happened: one transaction, tried again when the database broke a tie of locks."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction
from psycopg import Error as DriverError

from community.errors import Unavailable

log = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")
Item = TypeVar("Item")

TRIES = 3
_TIES = ("40P01", "40001")  # deadlock, serialisation failure
# A group's actions are people's: many may want the last place in the same second, and each takes milliseconds.
_LIMITS = "SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = '10s'"


def whole(action: Callable[P, T]) -> Callable[P, T]:
    """Runs the action in a transaction of its own (a savepoint inside another), again up to twice after a deadlock
    (architecture.md "Lock order").

    Raises `Unavailable` when ties persist, a lock cannot be had in time or the database is gone: the outcome is
    unknown then, and trying again is safe.
    """

    @wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        if connection.in_atomic_block:
            with transaction.atomic():
                return action(*args, **kwargs)
        for left in reversed(range(TRIES)):
            try:
                with transaction.atomic():
                    _limit()
                    return action(*args, **kwargs)
            except OperationalError as error:
                if not (_is_tie(error) and left):
                    raise Unavailable
        raise Unavailable

    return run


def one_by_one(action: Callable[[Item], int], items: Iterable[Item]) -> int:
    """For chores by the clock: the sum of a `whole` action over all items. One that cannot be had now keeps nobody else
    waiting: it is left for the next time."""
    done = 0
    for item in items:
        try:
            done += action(item)
        except Unavailable:
            log.warning("left for the next time: %s", item)
    return done


def _limit() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LIMITS)


def _is_tie(error: OperationalError) -> bool:
    cause = error.__cause__
    return isinstance(cause, DriverError) and cause.sqlstate in _TIES
