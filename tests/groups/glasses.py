"""What tests of a reading in an emergency share: both keys, and time that passes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.db import Error, connection, transaction
from django.urls import reverse

from community.models import Person
from community.models import Role as Duty
from groups.actions import glass
from groups.models import BreakGlass, Group
from messaging.actions import messages
from messaging.models import Room
from tests.cast import Cast, make_person

REASON = "A parent has told us of a threat in Talk"
LIST, HOUSE = "/brand/groups/breakglass/", "/admin/groups/breakglass/"


def page_of(one: BreakGlass) -> str:
    return reverse("groups:glass", args=[one.pk])


def asks(cast: Cast, group: Group | None = None, hours: int = 4) -> BreakGlass:
    """Maya does."""
    return glass.ask(cast.maya, group or cast.harbour, reason=REASON, hours=hours, name="Maya Lind")


def opens(cast: Cast, group: Group | None = None, hours: int = 4) -> BreakGlass:
    """Maya asks, Olga allows it."""
    return glass.approve(cast.olga, asks(cast, group, hours).pk, name="Olga Berg")


def second_manager(cast: Cast, name: str = "vic") -> Person:
    person = make_person(name)
    Duty.objects.create(person=person, kind=Duty.Kind.MANAGER, brand=cast.brand)
    return person


def says(cast: Cast, person: Person, words: str, room: Room | None = None) -> Room:
    where = room or cast.talk(cast.harbour)
    assert messages.send(person, where.pk, uuid4(), words).mid
    return where


def time_passes(one: BreakGlass, by: timedelta) -> None:
    """For this reading; the database lets nobody set its times."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE groups_breakglass DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE groups_breakglass SET asked_at = asked_at - %(by)s, approved_at = approved_at - %(by)s, "
            "opened_at = opened_at - %(by)s, closes_at = closes_at - %(by)s WHERE id = %(pk)s",
            {"by": by, "pk": one.pk},
        )
        cursor.execute("ALTER TABLE groups_breakglass ENABLE TRIGGER USER; SET CONSTRAINTS ALL DEFERRED")


def stored(one: BreakGlass, **changes: object) -> Callable[[], object]:
    """SQL that goes past all code."""
    return lambda: BreakGlass.objects.filter(pk=one.pk).update(**changes)


def refused(act: Callable[[], object]) -> bool:
    """By the database."""
    try:
        with transaction.atomic():
            act()
    except Error:
        return True
    return False
