"""The inbox as its reader sees it: what came, why, and how it stops being new."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community import live
from community.models import Brand, Channel, Dispatch, Person
from community.notifications import clock, inbox, sending, tell
from tests.cast import Cast
from tests.community.bell import ALARM, BELL, ring

pytestmark = pytest.mark.django_db
INBOX = "/inbox/"
State = Dispatch.State


def came(person: Person, at: datetime | None = None, *, brand: Brand | None = None, channel: str = "app") -> Dispatch:
    """Something that has reached this person."""
    moment = at or timezone.now()
    return Dispatch.objects.create(
        kind=BELL.name,
        person=person,
        channel=channel,
        subject=brand.pk if brand else uuid4(),
        due_at=moment,
        send_at=moment,
        useful_until=moment + timedelta(days=1),
        state=State.SENT,
        sent_at=moment,
    )


def text(client: Client, path: str = INBOX) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def shown(page: str) -> list[UUID]:
    return [UUID(found) for found in re.findall(r'formaction="/inbox/([0-9a-f-]{36})/"', page)]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object) -> list[object]:
    """What the open pages of people are told."""
    said: list[object] = []
    monkeypatch.setattr(live, "tell_many", lambda messages: said.extend(messages))
    return said


def test_what_came_stands_there_newest_first_with_why_and_the_way_to_its_switch(cast: Cast) -> None:
    now = timezone.now()
    older, newer = came(cast.ana, now - timedelta(minutes=2)), came(cast.ana, now)
    came(cast.ben)
    page = text(cast.client(cast.ana))
    assert shown(page) == [newer.pk, older.pk]
    assert "It rings" in page
    assert "You get this because you live here." in page
    assert 'href="/me/notifications/#test.bell"' in page


def test_what_is_new_says_so_in_a_word_and_what_was_read_does_not(cast: Cast) -> None:
    came(cast.ana)
    client = cast.client(cast.ana)
    assert text(client).count(">New<") == 1
    inbox.read(cast.ana)
    page = text(client)
    assert len(shown(page)) == 1
    assert ">New<" not in page


def test_following_an_item_marks_it_as_read_and_leads_to_what_it_is_about(cast: Cast) -> None:
    item, other = came(cast.ana), came(cast.ana)
    answer = cast.client(cast.ana).post(f"{INBOX}{item.pk}/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    item.refresh_from_db()
    other.refresh_from_db()
    assert item.read_at is not None
    assert other.read_at is None


def test_looking_ahead_reads_nothing(cast: Cast) -> None:
    item, client = came(cast.ana), cast.client(cast.ana)
    text(client)
    assert client.get(f"{INBOX}{item.pk}/").status_code == 405
    assert inbox.unread(cast.ana) == 1


def test_an_item_of_somebody_else_is_not_there(cast: Cast) -> None:
    item = came(cast.ana)
    assert cast.client(cast.ben).post(f"{INBOX}{item.pk}/").status_code == 404
    assert inbox.unread(cast.ana) == 1


def test_an_item_whose_matter_is_gone_is_left_out_and_leads_back_to_the_inbox(cast: Cast) -> None:
    item, client = came(cast.ana), cast.client(cast.ana)
    Dispatch.objects.update(kind="of.an.older.version")
    assert shown(text(client)) == []
    assert client.post(f"{INBOX}{item.pk}/").headers["Location"] == INBOX
    assert inbox.unread(cast.ana) == 0


def test_a_kind_that_cannot_speak_closes_the_inbox_to_nobody(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def mute(dispatches: object) -> object:
        raise ValueError("no words")

    silent, other = came(cast.ana), came(cast.ana)
    Dispatch.objects.filter(pk=silent.pk).update(kind=ALARM.name)
    monkeypatch.setattr(ALARM, "words", mute)
    assert shown(text(cast.client(cast.ana))) == [other.pk]


def test_all_can_be_read_at_once_also_what_is_not_shown_any_more(cast: Cast) -> None:
    came(cast.ana)
    Dispatch.objects.update(kind="of.an.older.version")
    came(cast.ana)
    client = cast.client(cast.ana)
    assert "Mark all as read" in text(client)
    assert client.post(f"{INBOX}read/").headers["Location"] == INBOX
    assert inbox.unread(cast.ana) == 0
    assert "Mark all as read" not in text(client)


def test_pages_lead_to_older_ones_and_leave_out_none_of_one_moment(cast: Cast) -> None:
    at = timezone.now()
    made = {came(cast.ana, at).pk for _ in range(inbox.PAGE + 3)}
    client = cast.client(cast.ana)
    first = text(client)
    (older,) = re.findall(r'href="(\?after=[0-9a-f-]+)"', first)
    second = text(client, INBOX + older)
    assert "?after=" not in second
    assert len(shown(first)) == inbox.PAGE
    assert {*shown(first), *shown(second)} == made
    assert shown(text(client, f"{INBOX}?after=nothing")) == shown(first)


def test_nobody_pages_through_the_inbox_of_somebody_else(cast: Cast) -> None:
    theirs, mine = came(cast.ben), came(cast.ana, timezone.now() - timedelta(days=1))
    newest = came(cast.ana)
    assert shown(text(cast.client(cast.ana), f"{INBOX}?after={theirs.pk}")) == [newest.pk, mine.pk]


@time_machine.travel(datetime(2026, 3, 29, 10, 30, tzinfo=UTC), tick=False)
def test_days_are_those_of_the_reader_also_when_the_clocks_change(cast: Cast) -> None:
    """In Auckland it is 23:30 on the 29th; what came at 11:30 UTC the day before, came there after midnight."""
    came(cast.ana, datetime(2026, 3, 28, 11, 30, tzinfo=UTC))
    came(cast.ana, datetime(2026, 3, 28, 10, 30, tzinfo=UTC))
    came(cast.ana, datetime(2026, 3, 27, 10, 30, tzinfo=UTC))
    Person.objects.filter(pk=cast.ana.pk).update(time_zone="Pacific/Auckland")
    days = re.findall(r'<h2 id="day-[0-9-]+">([^<]+)<', text(cast.client(cast.ana)))
    assert days == ["Today", "Yesterday", "Friday 27 March"]
    Person.objects.filter(pk=cast.ana.pk).update(time_zone="Europe/Berlin")
    days = re.findall(r'<h2 id="day-[0-9-]+">([^<]+)<', text(cast.client(cast.ana)))
    assert days == ["Yesterday", "Friday 27 March"]


def test_an_empty_inbox_says_what_will_be_there(cast: Cast) -> None:
    page = text(cast.client(cast.eve))
    assert "Nothing has come yet" in page
    assert "Mark all as read" not in page


def test_the_bell_counts_what_is_new_on_every_page_with_the_shell(cast: Cast) -> None:
    client = cast.client(cast.ana)
    assert "data-bell hidden><span data-number>0<" in text(client, "/")
    came(cast.ana)
    for path in ("/", "/me/", INBOX, "/g/harbour-runners/"):
        assert "data-bell><span data-number>1<" in text(client, path), path
    for _ in range(inbox.MOST_COUNTED + 3):
        came(cast.ana)
    assert "data-bell><span data-number>99+<" in text(client, "/")


def test_the_bell_counts_for_who_belongs_nowhere_too(cast: Cast) -> None:
    came(cast.eve)
    assert "data-bell><span data-number>1<" in text(cast.client(cast.eve), "/")


def test_an_inbox_costs_the_same_with_one_item_and_with_thirty(cast: Cast) -> None:
    came(cast.ana)
    client = cast.client(cast.ana)
    text(client)
    with CaptureQueriesContext(connection) as few:
        text(client)
    for _ in range(29):
        came(cast.ana)
    with CaptureQueriesContext(connection) as many:
        assert len(shown(text(client))) == 30
    assert len(many) == len(few)


def test_who_is_there_hears_at_once_how_much_is_new(cast: Cast, told: list[object]) -> None:
    tell(BELL, [ring(cast.ana, cast.brand, clock.now()), ring(cast.ana, cast.other_brand, clock.now())])
    sending.send_due()
    assert (f"person:{cast.ana.pk}", {"frame": {"op": "inbox", "unread": 2}}) in told


def test_reading_tells_what_is_left_and_which_pushes_to_put_away(
    cast: Cast, told: list[object], django_capture_on_commit_callbacks: object
) -> None:
    item = came(cast.ana, brand=cast.brand)
    push = came(cast.ana, brand=cast.brand, channel=Channel.PUSH)
    came(cast.ana)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert inbox.read(cast.ana, [item.pk]) == 1
    frame = {"op": "inbox", "unread": 1, "read": [str(item.pk), str(push.pk)]}
    assert told == [(f"person:{cast.ana.pk}", {"frame": frame})]
    push.refresh_from_db()
    assert push.read_at is not None
