"""What the pages show of conversations of two: the list, its count in the menu, and the ways there."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from groups.actions import blocks
from messaging.actions import direct, messages
from messaging.models import Direct, Message
from tests.cast import Cast
from tests.messaging.directs import HELLO, asks, opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rates")]
PEOPLE = "/g/harbour-runners/people/"
NUMBER = "My number is +49 171 2345678"
_COUNT = re.compile(r'href="/direct/"[^>]*>.*?</a>', re.DOTALL)


def page(cast: Cast, who: str, path: str) -> str:
    return cast.client(cast.names[who]).get(path).content.decode()


def counted(cast: Cast, who: str) -> int:
    """What stands beside "Direct" in the menu."""
    found = _COUNT.search(page(cast, who, "/"))
    assert found is not None
    number = re.search(r'class="count">(\d+)', found[0])
    return int(number[1]) if number else 0


def test_the_menu_counts_what_waits_until_it_was_read_declined_or_has_lapsed(cast: Cast) -> None:
    first, second = asks(cast, cast.ana, cast.ben).room_id, asks(cast, cast.cara, cast.ben).room_id
    room = opened(cast, cast.ben, cast.nia).room_id
    messages.send(cast.nia, room, uuid4(), "and one more thing")
    assert (counted(cast, "ben"), counted(cast, "ana")) == (3, 0)
    direct.decline(cast.ben, first)
    assert counted(cast, "ben") == 2
    blocks.block(cast.place(cast.ben, cast.harbour), cast.profile(cast.nia, cast.harbour))
    assert counted(cast, "ben") == 1
    Direct.objects.filter(room=second).update(asked_at=timezone.now() - timedelta(days=14, minutes=1))
    assert counted(cast, "ben") == 0
    assert str(second) not in page(cast, "ben", "/direct/")


def test_the_list_shows_requests_first_and_never_what_somebody_blocked_says(cast: Cast) -> None:
    blocked = opened(cast, cast.ben, cast.nia).room_id
    blocks.block(cast.place(cast.ben, cast.harbour), cast.profile(cast.nia, cast.harbour))
    messages.send(cast.nia, blocked, uuid4(), "listen to me at last")
    asks(cast, cast.ana, cast.ben)
    shown = page(cast, "ben", "/direct/")
    assert shown.index("You are asked") < shown.index(HELLO) < shown.index("You have blocked them")
    assert "listen to me" not in shown


def test_the_ways_to_somebody_stand_where_they_lead_somewhere(cast: Cast) -> None:
    to = {who: f"/direct/to/{cast.profile(cast.names[who], cast.harbour).pk}/" for who in ("ana", "ben", "nia", "bea")}
    hers = page(cast, "ana", PEOPLE)
    assert [who for who, link in to.items() if link in hers] == ["ben", "nia"]
    for who in ("nia", "bea"):
        assert "/direct/to/" not in page(cast, who, PEOPLE)
    said = messages.send(cast.ben, cast.talk(cast.harbour).pk, uuid4(), "Tuesday, the long way")
    assert to["ben"] in page(cast, "ana", f"/g/harbour-runners/message/{said.mid}/")
    assert "/direct/to/" not in page(cast, "nia", f"/g/harbour-runners/message/{said.mid}/")


def test_who_may_not_ask_is_told_why_and_who_has_asked_is_led_to_it(cast: Cast) -> None:
    ben = cast.profile(cast.ben, cast.harbour).pk
    answer = cast.client(cast.nia).get(f"/direct/to/{ben}/")
    assert answer.status_code == 403 and "once you have been here for seven days" in answer.content.decode()
    room = asks(cast, cast.ana, cast.ben).room_id
    led = cast.client(cast.ana).get(f"/direct/to/{ben}/")
    assert (led.status_code, led["Location"]) == (302, f"/direct/{room}/")
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert "Write to <bdi>Ben</bdi>" in page(cast, "ana", f"/direct/to/{ben}/")
        assert f"/direct/to/{ben}/" in page(cast, "ana", f"/direct/{room}/")


def test_what_is_refused_goes_back_into_the_form_with_why(cast: Cast) -> None:
    client, url = cast.client(cast.ana), f"/direct/to/{cast.profile(cast.ben, cast.harbour).pk}/"
    for body, why in (("see www.example.org", "no links"), ("", 'role="alert"'), (NUMBER, "Look at it once more")):
        answer = client.post(url, {"body": body, "cid": str(uuid4())})
        shown = answer.content.decode()
        assert answer.status_code == 422 and body in shown and why in shown, body
    assert not Message.objects.filter(room__kind="direct").exists()
    confirmed = {"body": NUMBER, "cid": str(uuid4()), "confirm": "phone"}
    assert client.post(url, confirmed).status_code == 302


def test_a_message_between_two_says_when_it_goes_at_the_latest(cast: Cast) -> None:
    made = opened(cast, cast.ana, cast.ben)
    mid = Message.objects.get(room=made.room).pk
    day = timezone.now() + timedelta(days=180)
    assert f"Disappears on {day:%-d %B %Y}" in page(cast, "ana", f"/direct/{made.room_id}/message/{mid}/")
