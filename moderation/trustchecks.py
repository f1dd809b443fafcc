"""What this floor and the ground can prove (trust.md): the logs, the database's own rules, who is gone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from celery import current_app
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunSQL
from django.db.models import F, Q
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from community import audit
from community.actions.erasing import FORMER
from community.models import Person, Profile
from community.personal import faults
from moderation import evidence
from moderation.actions.audits import last_whole
from moderation.enforce import declaration
from moderation.models import Appeal, Case, Decision, Erasure, Export, Sanction
from moderation.owndata import ledger
from moderation.trust import proves

_TRIGGER = re.compile(r"\b(CREATE|DROP)\s+(?:CONSTRAINT\s+)?TRIGGER\s+(?:IF EXISTS\s+)?(\w+)[^;]*?\sON\s+(\w+)")
_OURS = ("community.", "groups.", "messaging.", "moderation.")
_EXCEEDED = """
WITH touches AS (
    SELECT person_id, brand_id, at, count(*) OVER (
        PARTITION BY person_id, brand_id ORDER BY at RANGE BETWEEN interval '7 days' PRECEDING AND CURRENT ROW
    ) AS spent
    FROM moderation_contacttouch
)
SELECT b.id FROM touches t JOIN moderation_contactbudget b USING (person_id, brand_id)
WHERE t.spent > CASE WHEN t.at >= b.changed_at THEN b.most ELSE 5 END
"""
_WITHOUT_A_YES = """
SELECT t.id FROM moderation_contacttouch t LEFT JOIN LATERAL (
    SELECT given FROM moderation_consent c
    WHERE c.person_id = t.person_id AND c.brand_id = t.brand_id AND c.purpose = t.purpose AND c.created_at <= t.at
    ORDER BY c.created_at DESC, c.id DESC LIMIT 1
) said ON true
WHERE said.given IS NOT TRUE
"""
_LATE = timedelta(days=1)  # a chore may have been away for a night


@proves("the audit log is whole")
def chain() -> Iterator[str]:
    """With the end that the last whole walk saw: cut off there it is whole in itself."""
    return audit.verify(last_whole())


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
    there = _column("SELECT tgname || ' on ' || tgrelid::regclass FROM pg_trigger WHERE tgenabled IN ('O', 'A')")
    yield from (f"{name} is missing" for name in sorted(_wanted_triggers() - there))


@proves("nobody is here who was erased")
def erased() -> Iterator[str]:
    gone = ledger.marks()
    here = sum(ledger.holds(gone, pk) for pk in Person.objects.values_list("pk", flat=True))
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


@proves("no evidence is kept past its time")
def evidence_goes() -> Iterator[str]:
    if late := evidence.overdue(timezone.now() - _LATE):
        yield f"{late} pieces of evidence should be shredded"


@proves("every sanction has its statement of reasons")
def statements() -> Iterator[str]:
    bare = Sanction.objects.filter(statement=None)
    yield from (f"sanction {pk} says no reasons" for pk in bare.values_list("pk", flat=True))


@proves("nobody judged in their own cause")
def judges() -> Iterator[str]:
    own = Q(case__author__person=F("reviewer")) | Q(case__reports__reporter__person=F("reviewer"))
    judged = Decision.objects.filter(own).order_by("pk").distinct()
    yield from (f"decision {pk} is by somebody it is about" for pk in judged.values_list("pk", flat=True))
    twice = Appeal.objects.filter(decided_by=F("sanction__decision__reviewer"))
    yield from (f"appeal {pk} is by who decided before" for pk in twice.values_list("pk", flat=True))


@proves("no deadline passes without the next being asked")
def deadlines() -> Iterator[str]:
    over = Q(deadline__lt=timezone.now() - _LATE, escalated_at=None, decided_at=None)
    yield from (f"case {pk} was left lying" for pk in Case.objects.filter(over).values_list("pk", flat=True))
    yield from (f"appeal {pk} was left lying" for pk in Appeal.objects.filter(over).values_list("pk", flat=True))


@proves("whoever is gone has no name left")
def nameless() -> Iterator[str]:
    named = Profile.objects.filter(person=None).exclude(name=FORMER, bio="")
    yield from (f"profile {pk} has a name and nobody" for pk in named.values_list("pk", flat=True))


@proves("the brand wrote to nobody without their yes")
def consents() -> Iterator[str]:
    yield from (f"touch {pk} was spent without consent" for pk in sorted(_column(_WITHOUT_A_YES)))


@proves("no contact budget is exceeded")
def budgets() -> Iterator[str]:
    """At every touch since the person last changed it; before that nobody knows what it was, but that it was 5 at
    most."""
    yield from (f"contact budget {pk} is exceeded" for pk in sorted(_column(_EXCEEDED)))


@proves("every door and every task declares its action")
def doors() -> Iterator[str]:
    for name, view in _doors(get_resolver()):
        if declaration(view, name) is None:
            yield f"the door {name} declares none"
    current_app.loader.import_default_modules()  # as a worker does when it starts
    for name, task in current_app.tasks.items():
        if task.run.__module__.startswith(_OURS) and not getattr(task.run, "surface", None):
            yield f"the task {name} declares none"


def _doors(resolver: URLResolver, spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, Callable[..., Any]]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield ":".join((*spaces, entry.name or entry.lookup_str)), entry.callback
        else:
            yield from _doors(entry, (*spaces, entry.namespace) if entry.namespace else spaces)


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
