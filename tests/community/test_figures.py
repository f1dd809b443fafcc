"""What the operators see of notifications: counts, the doubtful ones first, and nobody they were for."""

from __future__ import annotations

import re

import pytest

from community.models import Dispatch
from community.notifications import figures
from tests.cast import Cast
from tests.community.bell import ALARM, BELL
from tests.community.test_inbox_pages import came

pytestmark = pytest.mark.django_db
PAGE = "/admin/community/dispatch/"


def made(cast: Cast, kind: str, channel: str, **states: int) -> None:
    for state, number in states.items():
        for _ in range(number):
            row = came(cast.ana, channel=channel)
            sent_at = row.sent_at if state == "sent" else None
            Dispatch.objects.filter(pk=row.pk).update(kind=kind, state=state, sent_at=sent_at)


def test_what_nobody_knows_of_and_what_was_refused_comes_first(cast: Cast) -> None:
    made(cast, BELL.name, "mail", sent=4, cancelled=1)
    made(cast, ALARM.name, "mail", unknown=2, failed=1, sent=1)
    found = figures.figures()
    assert (found.unknown, found.failed) == (2, 1)
    assert [state.value for state in figures.STATES][:3] == ["unknown", "failed", "sent"]
    assert [line.counts[:5] for line in found.lines] == [[2, 1, 1, 0, 0], [0, 0, 4, 0, 1]]
    assert set(figures.STATES) == set(Dispatch.State)


def test_only_the_last_thirty_days_count(cast: Cast) -> None:
    made(cast, BELL.name, "mail", unknown=1)
    Dispatch.objects.update(created_at=came(cast.ana).created_at - figures.SINCE)
    assert figures.figures().lines == []


def test_the_desk_shows_counts_and_no_people(cast: Cast) -> None:
    made(cast, BELL.name, "mail", unknown=2, sent=3)
    answer = cast.client(cast.olga).get(PAGE)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "2 mails were handed over and nobody knows whether they arrived." in page
    assert "0 were refused by their providers." in page
    assert page.index("Perhaps sent") < page.index("Refused by the provider") < page.index("No longer true")
    assert "ana@example.org" not in page
    for row in Dispatch.objects.all():
        assert str(row.pk) not in page
        assert str(row.subject) not in page
    assert re.search(r'href="/admin/community/dispatch/"', cast.client(cast.olga).get("/admin/").content.decode())


def test_there_is_no_page_of_a_single_one_and_none_for_others(cast: Cast) -> None:
    row = came(cast.ana)
    olga = cast.client(cast.olga)
    assert olga.get(PAGE).status_code == 200
    for path in (f"{row.pk}/", f"{row.pk}/change/", f"{row.pk}/delete/", f"{row.pk}/history/", "add/"):
        assert olga.get(PAGE + path).status_code == 404, path
    for person in (cast.ana, cast.cara, cast.maya):
        assert cast.client(person).get(PAGE).status_code in (403, 404)
