"""A kind for tests: it rings as long as the brand that it is about exists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from community.models import Brand, Dispatch, Person, PushSubscription
from community.notifications import LETTER, Due, Kind, Said, Still, register


class Bell(Kind):
    name = "test.bell"
    label = "Bell"
    section = "Tests"
    channels = LETTER

    def still_true(self) -> Still:
        return Exists(Brand.objects.filter(pk=OuterRef("subject")))

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        said = Said(
            title="It rings", line="Somebody is at the door.", url="/", why="You get this because you live here."
        )
        return {one.pk: said for one in dispatches}


class QuietBell(Bell):
    name = "test.quiet_bell"
    gathers = True


class Alarm(Bell):
    name = "test.alarm"
    urgent = True
    can_switch = False


BELL, QUIET_BELL, ALARM = Bell(), QuietBell(), Alarm()
register(BELL, QUIET_BELL, ALARM)


def ring(person: Person, brand: Brand, at: datetime, **more: Any) -> Due:
    return Due(person_id=person.pk, subject=brand.pk, due_at=at, useful_until=at + timedelta(hours=6), **more)


def give_device(person: Person, name: str = "phone") -> PushSubscription:
    """A browser that could be pushed to, for tests that never push."""
    endpoint = f"https://push.example/{person.pk}/{name}"
    return PushSubscription.objects.create(person=person, endpoint=endpoint, p256dh="p" * 87, auth="a" * 22)
