"""What somebody has chosen in polls, in the words that they chose (docs/decisions/0032)."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.models import Person
from community.personal import all_tables
from community.personal.telling import Telling
from messaging.actions import messages
from messaging.polling import Asked
from messaging.ports import find_message
from moderation.actions import exporting
from tests.cast import Cast
from tests.owndata.test_export import opened, ready

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rates")]
DAYS = ("On Tuesday", "On Wednesday", "On Thursday")
VOTES = "messaging.pollvote"


def asks(cast: Cast, options: tuple[str, ...] = DAYS, *, secret: bool = False) -> UUID:
    soon = timezone.now() + timedelta(hours=1) if secret else None
    asked = Asked(options, multiple=True, secret=secret, closes_at=soon)
    mid = messages.send(cast.ben, cast.talk(cast.harbour).pk, uuid4(), "Which of Ben's days?", poll=asked).mid
    assert mid
    return mid


def votes(cast: Cast, person: Person, mid: UUID, *choices: int) -> None:
    messages.vote(person, cast.talk(cast.harbour).pk, mid, uuid4(), choices)


def told(person: Person) -> list[dict[str, Any]]:
    (table,) = (one for one in all_tables() if one.name == VOTES)
    return Telling(person).rows(table)


def test_one_reads_what_one_chose_and_not_what_else_there_was(cast: Cast, media: Path) -> None:
    mid = asks(cast)
    votes(cast, cast.ana, mid, 0, 2)
    votes(cast, cast.ben, mid, 1)
    data, page = opened(exporting.fetch(cast.ana, ready(cast.ana).pk))
    (row,) = data["tables"][VOTES]
    assert (row["choices"], row["chosen"]) == ([0, 2], ["On Tuesday", "On Thursday"])
    assert "On Tuesday" in page and "On Thursday" in page
    for text in (json.dumps(data), page):
        assert "On Wednesday" not in text and "Which of" not in text


def test_of_a_secret_poll_nothing_is_known(cast: Cast, media: Path) -> None:
    votes(cast, cast.ana, asks(cast, secret=True), 1)
    data, page = opened(exporting.fetch(cast.ana, ready(cast.ana).pk))
    assert data["tables"][VOTES] == [] and len(data["tables"]["messaging.pollballot"]) == 1
    assert not any(day in json.dumps(data) + page for day in DAYS)


def test_what_is_out_of_sight_is_out_of_sight_here_too(cast: Cast) -> None:
    mid = asks(cast)
    votes(cast, cast.ana, mid, 1)
    assert [row["chosen"] for row in told(cast.ana)] == [["On Wednesday"]]
    kept = find_message(mid).hide()
    assert [(row["choices"], row["chosen"]) for row in told(cast.ana)] == [([1], None)]
    assert kept
    find_message(mid).restore(kept)
    assert [row["chosen"] for row in told(cast.ana)] == [["On Wednesday"]]


def test_the_words_cost_one_statement_however_often_one_has_voted(cast: Cast) -> None:
    counts = []
    for _ in range(3):
        votes(cast, cast.ana, asks(cast), 1)
        with CaptureQueriesContext(connection) as asked:
            rows = told(cast.ana)
        counts.append((len(rows), len(asked)))
    assert counts == [(1, 3), (2, 3), (3, 3)]
