"""What this floor and the ground can prove (trust.md): the logs, the database's own rules, who is gone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunSQL
from django.utils import timezone

from community import audit
from community.models import Person
from community.personal import faults
from moderation.models import Erasure, Export
from moderation.owndata import ledger
from moderation.trust import proves

_TRIGGER = re.compile(r"\b(CREATE|DROP)\s+(?:CONSTRAINT\s+)?TRIGGER\s+(?:IF EXISTS\s+)?(\w+)[^;]*?\sON\s+(\w+)")
_LATE = timedelta(days=1)  # a chore may have been away for a night


@proves("the audit log is whole")
def chain() -> Iterator[str]:
    return audit.verify()


@proves("every personal column is declared")
def columns() -> Iterator[str]:
    return faults()


@proves("every constraint stands in the database")
def constraints() -> Iterator[str]:
    there = _column("SELECT conname FROM pg_constraint WHERE convalidated") | _column(
        "SELECT indexname FROM pg_indexes"
    )
    for model in apps.get_models():
        yield from (f"{one.name} is missing" for one in model._meta.constraints if one.name not in there)


@proves("every trigger stands in the database, and fires")
def triggers() -> Iterator[str]:
    there = _column("SELECT tgname || ' on ' || tgrelid::regclass FROM pg_trigger WHERE tgenabled <> 'D'")
    yield from (f"{name} is missing" for name in sorted(_wanted_triggers() - there))


@proves("nobody is here who was erased")
def erased() -> Iterator[str]:
    gone = ledger.marks()
    here = sum(ledger.mark(pk) in gone for pk in Person.objects.values_list("pk", flat=True))
    if here:
        yield f"{here} accounts are here again: run manage.py restore"


@proves("who asked to go is gone in time")
def going() -> Iterator[str]:
    due = Erasure.objects.filter(cancelled_at=None, done_at=None, due_at__lt=timezone.now() - _LATE).exclude(
        person=None
    )
    yield from (f"erasure {pk} is overdue" for pk in due.values_list("pk", flat=True))


@proves("no export lies here longer than 72 hours")
def exports() -> Iterator[str]:
    lying = Export.objects.filter(ended_at=None, expires_at__lt=timezone.now() - _LATE)
    yield from (f"export {pk} has expired" for pk in lying.values_list("pk", flat=True))


def _wanted_triggers() -> set[str]:
    """As the migrations leave them, in the order in which they are applied."""
    loader = MigrationLoader(connection)
    wanted: set[str] = set()
    for app, name in sorted(loader.applied_migrations):
        migration = loader.disk_migrations.get((app, name))
        for operation in migration.operations if migration else ():
            for deed, trigger, table in _TRIGGER.findall(str(operation.sql)) if isinstance(operation, RunSQL) else ():
                (wanted.add if deed == "CREATE" else wanted.discard)(f"{trigger} on {table}")
    return wanted


def _column(sql: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {value for (value,) in cursor.fetchall()}
