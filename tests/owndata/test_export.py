"""Taking everything along: once, by oneself alone, with nobody else's words or name in it (trust.md R42, R43)."""

import io
import json
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from community.actions import proving
from community.errors import Conflict, NotFound
from community.models import AccessLogEntry, AuditLogEntry, Dispatch, Person
from groups.models import Attendance
from messaging.actions import messages
from moderation import tasks
from moderation.actions import exporting
from moderation.models import Export
from tests.cast import Cast
from tests.groups.occurrences import answer, make_occurrence

pytestmark = pytest.mark.django_db


def ready(person: Person) -> Export:
    export = exporting.ask(person)
    assert exporting.make(export.pk)
    export.refresh_from_db()
    return export


def opened(packed: bytes) -> tuple[dict[str, Any], str]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert sorted(archive.namelist()) == ["data.json", "index.html"]
        return json.loads(archive.read("data.json")), archive.read("index.html").decode()


def age(client: Client) -> None:
    """Signed in long enough ago that it proves nothing any more."""
    session = client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [{**one, "at": one["at"] - proving.FRESH_S} for one in records]
    session.save()


def test_it_holds_one_s_own_words_and_answers_and_nobody_else_s(cast: Cast, media: Path) -> None:
    talk = cast.talk(cast.harbour)
    messages.send(cast.ana, talk.pk, uuid4(), "=1+1 <b>mine</b>")
    messages.send(cast.ben, talk.pk, uuid4(), "a word of Ben's")
    run = make_occurrence(cast.harbour)
    answer(run, cast.ana)
    ana, ben, cara = (cast.profile(one, cast.harbour) for one in (cast.ana, cast.ben, cast.cara))
    now = timezone.now()
    for ticker, ticked in ((cara, ana), (cara, ben)):
        Attendance.objects.create(occurrence=run, profile=ticked, there=True, ticked_at=now, ticked_by=ticker)
    data, page = opened(exporting.fetch(cast.ana, ready(cast.ana).pk))
    assert data["account"] == cast.ana.email
    said = data["tables"]["messaging.message"]
    assert [(one["room"], one["actor"], one["body"]) for one in said] == [
        ("Harbour Runners, Talk", ana.name, "=1+1 <b>mine</b>")
    ]
    assert data["tables"]["groups.rsvp"][0]["occurrence"].startswith(run.title)
    (ticked,) = data["tables"]["groups.attendance"]
    assert (ticked["profile"], ticked["ticked_by"]) == (ana.name, "person 1")
    assert "=1+1 &lt;b&gt;mine&lt;/b&gt;" in page
    assert "+00:00" in json.dumps(data) and "+00:00" not in page and " UTC</dd>" in page
    for text in (json.dumps(data), page):
        assert "a word of Ben's" not in text
        assert not re.search(r"\b(Ben|Cara)\b", text)
        assert str(cara.pk) not in text and cast.ben.email not in text


def test_it_holds_no_key_that_opens_something(cast: Cast, media: Path) -> None:
    client = cast.client(cast.ana)
    data, page = opened(exporting.fetch(cast.ana, ready(cast.ana).pk))
    assert client.session.session_key not in json.dumps(data) + page
    assert not any("token_hash" in row or "session_key" in row for rows in data["tables"].values() for row in rows)


def test_it_is_fetched_once_and_on_record_before_it_is_served(cast: Cast, media: Path) -> None:
    export = ready(cast.ana)
    (file,) = media.rglob(str(export.pk))
    assert b"Harbour Runners" not in file.read_bytes()
    with pytest.raises(NotFound):
        exporting.fetch(cast.ben, export.pk)
    assert exporting.fetch(cast.ana, export.pk)
    looked = AccessLogEntry.objects.get(subject=cast.profile(cast.ana, cast.harbour).pk)
    assert (looked.viewer, looked.role) == (cast.ana.pk, "self")
    assert AuditLogEntry.objects.filter(verb="export.fetched", actor=cast.ana.pk).count() == 1
    with pytest.raises(NotFound):
        exporting.fetch(cast.ana, export.pk)
    assert AccessLogEntry.objects.count() == 1


