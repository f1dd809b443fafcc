"""How things are called where one reads about oneself: names instead of ids, others as “person 1”, “person 2”."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import ForeignKey, Model
from django.utils.translation import gettext as _

from community.models import Brand, Person, Profile
from community.personal.declaring import Table

Namer = Callable[[Iterable[Any], Person], Mapping[Any, str]]  # by their ids, as this person may read it
SPACE = "space"  # the column that names a group on floors that know no groups
_namers: dict[type[Model] | str, Namer] = {}


def named(what: type[Model] | str, namer: Namer) -> None:
    """Says how rows of a model are called, by their ids; or what a column of this name holds."""
    _namers[what] = namer


class Telling:
    """Tells what is kept about one person. The same stranger is the same “person 1” throughout."""

    def __init__(self, person: Person) -> None:
        self.person = person
        profiles = person.profiles.values_list("pk", "name")
        self.own: dict[UUID, str] = {person.pk: person.email, **dict(profiles)}
        self.others: dict[UUID, str] = {}

    def rows(self, table: Table) -> list[dict[str, Any]]:
        """All rows of the table about the person, by what may be given of them, in the order of their keys."""
        if not table.given:
            return []
        columns = {one.name: one for one in table.model._meta.concrete_fields if one.name in table.given}
        rows = list(table.told(self.person).order_by("pk").values("pk", *columns))
        for row in rows:
            row |= {name: read(row["pk"], row[name]) for name, read in table.reads.items()}
        names = {name: self._names(column, [row[name] for row in rows]) for name, column in columns.items()}
        if table.by_id:
            names[table.of] = self._who(row[table.of] for row in rows)
        beside = {name: find([row["pk"] for row in rows]) for name, find in table.beside.items()} if rows else {}
        return [
            {name: self._told(row[name], names[name]) for name in table.given}
            | {name: found.get(row["pk"]) for name, found in beside.items()}
            for row in rows
        ]

    def _names(self, column: Any, values: list[Any]) -> Mapping[Any, str] | None:
        """None for a column that holds a plain value."""
        target = column.related_model if isinstance(column, ForeignKey) else None
        namer = self._who if target in (Person, Profile) else _namers.get(target or column.name)
        if namer is None:
            return {} if target else None
        return namer(list(dict.fromkeys(value for value in values if value is not None)), self.person)

    def _who(self, ids: Iterable[UUID], _reader: Person | None = None) -> Mapping[UUID, str]:
        return {one: self.own.get(one) or self._stranger(one) for one in ids}

    def _stranger(self, one: UUID) -> str:
        return self.others.setdefault(one, _("person %(number)d") % {"number": len(self.others) + 1})

    def _told(self, value: Any, names: Mapping[Any, str] | None) -> Any:
        if names is not None and value is not None:
            return names.get(value, str(value))
        return value.isoformat() if isinstance(value, date | datetime | time) else _plain(value)


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value


def _brands(ids: Iterable[UUID], person: Person) -> Mapping[UUID, str]:
    return dict(Brand.objects.filter(pk__in=ids).values_list("pk", "name"))


named(Brand, _brands)
