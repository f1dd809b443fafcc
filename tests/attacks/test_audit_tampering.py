"""Whoever has the database in hand can change the audit log, but not unseen (trust.md R43)."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from community import audit
from community.models import AuditLogEntry
from moderation.actions.audits import check
from moderation.models import AuditCheck
from tests.cast import Cast
from tests.community.test_audit import tamper, write
from tests.groups.pages import text

pytestmark = pytest.mark.django_db
TRUST = "/g/harbour-runners/trust/"


@pytest.fixture(autouse=True)
def five_acts(cast: Cast) -> None:
    """Five acts, walked through at night and found whole."""
    write(5)
    check()
    assert verified() == f"whole, 5 entries, its end is {audit.head()}"


def verified(head: str = "") -> str:
    out = StringIO()
    call_command("audit", "verify", *(["--head", head] if head else []), stdout=out)
    return out.getvalue().strip()


def found(head: str = "") -> str:
    """What the command says, and the night's walk with it."""
    with pytest.raises(CommandError) as refusal:
        verified(head)
    check()
    assert AuditCheck.objects.latest_first()[0].faults != []
    return str(refusal.value)


def test_an_entry_that_was_changed_is_named() -> None:
    tamper("UPDATE community_auditlogentry SET actor = gen_random_uuid() WHERE seq = 3")
    assert found() == "entry 3 (test.written) does not fit the one before it"


def test_an_entry_that_was_taken_out_is_missed() -> None:
    tamper("DELETE FROM community_auditlogentry WHERE seq = 3")
    assert "entries 3 to 3 are missing" in found()


def test_the_beginning_cannot_be_cut_off() -> None:
    tamper("DELETE FROM community_auditlogentry WHERE seq <= 2")
    assert "entries 1 to 2 are missing" in found()


def test_the_end_cannot_be_cut_off_since_the_last_night_saw_it() -> None:
    tamper("DELETE FROM community_auditlogentry WHERE seq >= 4")
    assert found() == "the chain ends at 3, but 5 was shown"


def test_the_whole_log_cannot_be_emptied() -> None:
    tamper("DELETE FROM community_auditlogentry")
    assert found() == "the chain ends at 0, but 5 was shown"


def test_an_end_that_was_cut_off_and_written_anew_is_not_the_one_that_was_shown() -> None:
    tamper("DELETE FROM community_auditlogentry WHERE seq >= 4")
    write(3)
    assert "entry 5 is not the one that was shown" in found()


def test_an_entry_put_in_at_the_end_has_no_mark_of_ours() -> None:
    tamper("INSERT INTO community_auditlogentry (seq, verb, data, created_at, mac) VALUES (6, 'a.b', '{}', now(), '')")
    assert found() == "entry 6 (a.b) does not fit the one before it"


def test_an_entry_put_in_before_the_first_is_seen() -> None:
    tamper("INSERT INTO community_auditlogentry (seq, verb, data, created_at, mac) VALUES (0, 'a.b', '{}', now(), '')")
    assert found() != ""


def test_a_copied_entry_does_not_fit_at_another_place() -> None:
    tamper(
        "INSERT INTO community_auditlogentry SELECT 6, actor, verb, brand, subject, data, created_at, mac"
        " FROM community_auditlogentry WHERE seq = 5"
    )
    assert found() == "entry 6 (test.written) does not fit the one before it"


def test_who_forgets_the_nights_walks_as_well_is_found_by_what_a_member_kept(cast: Cast) -> None:
    kept = str(audit.head())
    assert kept in text(cast.client(cast.ana), TRUST), "the trust page shows it to whoever wants to keep it"
    tamper("DELETE FROM community_auditlogentry WHERE seq >= 4")
    tamper("DELETE FROM moderation_auditcheck")
    assert verified() != "", "whole in itself"
    with pytest.raises(CommandError, match="the chain ends at 3, but 5 was shown"):
        verified(kept)


def test_the_nights_walks_can_be_neither_changed_nor_removed_nor_emptied() -> None:
    for sql in ("UPDATE {} SET faults = '[]'", "DELETE FROM {}", "TRUNCATE {}"):
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql.format("moderation_auditcheck"))
    assert AuditCheck.objects.count() == 1 and AuditLogEntry.objects.count() == 5


def test_what_was_found_stands_on_the_trust_page_and_at_the_operators_desk(cast: Cast) -> None:
    desk = "/admin/moderation/auditcheck/"
    assert "Whole at the last check" in text(cast.client(cast.ana), TRUST)
    assert ">whole<" in text(cast.client(cast.olga), desk)
    tamper("UPDATE community_auditlogentry SET verb = 'test.other' WHERE seq = 2")
    check()
    assert "Not whole at the last check" in text(cast.client(cast.ana), TRUST)
    assert "entry 2 (test.other) does not fit the one before it" in text(cast.client(cast.olga), desk)
    assert cast.client(cast.maya).get(desk).status_code in (302, 404)


@pytest.mark.parametrize("head", ["5", "x-0123456789abcdef", "5-0123", "5-zzzzzzzzzzzzzzzz"])
def test_a_line_that_no_page_has_shown_is_refused(head: str) -> None:
    with pytest.raises(CommandError, match="is no end of a chain"):
        verified(head)
