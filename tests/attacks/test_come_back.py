"""What comes back after it was out of sight, and brings something along that has gone meanwhile (trust.md R29, R42)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from groups.actions import leaving
from messaging.models import Message
from moderation import tasks
from moderation.actions import decisions, erasing
from moderation.actions.decisions import Ruling, Step
from moderation.models import Case, Erasure
from moderation.models.owndata import REGRET
from tests.cast import Cast, join, make_people
from tests.messaging.media_room import app_of, say, uploaded
from tests.moderation.casework import decides, let_in, now_in, reports_, reviewer, says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rates")]
WORDS = "@Ana and @Ben, who brings the lamp? @Ana does"


@pytest.fixture(autouse=True)
def _root(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def is_erased(cast: Cast, _run_all: Any) -> None:
    asked, _token = erasing.ask(cast.ana)
    past = timezone.now() - REGRET - timedelta(seconds=1)
    Erasure.objects.filter(pk=asked.pk).update(asked_at=past, due_at=past + REGRET)
    tasks.carry_out_erasures()


def leaves_unnamed(cast: Cast, run_all: Any) -> None:
    with run_all(execute=True):
        leaving.leave(cast.place(cast.ana, cast.harbour), words="anonymise")


def out_of_sight(cast: Cast) -> tuple[Message, Case]:
    """Three from two branches report it."""
    people = make_people(["kim", "lee", "max"])
    for person in people:
        join(person, cast.harbour)
    let_in(cast, people[0], by=cast.nia)
    said = says(cast, cast.cara, WORDS)
    case = [reports_(person, said).case for person in people][-1]
    assert now_in(case).held_at is not None and "Ana" not in Message.objects.get(pk=said.pk).body, "the precondition"
    return said, case


@pytest.mark.parametrize("goes", [is_erased, leaves_unnamed])
def test_words_that_come_back_name_nobody_who_has_gone(
    cast: Cast, goes: Any, django_capture_on_commit_callbacks: Any
) -> None:
    said, case = out_of_sight(cast)
    goes(cast, django_capture_on_commit_callbacks)
    decides(reviewer(cast, cast.eve), case)
    back = Message.objects.get(pk=said.pk)
    assert (back.hidden_at, back.body) == (None, "@… and @Ben, who brings the lamp? @… does")
    shown = cast.client(cast.ben).get("/g/harbour-runners/").content.decode()
    assert "who brings the lamp?" in shown and "@Ana" not in shown


def test_words_that_come_back_name_whoever_is_there_still(cast: Cast) -> None:
    said, case = out_of_sight(cast)
    decides(reviewer(cast, cast.eve), case)
    assert Message.objects.get(pk=said.pk).body == WORDS


def test_a_picture_that_was_barred_is_not_sent_from_what_lies_ready(cast: Cast) -> None:
    """Sent in twice before: the second copy waits for the day on which the first is removed."""
    talk, ben = cast.talk(cast.harbour), app_of(cast.ben)
    first, ready = (uploaded(ben, talk) for _ in range(2))
    assert say(ben, talk, [first]).status_code == 201
    case = reports_(cast.ana, Message.objects.get(media=first)).case
    Case.objects.filter(pk=case.pk).update(escalated_at=timezone.now())
    judge = reviewer(cast, cast.olga)
    ruling = Ruling([Step("remove_item")], "Not here.", bar=True)
    decision = decisions.decide(judge, case.pk, version=now_in(case).version, ruling=ruling)
    refused = say(ben, talk, [ready], "once more")
    assert (refused.status_code, refused.json()["code"]) == (400, "blocked_media")
    assert Message.objects.count() == 1
    decisions.undo(judge, decision.pk)
    assert say(ben, talk, [ready], "once more").status_code == 201, "it was right after all"
