"""The ZIP that one takes along: the same twice, for programs (`data.json`) and for people (`index.html`)."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils import translation

from community.dates import date_format
from community.models import Person
from community.personal import all_tables
from community.personal.telling import Telling

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00")


class Part(NamedTuple):
    """One table: its name, what it is in words, and its rows."""

    table: str
    what: str
    rows: list[dict[str, Any]]


def gather(telling: Telling, note: Callable[[int, int], None]) -> list[Part]:
    """All that is declared as given, in the person's language; `note` hears how many tables of how many are done."""
    tables = [table for table in all_tables() if table.of]
    parts = []
    with translation.override(telling.person.language):
        for number, table in enumerate(tables, start=1):
            parts.append(Part(table.name, str(table.what), telling.rows(table)))
            note(number, len(tables))
    return parts


def pack(parts: list[Part], person: Person, made_at: datetime) -> bytes:
    """The ZIP. No spreadsheets: a cell that begins with `=` is text here and stays so."""
    data = {"account": person.email, "made_at": made_at.isoformat(), "tables": {one.table: one.rows for one in parts}}
    with translation.override(person.language):
        bidi = translation.get_language_bidi()
        page = render_to_string(
            "moderation/owndata/archive.html",
            {
                "parts": [one._replace(rows=list(map(_read, one.rows))) for one in parts],
                "person": person,
                "made_at": made_at,
                "direction": "rtl" if bidi else "ltr",
            },
        )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=1))
        archive.writestr("index.html", page)
        for table in all_tables():
            for name, file in table.files(person) if table.files else ():
                archive.writestr(f"files/{name}", file, zipfile.ZIP_STORED)
    return packed.getvalue()


def _read(row: dict[str, Any]) -> dict[str, Any]:
    """For people: moments as a calendar has them."""
    return {name: _moment(value) if isinstance(value, str) else value for name, value in row.items()}


def _moment(value: str) -> str:
    if not _MOMENT.fullmatch(value):
        return value
    return f"{date_format(datetime.fromisoformat(value), 'j F Y, H:i')} UTC"
