"""After a restore no client may go on from numbers that may have been used for something else."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from messaging.models import LogEpoch
from messaging.realtime import readers

pytestmark = pytest.mark.django_db


def test_a_restored_database_has_a_log_of_another_name(capsys: pytest.CaptureFixture[str]) -> None:
    former = readers.epoch()
    assert readers.epoch() == former
    for _ in range(2):
        call_command("restore")
        assert readers.epoch() != former
        former = readers.epoch()
    assert LogEpoch.objects.count() == 1
    assert "another name" in capsys.readouterr().out


def test_it_is_there_also_where_the_row_was_lost() -> None:
    LogEpoch.objects.all().delete()
    former = readers.epoch()
    call_command("restore")
    assert readers.epoch() != former
