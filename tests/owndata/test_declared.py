"""Every column of every table is named: as one that says something about a person, or as one that does not (R42)."""

from io import StringIO
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.utils.html import escape

from community.models import Tick
from community.personal import all_tables, declaring, faults
from tests.cast import Cast


def test_every_column_is_declared_once() -> None:
    assert list(faults()) == []


def test_the_build_fails_for_a_column_nobody_declared_and_for_one_that_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(declaring, "_tables", {})
    assert list(faults([Tick])) == ["community.Tick is not declared"]
    declaring.declare(Tick, "A diary", but="name mood mood")
    assert list(faults([Tick])) == [
        "community.Tick.at is not declared",
        "community.Tick.mood is declared and not there",
        "community.Tick.mood is declared twice",
    ]


@pytest.mark.django_db
def test_no_table_stands_beside_the_declared_ones() -> None:
    """What a library keeps without a model would be seen here: only Django's list of migrations."""
    declared = {table.model._meta.db_table for table in declaring._tables.values()}
    assert set(connection.introspection.table_names()) - declared == {"django_migrations"}


def test_what_is_about_a_person_can_be_found_by_the_person(cast: Cast) -> None:
    found = {table.name: table.rows(cast.ana).count() for table in all_tables()}
    assert found["community.profile"] == found["groups.membership"] == found["community.person"] == 1
    assert found["messaging.participant"] == 2
    assert {one.name for one in all_tables() if not one.of} == {
        *("community.auditlogentry", "community.brand", "moderation.ban"),
        "groups.quietvote",
        Session._meta.label_lower,
    }


def test_the_document_is_what_is_declared() -> None:
    printed = StringIO()
    call_command("privacy", stdout=printed)
    written = (Path(__file__).parents[2] / "docs" / "privacy.md").read_text()
    assert printed.getvalue() == written, "run: manage.py privacy > docs/privacy.md"


def test_one_reads_at_me_what_is_kept(cast: Cast) -> None:
    client = cast.client(cast.ana)
    assert "/me/kept/" in client.get("/me/").content.decode()
    page = client.get("/me/kept/").content.decode()
    for table in all_tables():
        assert escape(str(table.what)) in page, table.name
    assert "7 days after the event" in page
