"""Talk locked for the night: captains alone speak, for half of any day at most, and everything else stays as it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from community.errors import Conflict, Forbidden, Invalid, NotFound
from community.models import Person
from community.surface import Action
from groups.access import Place, load_group
from groups.actions import nights
from groups.models import NightLock
from messaging.actions import messages
from messaging.models import Message, Room, RoomEvent
from tests.cast import Cast
from tests.groups.pages import text

pytestmark = pytest.mark.django_db
TALK = "/g/harbour-runners/"
HOUR = timedelta(hours=1)


def place(cast: Cast, person: Person | None = None) -> Place:
    return load_group(person or cast.cara, cast.harbour.slug, Action.LOCK_TALK)


def refusal(person: Person, room: Room, body: str = "One more thing") -> str | None:
    try:
        messages.send(person, room.pk, uuid4(), body)
    except Forbidden as refused:
        return refused.code
    return None


def test_until_the_morning_captains_alone_speak_and_nothing_else_changes(cast: Cast) -> None:
    talk = cast.talk(cast.harbour)
    sent = messages.send(cast.ana, talk.pk, uuid4(), "Before the night")
    nights.lock(place(cast), timezone.now() + HOUR)
    assert [refusal(one, talk) for one in (cast.ana, cast.nia, cast.bea, cast.cara)] == [*["room_locked"] * 3, None]
    with pytest.raises(Forbidden):
        messages.edit(cast.ana, talk.pk, message_of(sent), uuid4(), "Said otherwise at night")
    messages.react(cast.ben, talk.pk, message_of(sent), uuid4(), "👍", on=True)
    assert refusal(cast.cara, cast.notices(cast.harbour), "A notice all the same") is None
    reported = {"category": "other", "words": ""}
    assert cast.client(cast.ben).post(f"/report/message/{message_of(sent)}/", reported).status_code == 302
    messages.delete(cast.ana, talk.pk, message_of(sent), uuid4())
    nights.unlock(place(cast))
    assert refusal(cast.ana, talk) is None
    noted = RoomEvent.objects.filter(room=talk, kind="room.update").values_list("data", flat=True)
    assert [one["what"] for one in noted] == ["locked", "unlocked"]
    assert "until" in noted[0]


def message_of(ack: messages.Ack) -> object:
    return Message.objects.get(pk=ack.mid).pk


def test_it_ends_by_itself_at_seven_by_the_groups_clock(cast: Cast) -> None:
    evening = datetime(2026, 11, 26, 21, 30, tzinfo=UTC)  # 22:30 in Berlin
    with time_machine.travel(evening, tick=False):
        assert nights.lock(place(cast)).until == datetime(2026, 11, 27, 6, tzinfo=UTC)
    noon = datetime(2026, 11, 26, 12, tzinfo=UTC)
    assert nights.morning(cast.harbour, noon) == datetime(2026, 11, 27, 6, tzinfo=UTC)
    # The night in which the clock goes back: seven is seven.
    assert nights.morning(cast.harbour, datetime(2026, 10, 24, 21, tzinfo=UTC)) == datetime(2026, 10, 25, 6, tzinfo=UTC)
    talk = cast.talk(cast.harbour)
    Room.objects.filter(pk=talk.pk).update(locked_until=timezone.now() - timedelta(seconds=1))
    assert refusal(cast.ana, talk) is None


def test_nobody_is_kept_silent_for_longer_than_half_a_day(cast: Cast) -> None:
    now = timezone.now()
    for until in (now + timedelta(hours=12, minutes=1), now - HOUR, now + timedelta(days=3)):
        with pytest.raises(Invalid):
            nights.lock(place(cast), until)
    nights.lock(place(cast), now + 8 * HOUR)
    _ago(9 * HOUR)  # it ended an hour ago
    with pytest.raises(Conflict) as enough:
        nights.lock(place(cast), timezone.now() + 6 * HOUR)
    assert enough.value.code == "locked_enough"
    nights.lock(place(cast), timezone.now() + 3 * HOUR)
    nights.unlock(place(cast))
    _ago(24 * HOUR)
    assert nights.lock(place(cast), timezone.now() + 11 * HOUR)  # night after night


def _ago(by: timedelta) -> None:
    for one in NightLock.objects.all():
        NightLock.objects.filter(pk=one.pk).update(
            created_at=one.created_at - by, until=one.until - by, ended_at=one.ended_at and one.ended_at - by
        )


def test_the_database_keeps_the_night_though_the_code_were_wrong(cast: Cast) -> None:
    talk, mine, now = cast.talk(cast.harbour), cast.profile(cast.cara, cast.harbour), timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        NightLock.objects.create(group=cast.harbour, by=mine, created_at=now, until=now + timedelta(hours=13))
    Room.objects.filter(pk=talk.pk).update(locked_until=now + HOUR)
    with pytest.raises(DatabaseError, match="captains alone"), transaction.atomic():
        Message.objects.create(room=talk, seq=900, actor=cast.profile(cast.ana, cast.harbour), body="Past all code")
    assert Message.objects.create(room=talk, seq=901, actor=mine, body="Good night")


def test_only_a_captain_locks(cast: Cast) -> None:
    for person, error in ((cast.ana, Forbidden), (cast.bea, Forbidden), (cast.dov, NotFound), (cast.maya, NotFound)):
        with pytest.raises(error):
            place(cast, person)


def test_the_pages_say_until_when_and_let_the_captain_open_it(cast: Cast) -> None:
    client, hers = cast.client(cast.cara), cast.client(cast.ana)
    client.post(f"{TALK}night/", {"until": "hour"})
    page = text(hers, TALK)
    assert "Locked for the night until " in page
    assert 'enctype="multipart/form-data" hidden' in page
    assert 'enctype="multipart/form-data" hidden' not in text(client, TALK)
    assert "Captains alone write in Talk, until" in text(hers, f"{TALK}trust/")
    assert "Open Talk again" not in text(hers, f"{TALK}trust/")
    assert "Open Talk again" in text(client, f"{TALK}trust/")
    client.post(f"{TALK}night/", {"until": ""})
    assert "Locked for the night until " not in text(hers, TALK).split('id="composer-locked"')[1].split("</p>")[0]


def test_the_api_locks_tells_and_opens(cast: Cast) -> None:
    path = f"/api/v1/groups/{cast.harbour.pk}/night"
    client, until = cast.client(cast.cara), timezone.now() + HOUR
    assert client.get(path).json() == {"until": None}
    told = client.put(path, {"until": until.isoformat()}, content_type="application/json")
    assert (told.status_code, bool(told.json()["until"])) == (200, True)
    assert cast.client(cast.ana).get(path).json() == told.json()
    assert cast.client(cast.ana).delete(path).status_code == 403
    assert client.delete(path).status_code == client.delete(path).status_code == 204
