"""Check-in on a host's phone: a plain form, and what a device hands in that was without a network."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from groups.models import Attendance, Occurrence
from tests.cast import Cast
from tests.groups.pages import text
from tests.groups.plans import answers, move_start, plan_one

LIST = "/g/harbour-runners/events/"


def running(cast: Cast) -> Occurrence:
    one = plan_one(cast)
    answers(cast, one, cast.ana)
    return move_start(one, timezone.now() - timedelta(minutes=20))


def hand_in(client: Client, one: Occurrence, *ticks: str) -> HttpResponse:
    """As the page's script does."""
    return client.post(page_of(one), {"device": "1", "tick": ticks})


def page_of(one: Occurrence) -> str:
    return f"{LIST}{one.pk}/check-in/"


def attendance_of(one: Occurrence) -> str:
    return f"/api/v1/groups/{one.group_id}/events/{one.pk}/attendance"


def there(one: Occurrence) -> dict[str, bool]:
    return {
        row.profile.person.email.split("@")[0]: row.there for row in one.attendance.select_related("profile__person")
    }


def key(cast: Cast, name: str) -> str:
    return str(cast.profile(cast.names[name], cast.harbour).pk)


def test_who_said_yes_stands_first_and_others_may_walk_in(cast: Cast) -> None:
    page = text(cast.client(cast.cara), page_of(running(cast)))
    coming, others = page.index("Said yes"), page.index("Came along all the same")
    assert coming < page.index(key(cast, "ana")) < others < page.index(key(cast, "ben"))


@pytest.mark.parametrize("seen", ["plus_one", "host"])
def test_a_captain_who_does_not_host_finds_who_hides_it_from_them_among_the_others(cast: Cast, seen: str) -> None:
    one = plan_one(cast, lead=cast.profile(cast.nia, cast.harbour).pk, paces=[{"name": "Slow and steady"}])
    for person, how in ((cast.ana, "name"), (cast.ben, seen)):
        answers(cast, one, person, seen=how, pace=one.paces.get())
    move_start(one, timezone.now() - timedelta(minutes=20))
    for reader, named in ((cast.nia, 2), (cast.cara, 1)):
        page = text(cast.client(reader), page_of(one))
        others = page.index("Came along all the same")
        assert page.index(key(cast, "ana")) < others
        assert (page.index(key(cast, "ben")) < others) == (named == 2)
        assert page.count("Slow and steady") == named
        assert "2 said yes" in page
    assert cast.api(cast.cara).get(attendance_of(one)).json() == {"items": []}
    cast.client(cast.cara).post(page_of(one), {"there": [key(cast, "ben")]})
    assert there(one) == {"ben": True}
    (ticked,) = cast.api(cast.cara).get(attendance_of(one)).json()["items"]
    assert ticked.keys() == {"profile", "there", "ticked_at"}


def test_where_all_hide_their_yes_the_page_says_who_sees_it(cast: Cast) -> None:
    one = plan_one(cast, lead=cast.profile(cast.nia, cast.harbour).pk)
    answers(cast, one, cast.ben, seen="host")
    move_start(one, timezone.now() - timedelta(minutes=20))
    assert "Only who hosts sees who said yes." in text(cast.client(cast.cara), page_of(one))


def test_the_plain_form_ticks_and_unticks(cast: Cast) -> None:
    one, client = running(cast), cast.client(cast.cara)
    ana, ben = key(cast, "ana"), key(cast, "ben")
    assert client.post(page_of(one), {"there": [ana, ben]}).status_code == 302
    assert there(one) == {"ana": True, "ben": True}
    client.post(page_of(one), {"was": [ana, ben], "there": [ben]})
    assert there(one) == {"ana": False, "ben": True}


def test_the_form_leaves_alone_what_another_host_has_ticked_meanwhile(cast: Cast) -> None:
    one, client = running(cast), cast.client(cast.cara)
    client.post(page_of(one), {"there": [key(cast, "ben")]})
    client.post(page_of(one), {"was": [], "there": [key(cast, "ana")]})
    assert there(one) == {"ana": True, "ben": True}


def test_what_a_device_kept_is_merged_by_the_time_of_the_tick(cast: Cast) -> None:
    one, client, now = running(cast), cast.client(cast.cara), timezone.now()
    ana = key(cast, "ana")
    late, early = ((now - timedelta(minutes=ago)).isoformat() for ago in (2, 9))
    assert hand_in(client, one, f"{ana} 0 {late}", f"{ana} 1 {early}").json() == {"there": {ana: False}}
    assert hand_in(client, one, f"{ana} 1 {early}").json() == {"there": {ana: False}}
    assert Attendance.objects.count() == 1


def test_a_device_with_nothing_to_hand_in_hears_what_the_others_ticked(cast: Cast) -> None:
    one, client, ana = running(cast), cast.client(cast.cara), key(cast, "ana")
    assert hand_in(client, one).json() == {"there": {}}
    hand_in(client, one, f"{ana} 1 {timezone.now().isoformat()}")
    assert hand_in(client, one).json() == {"there": {ana: True}}


def test_a_tick_that_is_none_is_refused_whole(cast: Cast) -> None:
    one, client = running(cast), cast.client(cast.cara)
    ana, now = key(cast, "ana"), timezone.now().isoformat()
    for bad in (f"{ana} 2 {now}", f"{ana} 1", f"{ana} 1 yesterday", f"{ana} 1 2026-01-01T10:00", "", f"x 1 {now}"):
        assert hand_in(client, one, f"{ana} 1 {now}", bad).status_code in (400, 404), bad
    assert not Attendance.objects.exists()


def test_before_it_opens_the_page_says_when(cast: Cast) -> None:
    one = plan_one(cast)
    assert "an hour before the start" in text(cast.client(cast.cara), page_of(one))
    answer = hand_in(cast.client(cast.cara), one, f"{key(cast, 'ana')} 1 {timezone.now().isoformat()}")
    assert answer.status_code == 409
