"""A room that somebody has muted for themselves: it tells them nothing, ends by itself, and nobody else sees it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.errors import Invalid, NotFound
from community.models import Person, Preference
from community.notifications import planning
from groups.overview import overview
from messaging.actions import hushing, reading
from messaging.models import Participant, Room
from tests.cast import Cast
from tests.groups.pages import text
from tests.groups.test_digest import asks, deliver
from tests.groups.test_talk_notifications import say, tick

pytestmark = pytest.mark.django_db
TALK = "/g/harbour-runners/"
HOUR = timedelta(hours=1)


def seat(person: Person, room: Room) -> Participant:
    return Participant.objects.get(room=room, profile__person=person)


def wants_messages(person: Person) -> None:
    Preference.objects.create(person=person, kind="message", channel="mail", mode="on")


def later(person: Person, room: Room, by: timedelta) -> None:
    """So much time goes by over a mute."""
    one = seat(person, room)
    assert one.hushed_at
    one.hushed_at -= by
    one.hushed_until = one.hushed_until - by if one.hushed_until else None
    one.save(update_fields=["hushed_at", "hushed_until"])


def test_a_muted_room_tells_who_muted_it_nothing_and_all_others_as_ever(cast: Cast) -> None:
    talk, notices = cast.talk(cast.harbour), cast.notices(cast.harbour)
    for person in (cast.ana, cast.ben):
        wants_messages(person)
    for room in (talk, notices):
        hushing.hush(cast.ana, room.pk, 8)
        later(cast.ana, room, HOUR)
    say(cast.cara, talk)
    say(cast.cara, notices)
    told = tick()
    assert ["ana@example.org"] not in told
    assert told.count(["ben@example.org"]) == 2


def test_what_is_muted_while_it_waits_is_not_sent(cast: Cast) -> None:
    talk, notices = cast.talk(cast.harbour), cast.notices(cast.harbour)
    wants_messages(cast.ana)
    say(cast.cara, talk)
    say(cast.cara, notices)
    planning.plan_due()
    for room in (talk, notices):
        hushing.hush(cast.ana, room.pk, None)
    assert ["ana@example.org"] not in tick()


def test_its_end_brings_nothing_up_that_was_said_meanwhile(cast: Cast) -> None:
    talk = cast.talk(cast.harbour)
    wants_messages(cast.ana)
    hushing.hush(cast.ana, talk.pk, 1)
    later(cast.ana, talk, HOUR + timedelta(minutes=1))  # it has ended a minute ago
    say(cast.ben, talk, ago=timedelta(minutes=30))
    assert tick() == []
    say(cast.ben, talk, ago=timedelta(seconds=40))
    assert tick() == [["ana@example.org"]]


def test_what_was_said_until_it_was_turned_on_again_stays_quiet(cast: Cast) -> None:
    talk = cast.talk(cast.harbour)
    wants_messages(cast.ana)
    hushing.hush(cast.ana, talk.pk, None)
    later(cast.ana, talk, HOUR)
    say(cast.ben, talk, ago=timedelta(minutes=30))
    hushing.hear_again(cast.ana, talk.pk)
    assert tick() == []
    assert not muted_in_list(cast.ana)


def test_a_muted_room_is_no_part_of_the_weekly_letter(cast: Cast) -> None:
    talk = cast.talk(cast.harbour)
    asks(cast.ana)
    hushing.hush(cast.ana, talk.pk, None)
    later(cast.ana, talk, HOUR)
    say(cast.ben, talk)
    assert deliver(cast.ana) == 0
    say(cast.cara, cast.notices(cast.harbour))
    assert deliver(cast.ana) == 1
    assert "1 unread notice" in mail.outbox[-1].body
    assert "unread message" not in mail.outbox[-1].body


def test_another_choice_takes_the_place_of_the_one_before_and_only_three_are_offered(cast: Cast) -> None:
    talk = cast.talk(cast.harbour)
    first, second = hushing.hush(cast.ana, talk.pk, 1), hushing.hush(cast.ana, talk.pk, 8)
    assert first.until and second.until and second.until - first.until > 6 * HOUR
    assert hushing.hush(cast.ana, talk.pk, None).until is None
    with pytest.raises(Invalid):
        hushing.hush(cast.ana, talk.pk, 3)
    assert seat(cast.ana, talk).hushed_until is None
    with pytest.raises(NotFound):
        hushing.hush(cast.dov, talk.pk, 1)
    with pytest.raises(NotFound):
        hushing.hear_again(cast.eve, talk.pk)


def test_a_mute_by_oneself_silences_nobody_and_goes_when_one_leaves(cast: Cast) -> None:
    talk = cast.talk(cast.harbour)
    hushing.hush(cast.ana, talk.pk, None)
    assert seat(cast.ana, talk).muted_until is None
    assert say(cast.ana, talk).actor_id
    cast.client(cast.ana).post(f"{TALK}leave/", {"words": "keep"})
    left = Participant.objects.filter(room=talk, profile__name="Ana").get()
    assert (left.active, left.hushed_at) == (False, None)


def test_the_database_knows_no_end_without_a_beginning(cast: Cast) -> None:
    one = seat(cast.ana, cast.talk(cast.harbour))
    with pytest.raises(IntegrityError), transaction.atomic():
        Participant.objects.filter(pk=one.pk).update(hushed_at=None, hushed_until=timezone.now())


def test_without_a_script_the_bell_leads_to_a_page_that_mutes_and_turns_on_again(cast: Cast) -> None:
    client = cast.client(cast.ana)
    assert 'aria-label="Mute"' in text(client, TALK)
    answer = client.post(f"{TALK}mute/", {"hours": "8"}, follow=True).content.decode()
    assert "The bell at the top turns it on again." in answer
    assert 'aria-label="Muted until ' in text(client, TALK)
    assert muted_in_list(cast.ana)
    assert not muted_in_list(cast.ben)
    assert "Turn it on again" in text(client, f"{TALK}mute/")
    client.post(f"{TALK}mute/", {"do": "hear"})
    assert 'aria-label="Mute"' in text(client, TALK)
    assert client.post(f"{TALK}mute/", {"hours": "4"}).status_code == 400


def test_the_api_mutes_and_lists_it(cast: Cast) -> None:
    client, room = cast.client(cast.ana), cast.notices(cast.harbour).pk
    path = f"/api/v1/rooms/{room}/mute"
    assert client.get(path).json() == {"muted": False, "until": None}
    told = client.put(path, {"hours": 1}, content_type="application/json").json()
    assert told["muted"] and told["until"]
    assert in_api_list(client, room) == {"until": told["until"]}
    assert client.put(path, {"hours": 2}, content_type="application/json").status_code == 400
    assert client.delete(path).status_code == client.delete(path).status_code == 204
    assert in_api_list(client, room) is None
    assert cast.client(cast.cleo).put(path, {"hours": 1}, content_type="application/json").status_code == 404


def test_what_is_marked_as_unread_is_counted_everywhere_and_told_to_nobody_again(cast: Cast) -> None:
    talk, notices = cast.talk(cast.harbour), cast.notices(cast.harbour)
    wants_messages(cast.ana)
    said = [say(cast.ben, talk, f"Round {number}") for number in (1, 2, 3)]
    notice = say(cast.cara, notices)
    reading.mark_read(cast.ana, talk.pk, said[2].seq)
    reading.mark_read(cast.ana, notices.pk, notice.seq)
    client = cast.client(cast.ana)
    assert client.post(f"{TALK}unread/{said[1].pk}/").url == "/"
    assert client.post(f"{TALK}notices/unread/{notice.pk}/").status_code == 302
    assert [(line.unread, line.unread_notices) for line in overview(cast.ana)] == [(3, 1)]
    assert ["ana@example.org"] not in tick()
    say(cast.ben, talk, "Round 4", ago=timedelta(seconds=31))
    assert ["ana@example.org"] in tick()


def test_nothing_from_before_ones_time_becomes_unread_and_what_was_unread_stays_so(cast: Cast) -> None:
    talk = cast.talk(cast.harbour)
    say(cast.ben, talk)
    unread = cast.client(cast.nia).put(f"/api/v1/rooms/{talk.pk}/unread", {"seq": 1}, content_type="application/json")
    assert unread.json() == {"seq": seat(cast.nia, talk).visible_from_seq}
    here = seat(cast.ana, talk).read_seq
    assert reading.mark_unread(cast.ana, talk.pk, here + 40) == here
    with pytest.raises(NotFound):
        reading.mark_unread(cast.dov, talk.pk, 1)


def muted_in_list(person: Person) -> bool:
    return any(line.muted for line in overview(person))


def in_api_list(client: object, room: UUID) -> object:
    rooms = client.get("/api/v1/rooms").json()["items"]  # type: ignore[attr-defined]
    return next(one["muted"] for one in rooms if one["id"] == str(room))


def test_the_page_of_what_reaches_one_lists_what_is_muted_and_turns_it_on_again(cast: Cast) -> None:
    client, page = cast.client(cast.ana), "/me/notifications/"
    assert "Muted by you" not in text(client, page)
    talk, notices = cast.talk(cast.harbour), cast.notices(cast.harbour)
    hushing.hush(cast.ana, talk.pk, None)
    hushing.hush(cast.ana, notices.pk, 8)
    html = text(client, page)
    assert html.count('name="do" value="hear"') == 2
    assert "Muted until you turn it on." in html and "Turn Notices in Harbour Runners on again" in html
    assert "Muted by you" not in text(cast.client(cast.ben), page)
    answer = client.post(f"{TALK}mute/", {"do": "hear", "back": "reach"})
    assert answer["Location"] == page
    later(cast.ana, notices, 9 * HOUR)
    assert "Muted by you" not in text(client, page)
    assert client.post(f"{TALK}mute/", {"do": "hear"})["Location"] == TALK
