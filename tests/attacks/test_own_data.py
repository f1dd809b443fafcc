"""Attempts on one's own data: taking another's along, keeping them from going, coming back (trust.md R42, R43)."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from community.models import AccessLogEntry, Person
from messaging.actions import messages
from moderation.actions import erasing, exporting
from moderation.models import Erasure, Export
from moderation.owndata.receipt import lines
from tests.cast import Cast
from tests.moderation.casework import reports_, says
from tests.owndata.conftest import media
from tests.owndata.test_erasure import ask
from tests.owndata.test_export import age, opened, ready

__all__ = ["media"]
pytestmark = pytest.mark.django_db


def test_ben_fetches_ana_s_export_by_its_address(cast: Cast, media: Path) -> None:
    door = f"/me/data/export/{ready(cast.ana).pk}/"
    assert cast.client(cast.ana).get(door).status_code == 200
    for person in (cast.ben, cast.cara, cast.maya, cast.olga):
        client, missing = cast.client(person), f"/me/data/export/{uuid4()}/"
        assert client.get(door).status_code == client.post(door).status_code == 404
        assert client.get(door).content.count(b"404") == client.get(missing).content.count(b"404")
    assert not AccessLogEntry.objects.exists()


def test_somebody_asks_for_the_file_where_media_are(cast: Cast, media: Path) -> None:
    export = ready(cast.ana)
    assert default_storage.exists(f"exports/{export.pk}")
    for door in (f"/media/exports/{export.pk}", f"/static/exports/{export.pk}", f"/exports/{export.pk}"):
        assert cast.client(cast.ana).get(door).status_code == 404


def test_a_copied_file_is_read_without_the_key(cast: Cast, media: Path) -> None:
    messages.send(cast.ana, cast.talk(cast.harbour).pk, uuid4(), "a secret of mine")
    export = ready(cast.ana)
    raw = (media / "exports" / str(export.pk)).read_bytes()
    assert b"PK" not in raw[:4] and b"secret" not in raw
    assert "a secret of mine" in opened(exporting.fetch(cast.ana, export.pk))[1]


def test_a_former_member_takes_along_what_was_said_after_they_had_gone(cast: Cast, media: Path) -> None:
    messages.send(cast.ben, cast.talk(cast.harbour).pk, uuid4(), "after Dov had gone")
    data, page = opened(exporting.fetch(cast.dov, ready(cast.dov).pk))
    assert data["tables"]["community.profile"], "there is something of theirs"
    assert "after Dov had gone" not in str(data) + page


def test_whoever_finds_the_phone_open_erases_its_owner(cast: Cast, media: Path) -> None:
    client = cast.client(cast.ana)
    age(client)
    assert client.get("/me/data/").status_code == 200
    assert client.post("/me/data/erase/").headers["Location"].startswith("/me/again/")
    assert cast.api(cast.ana).get("/api/v1/me/erasure").json() == []


def test_ben_keeps_ana_from_going(cast: Cast, media: Path) -> None:
    erasing.ask(cast.ana)
    cast.client(cast.ben).post("/me/data/keep/")
    cast.api(cast.ben).delete("/api/v1/me/erasure")
    Client().post(f"/erasure/{'x' * 32}/")
    assert Erasure.objects.get(person=cast.ana).cancelled_at is None


def test_a_clock_that_runs_ahead_erases_before_the_seven_days(cast: Cast, media: Path) -> None:
    asked, _token = erasing.ask(cast.ana)
    assert not erasing.carry_out(asked.pk)
    for wrong in ({"due_at": timezone.now()}, {"begun_at": timezone.now()}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Erasure.objects.filter(pk=asked.pk).update(**wrong)
    assert Person.objects.get(pk=cast.ana.pk).is_active


def test_who_is_gone_goes_on_with_a_session_and_an_app_of_before(cast: Cast, media: Path) -> None:
    page, app = cast.client(cast.ana), cast.api(cast.ana)
    assert page.get("/me/").status_code == app.get("/api/v1/me").status_code == 200
    erasing.carry_out(ask(cast.ana)[0].pk)
    assert page.get("/me/").status_code == 302
    assert app.get("/api/v1/me").status_code == 401


def test_the_accused_reads_in_the_receipt_that_somebody_had_reported_them(cast: Cast, media: Path) -> None:
    said, receipts = says(cast, cast.ana), []
    for reported in (False, True):
        point = transaction.savepoint()
        assert not reported or reports_(cast.ben, said)
        asked, token = ask(cast.ana)
        assert erasing.carry_out(asked.pk)
        receipts.append([(str(line.what), line.number) for line in lines(erasing.load(token))])
        transaction.savepoint_rollback(point)
    assert receipts[0] == receipts[1] and ("Your messages", 1) in receipts[0]


def test_a_receipt_is_rewritten(cast: Cast, media: Path) -> None:
    asked, _token = ask(cast.ana)
    erasing.carry_out(asked.pk)
    changes: tuple[dict[str, Any], ...] = ({"went": {}}, {"done_at": None}, {"person": cast.ben})
    for wrong in changes:
        with pytest.raises(DatabaseError, match="never back"), transaction.atomic():
            Erasure.objects.filter(pk=asked.pk).update(**wrong)


def test_an_export_is_marked_as_fetched_too_late_or_twice_open(cast: Cast, media: Path) -> None:
    export, now = ready(cast.ana), timezone.now()
    assert export.expires_at is not None
    wrong = {"fetched_at": export.expires_at.replace(year=now.year + 1), "ended_at": now}
    for change in (wrong, {"fetched_at": now}):
        with pytest.raises(DatabaseError, match="export_fetched_in_time"), transaction.atomic():
            Export.objects.filter(pk=export.pk).update(**change)
