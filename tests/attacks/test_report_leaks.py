"""Whoever was reported, and everybody else, looks for who reported it, on the web and by the API: nothing tells
(trust.md R1, R30)."""

from __future__ import annotations

import json
import logging
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from community.models import Dispatch, Person
from groups.actions import leaving
from messaging.models import Message
from moderation.actions import exporting, reports
from moderation.models import Case, Report, Sanction
from moderation.notifications.cases import DECIDED
from tests.cast import Cast
from tests.moderation.casework import decides, reports_, says
from tests.owndata.conftest import media
from tests.owndata.test_export import opened, ready

__all__ = ["media"]

pytestmark = pytest.mark.django_db
WORDS = "He means me, and it hurts."


@pytest.fixture
def message(cast: Cast) -> Message:
    """Ben's, reported by Nia, decided by Cara."""
    message = says(cast, cast.ben)
    report = reports_(cast.nia, message, words=WORDS)
    decides(cast.cara, report.case, Sanction.Kind.WARNING)
    return message


def marks(cast: Cast) -> list[str]:
    """What would give Nia away, where nothing else of hers stands."""
    report, nia = Report.objects.get(), cast.profile(cast.nia, cast.harbour)
    return [
        *map(str, (report.pk, nia.pk, cast.nia.pk)),
        *(nia.name, cast.nia.email, report.receipt, WORDS),
        report.created_at.isoformat()[:26],
    ]


def clean(cast: Cast, *texts: str) -> None:
    for mark in marks(cast):
        for text in texts:
            assert mark not in text, mark


def seen(client: Client, *doors: str) -> list[str]:
    answers = [client.get(door) for door in doors]
    assert [one.status_code for one in answers] == [200] * len(doors)
    return [one.content.decode() for one in answers]


def test_the_accused_reads_their_decision_and_its_statement_for_who_reported(cast: Cast, message: Message) -> None:
    pk = Sanction.objects.get().pk
    doors = ("/me/decisions/", f"/me/decisions/{pk}/", "/api/v1/me/decisions", f"/api/v1/me/decisions/{pk}")
    pages = seen(cast.client(cast.ben), *doors)
    assert "Be kind to each other." in pages[1] and "Be kind to each other." in pages[3]
    clean(cast, *pages)


def test_the_accused_reads_inbox_looks_and_own_reports_for_who_reported(cast: Cast, message: Message) -> None:
    doors = ("/inbox/", "/api/v1/me/inbox", "/api/v1/me/looks", "/api/v1/me/reports", "/api/v1/review", "/review/")
    clean(cast, *seen(cast.client(cast.ben), *doors))


def test_the_judge_alone_is_told_who_reported(cast: Cast) -> None:
    report = reports_(cast.nia, says(cast, cast.ben), words=WORDS)
    door = f"/api/v1/review/{report.case_id}"
    assert cast.client(cast.cara).get(door).json()["reports"][0]["reporter"]["name"] == "Nia"
    for person in (cast.ben, cast.ana, cast.bea, cast.nia, cast.maya, cast.otto):
        assert cast.client(person).get(door).status_code == 404


def test_whoever_hears_the_appeal_is_not_told_who_reported(cast: Cast, message: Message) -> None:
    ben, pk = cast.client(cast.ben), Sanction.objects.get().pk
    assert ben.post(f"/api/v1/me/decisions/{pk}/appeal", {"words": "No."}, "application/json").status_code == 201
    maya = cast.client(cast.maya)
    (waits,) = maya.get("/api/v1/review").json()["items"]
    clean(cast, *seen(maya, f"/api/v1/review/appeals/{waits['id']}", f"/review/appeals/{waits['id']}/"))


def test_the_letters_to_the_accused_do_not_tell_who_reported(cast: Cast, message: Message) -> None:
    due = list(DECIDED.due(timezone.now(), timezone.now()))
    assert [one.person_id for one in due] == [cast.ben.pk]
    letter = Dispatch(pk=uuid.uuid4(), person=cast.ben, subject=due[0].subject)
    clean(cast, repr(due), repr(DECIDED.words([letter])[letter.pk]))
    assert not Dispatch.objects.filter(person=cast.ben, kind__startswith="report.").exists()


def test_what_the_accused_takes_along_does_not_tell_who_reported(cast: Cast, message: Message, media: Path) -> None:
    data, page = opened(exporting.fetch(cast.ben, ready(cast.ben).pk))
    assert "Be kind to each other." in page
    clean(cast, json.dumps(data, default=str), page)


