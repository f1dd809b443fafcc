"""Statements of reasons against the fields of the EU DSA transparency database, kept here as a schema and golden files
(trust.md R36). `SNUG_GOLDEN=write` writes the files anew; they are looked at before they are kept."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from jsonschema import Draft202012Validator

from moderation import statements
from moderation.models import TIMED, Category, Sanction

HERE = Path(__file__).parent / "statements"
SCHEMA = Draft202012Validator(json.loads((HERE / "schema.json").read_text()))
AT = datetime(2026, 5, 21, 20, 12, tzinfo=UTC)
KINDS = list(Sanction.Kind)


def statement(kind: str, category: str = Category.UNKIND, *, reported: bool = True) -> dict[str, Any]:
    """As it is written for a sanction of this kind."""
    sanction = Sanction(
        pk=UUID(int=7),
        kind=kind,
        reason="This was unkind to a person. Please say it differently.",
        created_at=AT,
        ends_at=AT + timedelta(days=3) if kind in TIMED else None,
    )
    return statements.fields_of(sanction, category, AT.date(), reported=reported)


def faults(fields: dict[str, Any]) -> Iterator[str]:
    return (error.message for error in SCHEMA.iter_errors(fields))


@pytest.mark.parametrize("kind", KINDS)
def test_each_step_has_the_statement_that_was_agreed_on(kind: str) -> None:
    path = HERE / f"{kind}.json"
    written = json.dumps(statement(kind), indent=2) + "\n"
    if os.environ.get("SNUG_GOLDEN") == "write":
        path.write_text(written)
    assert path.read_text() == written
    assert list(faults(json.loads(written))) == []


@pytest.mark.parametrize("category", list(Category))
def test_every_category_has_its_place_in_the_schema(category: str) -> None:
    assert list(faults(statement(Sanction.Kind.WARNING, category, reported=False))) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"decision_provision": None, "decision_visibility": []}, "[] should be non-empty"),
        ({"category": "STATEMENT_CATEGORY_UNKIND"}, "is not one of"),
        ({"decision_facts": ""}, "should be non-empty"),
        ({"application_date": "yesterday"}, "does not match"),
        ({"email": "ben@example.org"}, "Additional properties"),
    ],
)
def test_the_schema_finds_what_is_wrong(change: dict[str, Any], fault: str) -> None:
    fields = {key: value for key, value in (statement(Sanction.Kind.MUTE) | change).items() if value is not None}
    assert any(fault in one for one in faults(fields)), list(faults(fields))
