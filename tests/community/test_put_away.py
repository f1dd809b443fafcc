"""What putting things away for everybody costs, where much stands before people that has nothing to do with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from community.models import Dispatch, Person
from community.notifications import inbox

pytestmark = pytest.mark.django_db
MUCH, ROOMS, PEOPLE = 20_000, 10, 200
_FILL = """
INSERT INTO community_dispatch (
    id, person_id, kind, channel, subject, variant, data, due_at, send_at, useful_until, state, sent_at, space, address,
    attempts, unsure, created_at
)
SELECT gen_random_uuid(), (%s::uuid[])[1 + n %% %s], 'test.bell', CASE n %% 3 WHEN 0 THEN 'push' ELSE 'app' END,
    CASE n %% 2 WHEN 0 THEN gen_random_uuid() ELSE (%s::uuid[])[1 + n %% %s] END, n, '{}', now(), now(), now(), 'sent',
    now(), NULL, '', 0, 0, now()
FROM generate_series(1, %s) AS n
"""


@pytest.fixture
def rooms() -> Iterator[list[UUID]]:
    """So much stands unread: about a thing of its own each, or about a place in one of these rooms."""
    found = [uuid4() for _ in range(ROOMS)]
    people = [Person.objects.create_user(f"p{n}@example.org").pk for n in range(PEOPLE)]
    with connection.cursor() as cursor:
        cursor.execute(_FILL, [people, PEOPLE, found, ROOMS, MUCH])
        cursor.execute("ANALYZE community_dispatch")
    yield found


def plans(act: Callable[[], None]) -> list[str]:
    """How each statement that looks through what stands before people is answered, before anything is written."""
    with transaction.atomic():
        with CaptureQueriesContext(connection) as asked:
            act()
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        found = []
        for one in asked.captured_queries:
            if "community_dispatch" in one["sql"] and one["sql"].lstrip().startswith(("SELECT", "UPDATE")):
                cursor.execute(f"EXPLAIN {one['sql']}".replace("%", "%%"), [])
                found.append("\n".join(line for (line,) in cursor.fetchall()))
    return found


def test_a_hundred_that_go_at_once_are_found_by_what_they_are_about(rooms: list[UUID]) -> None:
    things = list(Dispatch.objects.exclude(subject__in=rooms).values_list("subject", flat=True)[:100])
    places = {room: list(range(n, MUCH, 2_000)) for n, room in enumerate(rooms[:5])}
    find, write, count = plans(lambda: inbox.put_away(things, places))
    for plan in (find, count):
        assert "Seq Scan on community_dispatch" not in plan, plan
    assert find.count("dispatch_about") == 2 and "dispatch_unread" not in find, find
    assert "Index Cond: (id = ANY" in write, write
    assert "Index Cond: (person_id = " in count, count


def test_what_is_put_away_is_what_was_named_and_nothing_else(rooms: list[UUID]) -> None:
    thing = Dispatch.objects.exclude(subject__in=rooms).order_by("pk")[0]
    place = Dispatch.objects.filter(subject=rooms[3]).order_by("pk")[0]
    before = inbox.unread_of(Person.objects.values_list("pk", flat=True))
    inbox.put_away([thing.subject, uuid4()], {rooms[3]: [place.variant, MUCH + 1], rooms[4]: [place.variant]})
    gone = Dispatch.objects.filter(read_at__isnull=False)
    assert set(gone.values_list("pk", flat=True)) == {thing.pk, place.pk}
    after = inbox.unread_of(Person.objects.values_list("pk", flat=True))
    lost = [one.person_id for one in (thing, place) if one.channel == "app"]
    assert {one: before[one] - after[one] for one in before if before[one] != after[one]} == {
        one: lost.count(one) for one in lost
    }


def test_unread_is_counted_to_a_hundred_for_many(rooms: list[UUID]) -> None:
    nothing, some, much = Person.objects.order_by("pk")[:3]
    Dispatch.objects.filter(person__in=[nothing, some, much]).delete()
    waiting = Dispatch.objects.filter(channel="app").values_list("pk", flat=True)
    Dispatch.objects.filter(pk__in=list(waiting[:7])).update(person=some)
    Dispatch.objects.filter(pk__in=list(waiting.exclude(person=some)[:150])).update(person=much)
    people = [nothing.pk, some.pk, much.pk, some.pk]
    assert inbox.unread_of(people) == {some.pk: 7, much.pk: inbox.MOST_COUNTED}
    assert {one: inbox.unread(one) for one in people} == {nothing.pk: 0, some.pk: 7, much.pk: inbox.MOST_COUNTED}
