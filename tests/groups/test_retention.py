"""A charter's "days a message lives" is kept (trust.md R42)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from groups import tasks
from groups.actions.retention import lives, words_go_before
from groups.models import Charter
from messaging.actions import messages
from messaging.models import Message
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_each_group_forgets_by_its_own_charter(cast: Cast) -> None:
    Charter.objects.create(group=cast.hill, version=2, retention_days=30)
    at = timezone.now() - timedelta(days=40)
    for person, group in ((cast.ana, cast.harbour), (cast.cleo, cast.hill)):
        messages.seed(person, cast.talk(group).pk, uuid4(), f"in {group.name}", at)
    tasks.let_words_go()
    standing = Message.objects.filter(deleted_at=None).exclude(body="")
    assert "in Harbour Runners" in standing.values_list("body", flat=True)
    assert "in Hill Club" not in standing.values_list("body", flat=True)


def promised(cast: Cast, changes: list[tuple[int, int]]) -> None:
    """A year for each message, a hundred days ago; since so many days, so many. As if each had been announced."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL session_replication_role = replica")
        Charter.objects.filter(group=cast.harbour).update(created_at=now - timedelta(days=100))
        for version, (ago, days) in enumerate(changes, start=2):
            since = now - timedelta(days=ago)
            Charter.objects.create(group=cast.harbour, version=version, retention_days=days, created_at=since)
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.mark.parametrize("changes", [[], [(60, 30), (20, 90)], [(60, 90), (20, 30)], [(60, 40), (40, 200), (20, 60)]])
def test_a_message_goes_on_the_very_day_that_its_page_names(cast: Cast, changes: list[tuple[int, int]]) -> None:
    now = timezone.now()
    promised(cast, changes)
    for ago in (99, 61, 59, 41, 39, 21, 19, 1):
        said = now - timedelta(days=ago)
        goes = said + lives(cast.harbour, said)
        if goes > now:  # else a later charter cut it short: it goes with the next night
            assert words_go_before(cast.harbour, goes - timedelta(seconds=1)) <= said
        assert words_go_before(cast.harbour, max(goes, now) + timedelta(seconds=1)) > said


def test_the_page_of_a_message_keeps_the_shorter_promise_it_was_said_under(cast: Cast) -> None:
    now = timezone.now()
    promised(cast, [(20, 30), (5, 200)])
    for ago, days in ((9, 30), (3, 200)):
        mid = messages.seed(cast.ana, cast.talk(cast.harbour).pk, uuid4(), f"{ago} ago", now - timedelta(days=ago)).mid
        day = now - timedelta(days=ago) + timedelta(days=days)
        page = cast.client(cast.ben).get(f"/g/harbour-runners/message/{mid}/")
        assert f"Disappears on {day.day} {day:%B %Y}" in page.content.decode()
