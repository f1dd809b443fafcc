"""Instances of models from statements written by hand (`community/prepared.py`), for what every page loads: the ORM
takes longer to write such a statement, and PostgreSQL to plan it anew, than it takes to answer."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model

M = TypeVar("M", bound=Model)


@cache
def columns(model: type[Model], alias: str) -> str:
    """All of them, of the table that the statement calls so, in the order in which `made` takes their values."""
    return ", ".join(f'{alias}."{name}"' for name in _columns(model))


def made(model: type[M], values: Iterator[Any]) -> M | None:
    """Takes the values of one instance; None where there is no such row, as after an outer join."""
    names, key = _names(model)
    taken = [next(values) for _name in names]
    return None if taken[key] is None else model.from_db(DEFAULT_DB_ALIAS, names, taken)


def surely(model: type[M], values: Iterator[Any]) -> M:
    """The same of what the statement joins without fail."""
    found = made(model, values)
    if found is None:
        raise LookupError(model.__name__)
    return found


@cache
def _names(model: type[Model]) -> tuple[list[str], int]:
    """And the place of the key among them, which no row is without."""
    names = [field.attname for field in model._meta.concrete_fields]
    return names, names.index(model._meta.pk.attname)


def _columns(model: type[Model]) -> list[str]:
    """A field that converts what it reads has no place here: nothing would convert it."""
    fields = model._meta.concrete_fields
    if any(hasattr(field, "from_db_value") for field in fields):
        raise TypeError(f"{model.__name__} is read by the ORM")
    return [str(field.column) for field in fields]
