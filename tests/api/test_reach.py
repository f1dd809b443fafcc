"""The inbox and the switches for apps: what the page does, in JSON, for oneself alone."""

from __future__ import annotations

from typing import Any

import pytest

from community.actions import reach
from community.models import Person, Preference
from community.notifications import inbox
from tests.api.conftest import documented
from tests.api.documented import Documented
from tests.cast import Cast
from tests.community.bell import ALARM
from tests.community.test_inbox_pages import came

pytestmark = pytest.mark.django_db
INBOX = "/api/v1/me/inbox"
SWITCHES = "/api/v1/me/notifications"


def posted(client: Documented, body: dict[str, Any], status: int = 200) -> dict[str, Any]:
    answer = client.post(f"{INBOX}/read", body, format="json")
    assert answer.status_code == status, answer.content
    return dict(answer.json())


def patched(client: Documented, body: dict[str, Any], status: int = 200) -> dict[str, Any]:
    answer = client.patch(SWITCHES, body, format="json")
    assert answer.status_code == status, answer.content
    return dict(answer.json())


def test_the_inbox_comes_in_pages_that_leave_nothing_out(cast: Cast) -> None:
    made = {str(came(cast.ana).pk) for _ in range(5)}
    came(cast.ben)
    client = documented(cast.ana)
    first = client.get(INBOX, {"limit": 3}).json()
    second = client.get(INBOX, {"limit": 3, "cursor": first["next"]}).json()
    assert (len(first["items"]), len(second["items"]), second["next"]) == (3, 2, None)
    assert {item["id"] for item in [*first["items"], *second["items"]]} == made
    assert first["unread"] == 5


def test_only_what_is_new_can_be_asked_for(cast: Cast) -> None:
    old, new = came(cast.ana), came(cast.ana)
    inbox.read(cast.ana, [old.pk])
    client = documented(cast.ana)
    assert [item["id"] for item in client.get(INBOX, {"unread": "true"}).json()["items"]] == [str(new.pk)]
    assert {item["id"]: item["read"] for item in client.get(INBOX).json()["items"]} == {
        str(new.pk): False,
        str(old.pk): True,
    }


def test_items_and_all_are_marked_as_read_and_twice_is_fine(cast: Cast) -> None:
    items, client = [came(cast.ana) for _ in range(3)], documented(cast.ana)
    foreign = came(cast.ben)
    ids = [str(items[0].pk), str(foreign.pk)]
    assert posted(client, {"ids": ids}) == {"unread": 2}
    assert posted(client, {"ids": ids}) == {"unread": 2}
    assert posted(client, {"all": True}) == {"unread": 0}
    assert inbox.unread(cast.ben) == 1


@pytest.mark.parametrize("body", [{}, {"all": False}, {"ids": [], "all": True}, {"ids": ["x"]}, {"ids": "all"}])
def test_reading_says_which_or_all(cast: Cast, body: dict[str, Any]) -> None:
    came(cast.ana)
    problem = posted(documented(cast.ana), body, 400)
    assert problem["errors"][0]["field"].startswith("ids")
    assert inbox.unread(cast.ana) == 1


def test_the_switches_are_told_as_they_stand(cast: Cast) -> None:
    found = documented(cast.ana).get(SWITCHES).json()
    kinds = {one["kind"]: one for one in found["kinds"]}
    assert kinds["event.reminder"]["modes"] == {"app": "on", "push": "on", "mail": "fallback"}
    assert kinds["message"]["modes"] == {"push": "off", "mail": "off"}
    assert kinds[ALARM.name]["can_switch"] is False
    assert found["quiet_hours"] == {"from": "22:00", "to": "07:00"}
    assert (found["leads"], found["digest"]) == ([1440, 120], False)


def test_what_is_sent_is_changed_and_the_rest_stays(cast: Cast) -> None:
    client = documented(cast.ana)
    found = patched(client, {"modes": {"event.reminder": {"mail": "off"}}, "leads": [60], "digest": True})
    kinds = {one["kind"]: one["modes"] for one in found["kinds"]}
    assert kinds["event.reminder"] == {"app": "on", "push": "on", "mail": "off"}
    assert (found["leads"], found["digest"]) == ([60], True)
    assert found["quiet_hours"] == {"from": "22:00", "to": "07:00"}
    assert client.get(SWITCHES).json() == found


def test_quiet_hours_are_moved_and_taken_away(cast: Cast) -> None:
    client = documented(cast.ana)
    assert patched(client, {"quiet_hours": {"from": "23:30", "to": "06:00"}})["quiet_hours"]["from"] == "23:30"
    assert patched(client, {"quiet_hours": None})["quiet_hours"] is None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"modes": {"no.such": {"mail": "off"}}}, "no.such.mail"),
        ({"modes": {ALARM.name: {"mail": "off"}}}, f"{ALARM.name}.mail"),
        ({"modes": {"event.reminder": {"push": "fallback"}}}, "event.reminder.push"),
        ({"quiet_hours": {"from": "08:00", "to": "07:00"}}, "quiet_to"),
        ({"quiet_hours": {"from": "8 o'clock", "to": "07:00"}}, "quiet_hours.from"),
        ({"quiet_hours": {"from": "22:00\n", "to": "07:00"}}, "quiet_hours.from"),
        ({"quiet_hours": {"from": "22:00", "to": "0\u0667:00"}}, "quiet_hours.to"),
        ({"leads": [1, 2, 3, 4, 5, 6]}, "leads"),
        ({"leads": [0]}, "leads"),
        ({}, ""),
    ],
)
def test_what_cannot_be_is_a_problem_of_its_field_and_changes_nothing(
    cast: Cast, body: dict[str, Any], field: str
) -> None:
    client = documented(cast.ana)
    problem = patched(client, {**body, "digest": True} if body else body, 400)
    assert problem["errors"][0]["field"].startswith(field)
    assert not reach.reach_of(cast.ana).digest
    assert not Preference.objects.exists()


def test_words_come_in_ones_own_language_and_on_ones_own_clock(cast: Cast) -> None:
    Person.objects.filter(pk=cast.ana.pk).update(time_zone="Pacific/Auckland")
    came(cast.ana)
    (item,) = documented(cast.ana).get(INBOX).json()["items"]
    assert item["why"] == "You get this because you live here."
    assert item["group"] is None
