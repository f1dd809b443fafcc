"""What the clock lets go is counted, and how long a message lives stands beside it (trust.md R42)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from celery import current_app
from django.utils import timezone

from community.models import LetGo
from groups import tasks
from groups.models import Charter
from messaging.actions import messages
from messaging.models import Message
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_how_much_went_is_kept_and_shown_to_operators_and_nobody_else(cast: Cast) -> None:
    talk, long_ago = cast.talk(cast.harbour).pk, timezone.now() - timedelta(days=400)
    for _ in range(3):
        messages.seed(cast.ana, talk, uuid4(), "long ago", long_ago)
    tasks.let_words_go()
    tasks.let_words_go()
    kept = LetGo.objects.get(chore="groups.let_words_go")
    assert (kept.runs, kept.number, kept.day) == (2, 3, timezone.now().date())
    page = cast.client(cast.olga).get("/admin/community/letgo/").content.decode()
    assert "groups.let_words_go" in page and "long ago" not in page
    for person in (cast.maya, cast.ana):
        assert cast.client(person).get("/admin/community/letgo/").status_code == 404


def test_a_chore_that_failed_is_not_counted(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("groups.actions.retention.expire", lambda space, before: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tasks.let_words_go()
    assert not LetGo.objects.exists()


def test_every_chore_by_the_clock_has_a_count_that_operators_see() -> None:
    current_app.loader.import_default_modules()
    runs = {entry["task"]: current_app.tasks[entry["task"]].run for entry in current_app.conf.beat_schedule.values()}
    uncounted = {name for name, run in runs.items() if not hasattr(run, "__wrapped__")}
    # Those have figures or rows of their own at the operators' desk, or finish what a person asked for.
    assert uncounted == {
        "community.plan_dispatches",
        "community.send_dispatches",
        "community.reap_dispatches",
        "groups.finish_all_words",
        "moderation.check_audit",
    }


def test_a_message_says_when_it_disappears(cast: Cast) -> None:
    Charter.objects.create(group=cast.harbour, version=2, retention_days=30)
    mid = messages.send(cast.ben, cast.talk(cast.harbour).pk, uuid4(), "hello").mid
    page = cast.client(cast.ana).get(f"/g/{cast.harbour.slug}/message/{mid}/").content.decode()
    day = Message.objects.get(pk=mid).created_at + timedelta(days=30)
    assert f"Disappears on {day.day} {day:%B %Y}" in page
