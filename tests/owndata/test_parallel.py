"""Two at the same moment: one export, one fetch, one erasure, one way (trust.md R42)."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from community.models import AccessLogEntry
from messaging.models import RoomEvent
from moderation.actions import erasing, exporting
from moderation.models import REGRET, Erasure, Export
from moderation.owndata import ledger
from tests.cast import Cast
from tests.groups.parallel import at_once
from tests.owndata.traces import MARKS, in_the_database, live_a_little

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_at_once_exactly_one_happens(cast: Cast, media: Path) -> None:
    ana = live_a_little(cast)
    asked = at_once([lambda: exporting.ask(ana)] * 3)
    assert sorted(type(one).__name__ for one in asked) == ["Conflict", "Conflict", "Export"]
    export = Export.objects.get()
    exporting.make(export.pk)
    fetched = at_once([lambda: exporting.fetch(ana, export.pk)] * 4)
    assert sorted(type(one).__name__ for one in fetched) == ["NotFound"] * 3 + ["bytes"]
    assert AccessLogEntry.objects.count() == 1
    erasing.ask(ana)
    past = timezone.now() - REGRET - timedelta(seconds=1)
    Erasure.objects.update(asked_at=past, due_at=past + REGRET)
    erasure = Erasure.objects.get()
    done = at_once([lambda: erasing.carry_out(erasure.pk)] * 3)
    assert sorted(done) == [False, False, True]
    assert in_the_database(*MARKS, ana.email) == set()
    assert len(ledger.path().read_text().splitlines()) == 1
    assert RoomEvent.objects.filter(kind="member.anon").count() == 2, "told once in each room"