def test_a_file_that_cannot_be_read_leaves_it_to_be_fetched_again(cast: Cast, media: Path) -> None:
    export = ready(cast.ana)
    (file,) = media.rglob(str(export.pk))
    kept = file.rename(file.with_suffix(".away"))
    with pytest.raises(FileNotFoundError):
        exporting.fetch(cast.ana, export.pk)
    assert not AccessLogEntry.objects.exists()
    kept.rename(file)
    assert exporting.fetch(cast.ana, export.pk)


def test_there_is_one_at_a_time_and_three_a_day(cast: Cast, media: Path) -> None:
    for _ in range(3):
        export = ready(cast.ana)
        with pytest.raises(Conflict) as refused:
            exporting.ask(cast.ana)
        assert refused.value.code == "export_open"
        exporting.fetch(cast.ana, export.pk)
    with pytest.raises(Exception, match="rate_limited"):
        exporting.ask(cast.ana)
    with pytest.raises(IntegrityError, match="export_one_at_a_time"), transaction.atomic():
        Export.objects.bulk_create([Export(person=cast.ben), Export(person=cast.ben)])


def test_after_72_hours_it_is_gone(cast: Cast, media: Path, django_capture_on_commit_callbacks: Any) -> None:
    export = ready(cast.ana)
    assert export.expires_at is not None and export.ready_at is not None
    assert export.expires_at - export.ready_at == timedelta(hours=72)
    past = timezone.now() - timedelta(minutes=1)
    Export.objects.update(ready_at=past - exporting.LASTS, expires_at=past)
    with pytest.raises(NotFound):
        exporting.fetch(cast.ana, export.pk)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.tend_exports()
    assert not list(media.rglob(str(export.pk)))
    assert exporting.open_of(cast.ana) is None


def test_what_a_stopped_worker_left_is_made_by_the_clock(cast: Cast, media: Path) -> None:
    export = exporting.ask(cast.ana)
    long_ago = timezone.now() - timedelta(minutes=10)
    Export.objects.update(asked_at=long_ago, held_until=timezone.now() + timedelta(minutes=1))
    tasks.tend_exports()
    assert Export.objects.get().ready_at is None, "a worker is at it"
    Export.objects.update(held_until=long_ago)
    tasks.tend_exports()
    assert Export.objects.get(pk=export.pk).ready_at is not None
    assert not exporting.make(export.pk)
    assert set(Dispatch.objects.filter(kind="data.export_ready").values_list("person", flat=True)) == {cast.ana.pk}


def test_the_pages_lead_from_asking_to_the_file(
    cast: Cast, media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    client = cast.client(cast.ana)
    assert "/me/data/" in client.get("/me/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/me/data/export/").status_code == 302
    export = Export.objects.get()
    assert f"/me/data/export/{export.pk}/" in client.get("/me/data/").content.decode()
    assert client.get(f"/me/data/export/{export.pk}/").status_code == 200
    assert exporting.open_of(cast.ana) == export, "looking spends nothing"
    answered = client.post(f"/me/data/export/{export.pk}/")
    assert answered["Cache-Control"] == "private, no-store"
    assert opened(answered.content)[0]["account"] == cast.ana.email
    assert client.post(f"/me/data/export/{export.pk}/").status_code == 404


def test_whoever_finds_the_phone_open_must_have_the_mail_as_well(
    cast: Cast, media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    export, client = ready(cast.ana), cast.client(cast.ana)
    age(client)
    fetch = f"/me/data/export/{export.pk}/"
    for answered in (client.get(fetch), client.post(fetch), client.post("/me/data/export/")):
        assert answered.headers["Location"].startswith("/me/again/")
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/me/again/", {"next": fetch, "send": "1"})
    (code,) = re.findall(r"^\s*(\d{6})\s*$", str(mail.outbox[-1].body), re.MULTILINE)
    wrong = "000000" if code != "000000" else "111111"
    assert client.post("/me/again/", {"next": fetch, "code": wrong}).status_code == 200
    assert client.post(fetch).status_code == 302
    assert client.post("/me/again/", {"next": fetch, "code": code}).headers["Location"] == fetch
    assert client.post(fetch).status_code == 200


def test_three_wrong_codes_end_a_code(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    client = cast.client(cast.ana)
    age(client)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/me/again/", {"send": "1"})
    (code,) = re.findall(r"^\s*(\d{6})\s*$", str(mail.outbox[-1].body), re.MULTILINE)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(3):
        client.post("/me/again/", {"code": wrong})
    client.post("/me/again/", {"code": code})
    assert not proving.is_fresh(cast.ana, client.session)
