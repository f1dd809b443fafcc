"""The live system is asked whether the rules are kept, and says which is not (trust.md)."""

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from community import audit
from messaging import sealed
from messaging.actions import messages
from moderation import trustchecks
from moderation.actions import erasing
from moderation.models import REGRET, Case, ContactBudget, ContactTouch, Erasure, Export, Sanction
from moderation.owndata import ledger
from tests.cast import Cast
from tests.moderation.casework import reports_, says

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ledger_of_its_own(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


def printed(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def found(*command: str) -> str:
    with pytest.raises(CommandError) as refused:
        call_command(*command)
    return str(refused.value)


def by_hand(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_system_that_keeps_its_rules_says_so(cast: Cast) -> None:
    assert printed("trustcheck").count(": yes.") == 15


def test_each_violation_by_hand_is_named(cast: Cast) -> None:
    audit.record("test.written", actor=None)
    by_hand("SET LOCAL session_replication_role = replica; UPDATE community_auditlogentry SET verb = 'test.other'")
    by_hand("SET LOCAL session_replication_role = origin")
    by_hand("ALTER TABLE moderation_erasure DROP CONSTRAINT erasure_seven_days")
    by_hand("ALTER TABLE moderation_consent DISABLE TRIGGER moderation_consent_stays")
    by_hand("DROP TRIGGER community_profilekey_stays ON community_profilekey")
    mid, old = (
        messages.send(cast.ben, cast.talk(cast.harbour).pk, uuid4(), "x").mid,
        timezone.now() - timedelta(days=32),
    )
    assert mid
    sealed.seal([sealed.OldWords(mid, cast.profile(cast.ben, cast.harbour).pk, 1, "x", old)])
    Export.objects.create(person=cast.ben, ready_at=old, expires_at=old)
    Erasure.objects.create(person=cast.ana, asked_at=old - REGRET, due_at=old)
    ledger.add(cast.dov.pk)
    _more_violations(cast)
    said = found("trustcheck")
    for line in (
        "the audit log is whole: no. entry",
        "erasure_seven_days is missing",
        "moderation_consent_stays on moderation_consent is missing",
        "community_profilekey_stays on community_profilekey is missing",
        "1 sealed versions should be shredded",
        "has expired",
        "is overdue",
        "1 accounts are here again",
        f"group {cast.harbour.pk} holds",
        "contact budget",
        "says no reasons",
        "1 pieces of evidence should be shredded",
    ):
        assert line in said
    assert erasing.open_of(cast.ana), "it looks only"


def test_a_door_that_declares_nothing_is_named(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.moderation.planted"
    assert "the door undeclared declares none" in list(trustchecks.doors())


def _more_violations(cast: Cast) -> None:
    report = reports_(cast.ana, says(cast, cast.ben))
    by_hand("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL session_replication_role = replica")
    by_hand("ALTER TABLE groups_group DROP CONSTRAINT group_not_over_cap")
    by_hand(f"UPDATE groups_group SET size_cap = 2 WHERE id = '{cast.harbour.pk}'")
    year = timezone.now() - timedelta(days=365)
    Case.objects.filter(pk=report.case_id).update(state="decided", decided_at=year)
    profile = cast.profile(cast.ben, cast.harbour)
    Sanction.objects.create(profile=profile, space=profile.space, kind="warning", reason="Be kind.")
    ContactBudget.objects.create(person=cast.ana, brand=cast.brand, most=0)
    ContactTouch.objects.create(person=cast.ana, brand=cast.brand, purpose="news", what=uuid4())
    by_hand("SET LOCAL session_replication_role = origin")


def test_the_audit_log_is_verified_also_against_a_head_seen_earlier(cast: Cast) -> None:
    audit.record("test.written", actor=None)
    shown = str(audit.head())
    audit.record("test.written", actor=None)
    assert printed("audit", "verify", "--head", shown).startswith("whole")
    assert "was shown" in found("audit", "verify", "--head", "999-0123456789abcdef")
    assert "was shown" in found("audit", "verify", "--head", shown.split("-")[0] + "-0000000000000000")
