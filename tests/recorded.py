"""Saying to the database again what was said to it once, with other keys, in one exchange.

Nearly every test begins with the cast: a hundred statements, which take most of a short test's time when they are made
anew for each.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID, uuid4

from django.db import connection, models
from django.test.utils import CaptureQueriesContext

T = TypeVar("T")
_KEY = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|\b[0-9a-f]{32}\b")
_LEFT_OUT = ("SELECT", "SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")  # who says it again says in which transaction


@dataclass
class Recording(Generic[T]):
    """`made`: what the first time gave, `text`: what it told the database; `rows`: the rows among `made`."""

    made: T
    text: str
    rows: Callable[[T], list[models.Model]]

    def play(self) -> T:
        """The same once more, with keys of its own: caches must not take it for the first."""
        keys: dict[str, UUID] = {}

        def other(found: re.Match[str]) -> str:
            key = keys.setdefault(found[0].replace("-", ""), uuid4())
            return str(key) if "-" in found[0] else key.hex

        text = _KEY.sub(other, self.text)
        with connection.cursor() as cursor:
            cursor.execute(text)
        made = copy.deepcopy(self.made)
        for row in self.rows(made):
            for column in row._meta.concrete_fields:
                if isinstance(value := getattr(row, column.attname), UUID):
                    row.__dict__[column.attname] = keys[value.hex]  # set as usual it would forget whose key it is
        return made


def record(make: Callable[[], T], rows: Callable[[T], list[models.Model]]) -> Recording[T]:
    with CaptureQueriesContext(connection) as asked:
        made = make()
    told = (query["sql"] for query in asked.captured_queries if not query["sql"].lstrip().startswith(_LEFT_OUT))
    return Recording(made, ";\n".join(told), rows)
