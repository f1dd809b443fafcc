"""Attempts to have words become something else in a file that somebody opens: formulas, lines, markup."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as live
from django.utils import timezone

from community.models import Brand
from groups.actions import calendars
from moderation.actions import exporting
from moderation.yearly.telling import as_html, as_json
from tests.cast import Cast
from tests.groups.calendars import fetch
from tests.groups.occurrences import answer, make_event, make_occurrence
from tests.moderation.casework import says
from tests.moderation.years import released

pytestmark = pytest.mark.django_db
LONG = "é" * 60
FORMULA = '=HYPERLINK("https://evil.example","x")'
MARKUP = "<script>alert(1)</script>"


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    assert tmp_path == live.MEDIA_ROOT


@pytest.mark.parametrize("start", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1"])
def test_words_that_begin_like_a_formula_stay_words_in_ones_export(cast: Cast, media: None, start: str) -> None:
    says(cast, cast.ana, f"{start} {MARKUP}")
    export = exporting.ask(cast.ana)
    exporting.make(export.pk)
    with zipfile.ZipFile(io.BytesIO(exporting.fetch(cast.ana, export.pk))) as archive:
        assert sorted(archive.namelist()) == ["data.json", "index.html"], "nothing that a spreadsheet opens"
        data, page = json.loads(archive.read("data.json")), archive.read("index.html").decode()
    assert data["tables"]["messaging.message"][0]["body"].startswith(start.strip())
    assert MARKUP not in page and "&lt;script&gt;" in page


@pytest.mark.parametrize("title", [FORMULA, "Run\r\nATTENDEE:mailto:x@evil.example", "Run;X=1,2\\nBEGIN:VALARM", LONG])
def test_a_title_adds_no_line_to_a_calendar(cast: Cast, title: str) -> None:
    run = make_occurrence(cast.harbour, event=make_event(cast.harbour, title=title))
    answer(run, cast.ana)
    lines = fetch(calendars.make(cast.ana)).content.decode().split("\r\n")
    assert any(line.startswith("SUMMARY") for line in lines)
    assert not any(line.startswith(("ATTENDEE", "BEGIN:VALARM", "=", "X=1")) for line in lines)
    assert all(len(line.encode()) <= 75 for line in lines)


def test_a_brands_name_is_no_markup_in_its_year(cast: Cast) -> None:
    report = released(cast, timezone.now().year - 1)
    Brand.objects.filter(pk=cast.brand.pk).update(name=MARKUP)
    report.brand.refresh_from_db()
    assert json.loads(as_json(report))["brand"] == MARKUP
    assert MARKUP not in as_html(report) and "&lt;script&gt;" in as_html(report)