def test_no_log_names_who_reported(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    message = says(cast, cast.ben)
    caplog.set_level(logging.WARNING, "django.db")
    with caplog.at_level(logging.DEBUG):  # the later one of the two counts for the rest
        logging.getLogger("moderation").debug("down to here")
        assert reported(cast.client(cast.nia), message.pk).status_code == 201
    assert "down to here" in caplog.text
    clean(cast, *(one.getMessage() for one in caplog.records))


def test_a_second_reporter_does_not_learn_that_there_was_a_first_nor_when(cast: Cast) -> None:
    alone, shared = says(cast, cast.ben), says(cast, cast.ben, "Once more.")
    with time_machine.travel(timezone.now() - timedelta(hours=3), tick=False):
        reports_(cast.nia, shared, "threat")
    ana, now = cast.client(cast.ana), timezone.now()
    with time_machine.travel(now, tick=False):
        first, second = (reported(ana, one.pk).json() for one in (alone, shared))
    cases = {one.pk: one.deadline for one in Case.objects.all()}
    assert len(set(cases.values())) == 2, "the cases themselves differ"
    changing = ("id", "receipt", "subject")
    assert [{k: v for k, v in one.items() if k not in changing} for one in (first, second)] == [
        {k: v for k, v in first.items() if k not in changing}
    ] * 2
    pages = [ana.get(f"/me/reports/{one['id']}/").content.decode() for one in (first, second)]
    for deadline in cases.values():
        if deadline < now:
            assert all(f"{timezone.localtime(deadline):%H:%M}" not in page for page in pages)


def reported(client: Client, subject: uuid.UUID, kind: str = "message", **more: Any) -> Any:
    body = {"kind": kind, "subject": str(subject), "category": "unkind", **more}
    return client.post("/api/v1/reports", body, "application/json")


@pytest.mark.parametrize("name", ["eve", "cleo", "pia", "otto", "maya", "dov"])
def test_reporting_tells_a_stranger_nothing_about_what_is_there(cast: Cast, name: str) -> None:
    message, ben = says(cast, cast.ben), cast.profile(cast.ben, cast.harbour)
    report = reports_(cast.ana, message)
    assert reported(cast.client(cast.nia), message.pk).status_code == 201
    client = cast.client(cast.names[name])
    missing = reported(client, uuid.uuid4())
    assert missing.status_code == 404
    things = (("message", message.pk), ("profile", ben.pk), ("group", cast.harbour.pk), ("report", report.pk))
    for kind, pk in things:
        if (name, kind) in (("dov", "group"), ("dov", "profile")):  # who left within thirty days saw these
            continue
        answer = reported(client, pk, kind)
        assert (answer.status_code, answer.content) == (404, missing.content), kind
        assert dict(answer.items()) == dict(missing.items()), kind


def test_one_who_left_learns_nothing_of_what_was_said_since(cast: Cast) -> None:
    old, nia = says(cast, cast.ben), cast.client(cast.nia)
    leaving.leave(cast.place(cast.nia, cast.harbour), words="keep")
    later = says(cast, cast.ben, "After Nia left")
    missing = reported(nia, uuid.uuid4())
    assert (reported(nia, later.pk).status_code, missing.status_code) == (404, 404)
    assert reported(nia, later.pk).content == missing.content
    assert reported(nia, old.pk).status_code == 201


def test_the_report_of_another_is_not_there(cast: Cast) -> None:
    report = reports_(cast.nia, says(cast, cast.ben))
    door, nothing = f"/api/v1/me/reports/{report.pk}", f"/api/v1/me/reports/{uuid.uuid4()}"
    assert cast.client(cast.nia).get(door).json()["receipt"] == report.receipt
    people: list[Person] = [cast.ben, cast.ana, cast.cara, cast.maya, cast.olga, cast.dov, cast.pia]
    for person in people:
        client = cast.client(person)
        answer, missing = client.get(door), client.get(nothing)
        assert (answer.status_code, answer.content) == (404, missing.content)


def test_one_rate_counts_the_web_and_the_api_together(cast: Cast) -> None:
    client = cast.client(cast.nia)
    for n in range(reports.MOST_AN_HOUR):
        message = says(cast, cast.ben, f"Number {n}")
        if n % 2:
            assert reported(client, message.pk).status_code == 201
        else:
            assert client.post(f"/report/message/{message.pk}/", {"category": "unkind"}).status_code == 302
    last = says(cast, cast.ben, "One more")
    assert reported(client, last.pk).json()["code"] == "rate_limited"
    assert client.post(f"/report/message/{last.pk}/", {"category": "unkind"}).status_code == 422
    assert Report.objects.count() == reports.MOST_AN_HOUR
