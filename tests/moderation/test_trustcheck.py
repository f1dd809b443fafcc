"""The live system is asked whether the rules are kept, and says which is not (trust.md)."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as live
from django.core.management import CommandError, call_command
from django.db import transaction

from community import audit
from community.models import Person
from moderation import trust, trustchecks
from moderation.owndata import ledger
from tests.cast import Cast
from tests.emptying import undone_at_last
from tests.moderation.violations import VIOLATIONS, by_hand


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The demo's people and plans, made once; the folder of the ledger."""
    kept = {name: getattr(live, name) for name in ("DEMO", "VAR_DIR", "PUSH_LOCAL_ENDPOINTS")}
    live.DEMO, live.VAR_DIR = True, tmp_path_factory.mktemp("var")
    live.PUSH_LOCAL_ENDPOINTS = [f"{live.SITE_URL}/demo/push/"]
    with undone_at_last(django_db_blocker):
        call_command("seed_demo", "--people", stdout=StringIO())
        yield live.VAR_DIR
    for name, value in kept.items():
        setattr(live, name, value)


@pytest.fixture
def undone(demo: Path) -> Iterator[None]:
    """Whatever is done by hand is undone after the test."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def printed(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def found(*command: str) -> str:
    with pytest.raises(CommandError) as refused:
        call_command(*command)
    assert refused.value.returncode == 1
    return str(refused.value)


def test_the_demo_keeps_its_rules(demo: Path) -> None:
    said = printed("trustcheck").splitlines()
    assert said == [f"{name}: yes." for name in trust.names()] and len(said) >= 20


@pytest.mark.parametrize(("sql", "says"), VIOLATIONS.values(), ids=VIOLATIONS)
def test_a_violation_by_hand_is_named(undone: None, sql: str, says: str) -> None:
    by_hand(sql)
    assert says and says in found("trustcheck")


def test_an_erased_account_that_is_here_again_is_named(undone: None) -> None:
    back = Person.objects.first()
    assert back
    ledger.add(back.pk)
    assert "1 accounts are here again" in found("trustcheck")
    assert Person.objects.filter(pk=back.pk).exists(), "it looks only"


def test_a_door_that_declares_nothing_is_named(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.moderation.planted"
    assert "the door undeclared declares none" in list(trustchecks.doors())


@pytest.mark.django_db
def test_the_audit_log_is_verified_also_against_a_head_seen_earlier(cast: Cast) -> None:
    audit.record("test.written", actor=None)
    shown = str(audit.head())
    audit.record("test.written", actor=None)
    assert printed("audit", "verify", "--head", shown).startswith("whole")
    assert "was shown" in found("audit", "verify", "--head", "999-0123456789abcdef")
    assert "was shown" in found("audit", "verify", "--head", shown.split("-")[0] + "-0000000000000000")
