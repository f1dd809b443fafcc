"""A charter's "days a message lives" is kept (trust.md R42)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from groups import tasks
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
