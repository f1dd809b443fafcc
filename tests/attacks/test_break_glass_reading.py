"""Attempts to read more of a group, or longer, than two keys have opened (trust.md R10, R43)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from community.errors import Conflict, NotFound
from community.models import AccessLogEntry
from groups.actions import glass
from groups.models import BreakGlass
from messaging.access.through import said_in
from messaging.actions import messages
from messaging.models import Message, Participant, Room
from messaging.ports import find_message
from tests.cast import Cast
from tests.groups.glasses import (
    HOUSE,
    LIST,
    REASON,
    opens,
    page_of,
    refused,
    says,
    second_manager,
    stored,
    time_passes,
)
from tests.groups.pages import text
from tests.matrix.holding import held_by

SECRET = "The gate code is under the third stone"
HOUR = timedelta(hours=1)


# ---- the time -------------------------------------------------------------------------------------------------------


def test_a_second_after_it_closes_nothing_is_read(cast: Cast) -> None:
    one, browser = opens(cast, hours=1), cast.client(cast.maya)
    time_passes(one, HOUR - timedelta(seconds=60))
    assert browser.get(page_of(one)).status_code == 200
    time_passes(one, timedelta(seconds=61))
    looks = AccessLogEntry.objects.count()
    assert browser.get(page_of(one)).status_code == 404
    assert AccessLogEntry.objects.count() == looks


@pytest.mark.parametrize(
    "change",
    [
        {"closes_at": timezone.now() + timedelta(hours=20)},
        {"hours": 24},
        {"approved_at": timezone.now() + timedelta(hours=20)},
        {"approved_at": None, "approved_by": None, "notice": None},
        {"asked_at": timezone.now() + timedelta(hours=20)},
        {"group": "hill"},
    ],
    ids=["closing", "hours", "allowed", "asked anew", "asked", "group"],
)
def test_an_open_reading_is_not_made_longer_or_other_by_sql(cast: Cast, change: dict[str, object]) -> None:
    one = opens(cast)
    if "group" in change:
        change = {"group": cast.hill}
    assert refused(stored(one, **change))
    assert not refused(stored(one, opened_at=timezone.now())), "what may happen to it still may"


def test_what_is_over_does_not_open_again(cast: Cast) -> None:
    one, browser = opens(cast), cast.client(cast.maya)
    answer = browser.get(page_of(one))
    assert answer.status_code == 200 and answer["Cache-Control"] == "private, no-store"
    glass.end(cast.olga, one.pk)
    assert refused(stored(one, ended_at=None))
    with pytest.raises(Conflict):
        glass.approve(cast.olga, one.pk, name="Olga Berg")
    cached = {"If-Modified-Since": timezone.now().strftime("%a, %d %b %Y %H:%M:%S GMT"), "If-None-Match": "*"}
    assert browser.get(page_of(one), headers=cached).status_code == 404


def test_a_day_is_the_most_that_a_form_or_sql_gets(cast: Cast) -> None:
    for hours in (25, 0, -1, 240):
        words = {"group": cast.harbour.pk, "reason": REASON, "hours": hours, "asked_name": "Maya Lind"}
        assert cast.client(cast.maya).post(f"{LIST}add/", words).status_code == 200
        made = {"asked_by": cast.maya, "asked_name": "M", "reason": REASON, "hours": hours}
        assert refused(BreakGlass(group=cast.harbour, closes_at=timezone.now(), **made).save)
    one = opens(cast, hours=24)
    assert one.approved_at and one.closes_at - one.approved_at == timedelta(hours=24)


# ---- what is read ---------------------------------------------------------------------------------------------------


def test_only_who_asked_reads_not_the_second_key_not_an_operator_not_a_member(cast: Cast) -> None:
    says(cast, cast.ana, SECRET)
    one, vic = opens(cast), second_manager(cast)
    assert SECRET in text(cast.client(cast.maya), page_of(one))
    for person in (cast.olga, vic, cast.otto, cast.bea, cast.cara, cast.eve):
        assert cast.client(person).get(page_of(one)).status_code == 404, person
    assert Client().get(page_of(one)).status_code == 302


def test_it_opens_no_other_group(cast: Cast) -> None:
    hill = says(cast, cast.cleo, "The hill is ours on Friday", cast.talk(cast.hill))
    one, browser = opens(cast), cast.client(cast.maya)
    assert text(browser, f"{page_of(one)}?room={cast.notices(cast.harbour).pk}")
    for room in (hill.pk, cast.talk(cast.lake).pk, uuid4(), "talk", "0"):
        assert browser.get(f"{page_of(one)}?room={room}").status_code == 404
    assert browser.get(f"{page_of(one)}?before=-1").status_code == 404


def test_what_was_taken_back_hidden_held_or_said_to_one_alone_stays_out(cast: Cast) -> None:
    room = says(cast, cast.ana, SECRET)
    for words in ("I take this back at once", "This is looked at in a case"):
        says(cast, cast.ben, words)
    gone, hidden = Message.objects.filter(room=room).order_by("seq")[1:]
    assert len(said_in(room).messages) == 3
    messages.delete(cast.ben, room.pk, gone.pk, uuid4())
    with transaction.atomic():
        find_message(hidden.pk).hide()
    held_by(cast.profile(cast.ana, cast.harbour), room)
    direct = Room.objects.create(brand=cast.brand, space=cast.harbour.pk, kind=Room.Kind.DIRECT)
    Message.objects.create(room=direct, seq=1, actor=cast.profile(cast.ana, cast.harbour), body="For you alone")
    one, browser = opens(cast), cast.client(cast.maya)
    page = text(browser, page_of(one))
    assert SECRET in page
    for words in ("take this back", "looked at in a case", "Out of sight", "Waits for somebody", str(direct.pk)):
        assert words not in page
    assert browser.get(f"{page_of(one)}?room={direct.pk}").status_code == 404


def test_it_opens_no_other_door_and_nothing_is_written_through_it(cast: Cast) -> None:
    room = says(cast, cast.ana, SECRET)
    one, browser, app = opens(cast), cast.client(cast.maya), cast.api(cast.maya)
    assert SECRET in text(browser, page_of(one))
    for path in ("", "notices/", "people/", "events/", "trust/"):
        assert browser.get(f"/g/harbour-runners/{path}").status_code == 404
    for path in (f"rooms/{room.pk}/messages", f"groups/{cast.harbour.pk}", f"groups/{cast.harbour.pk}/memberships"):
        assert app.get(f"/api/v1/{path}").status_code == 404
    for method in ("post", "put", "patch", "delete"):
        assert getattr(browser, method)(page_of(one), {"body": "Hello"}).status_code == 405
    with pytest.raises(NotFound):
        messages.send(cast.maya, room.pk, uuid4(), "Hello")
    assert not Participant.objects.filter(profile__person=cast.maya).exists()
    assert cast.profile(cast.ana, cast.harbour).pk and not cast.maya.profiles.exists()


def test_where_the_look_cannot_be_written_down_nothing_is_shown(cast: Cast) -> None:
    says(cast, cast.ana, SECRET)
    one, browser = opens(cast), cast.client(cast.maya)
    assert SECRET in text(browser, page_of(one))
    browser.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION pg_temp.no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'it is full'; END $$;"
            "CREATE TRIGGER no BEFORE INSERT ON community_accesslogentry FOR EACH ROW EXECUTE FUNCTION pg_temp.no()"
        )
    answer = browser.get(page_of(one))
    assert answer.status_code == 500 and SECRET not in answer.content.decode()


def test_the_desks_show_no_word_of_it(cast: Cast) -> None:
    says(cast, cast.ana, SECRET)
    one = opens(cast)
    assert SECRET in text(cast.client(cast.maya), page_of(one))
    for desk, client in ((LIST, cast.client(cast.maya)), (HOUSE, cast.client(cast.olga))):
        for page in (desk, f"{desk}{one.pk}/change/", f"{desk}{one.pk}/history/"):
            assert SECRET not in client.get(page, follow=True).content.decode()


def test_a_reading_that_was_bent_by_hand_is_named(cast: Cast) -> None:
    one = opens(cast)
    with connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE groups_breakglass DROP CONSTRAINT glass_a_day_at_most"
        )
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE groups_breakglass SET closes_at = closes_at + interval '2 days'")
        cursor.execute("SET LOCAL session_replication_role = origin")
    with pytest.raises(CommandError, match=f"without its notice: no. reading {one.pk} is"):
        call_command("trustcheck")
