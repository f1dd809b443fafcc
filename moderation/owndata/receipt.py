"""What a receipt says went, in words; made from counts alone."""

from __future__ import annotations

from typing import NamedTuple

from community.errors import Words
from community.personal import Erase, Table, all_tables
from moderation.models import Erasure


class Line(NamedTuple):
    """`number` rows of one table; `forms`: what became of them."""

    what: Words
    number: int
    forms: list[Words]


def lines(erasure: Erasure) -> list[Line]:
    """By table, the largest first. Empty before it has begun."""
    found = [
        Line(table.what, erasure.went[table.name], [form.label for form in Erase if form in _forms(table)])
        for table in all_tables()
        if erasure.went.get(table.name)
    ]
    return sorted(found, key=lambda line: -line.number)


def _forms(table: Table) -> set[Erase]:
    return {kept.erase for kept in table.kept}
