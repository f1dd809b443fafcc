"""Checking oneself in by the code that the host's phone shows."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.utils import timezone

from community.errors import Conflict, Forbidden, NotFound
from community.surface import Action
from groups.actions import attendance, events
from groups.actions.arriving import CODE_LASTS, arrive, code_for
from groups.actions.attendance import Tick
from groups.models import Attendance, Occurrence
from tests.cast import Cast
from tests.groups.pages import text
from tests.groups.parallel import at_once
from tests.groups.plans import ZONE, move_start, plan_one, seat

pytestmark = pytest.mark.django_db
LIST = "/g/harbour-runners/events/"


def begun(cast: Cast) -> Occurrence:
    return move_start(plan_one(cast), timezone.now() - timedelta(minutes=5))


def link(one: Occurrence, code: str) -> str:
    return f"{LIST}{one.pk}/here/{code}/"


def test_who_reads_the_code_is_there_answered_or_not(cast: Cast) -> None:
    one = begun(cast)
    row = arrive(seat(cast.ana, one, Action.ANSWER_EVENT), code_for(one))
    assert (row.profile, row.ticked_by, row.there) == (*[cast.profile(cast.ana, cast.harbour)] * 2, True)


def test_a_code_is_good_for_its_own_event_and_for_two_hours(cast: Cast) -> None:
    one, other = begun(cast), begun(cast)
    sits = seat(cast.ana, one, Action.ANSWER_EVENT)
    code = code_for(one)
    for wrong in (code_for(other), code[:-1], "", "x", code + "x", f"{one.pk.hex}:{code}"):
        with pytest.raises(Conflict) as refused:
            arrive(sits, wrong)
        assert refused.value.code == "check_in_code_over"
    with time_machine.travel(timezone.now() + CODE_LASTS + timedelta(seconds=2)), pytest.raises(Conflict) as refused:
        arrive(sits, code)
    assert refused.value.code == "check_in_code_over"
    assert not Attendance.objects.exists()
    assert arrive(sits, code).there


def test_no_code_opens_check_in_before_its_time_nor_for_what_is_cancelled(cast: Cast) -> None:
    one = plan_one(cast)
    with pytest.raises(Conflict) as refused:
        arrive(seat(cast.ana, one, Action.ANSWER_EVENT), code_for(one))
    assert refused.value.code == "check_in_closed"
    one = move_start(one, timezone.now() + timedelta(minutes=20))
    events.cancel(seat(cast.cara, one))
    with pytest.raises(Conflict) as refused:
        arrive(seat(cast.ana, one, Action.ANSWER_EVENT), code_for(one))
    assert refused.value.code == "event_cancelled"


def test_it_is_the_hosts_to_show_and_the_members_to_use(cast: Cast) -> None:
    one = begun(cast)
    with pytest.raises(NotFound):
        seat(cast.eve, one, Action.ANSWER_EVENT)
    with pytest.raises(Forbidden):
        seat(cast.bea, one, Action.ANSWER_EVENT)
    assert cast.client(cast.ana).get(f"{LIST}{one.pk}/check-in/code/").status_code == 403


def test_who_was_unticked_by_mistake_can_come_in_again(cast: Cast) -> None:
    one, ana = begun(cast), cast.profile(cast.ana, cast.harbour)
    sits = seat(cast.ana, one, Action.ANSWER_EVENT)
    arrive(sits, code_for(one))
    attendance.tick(seat(cast.cara, one), [Tick(ana.pk, False, timezone.now())])
    assert not Attendance.objects.get().there
    assert arrive(sits, code_for(one)).there


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_scanned_ten_times_at_once_beside_the_hosts_tick_is_one_row(cast: Cast) -> None:
    one, ana = begun(cast), cast.profile(cast.ana, cast.harbour)
    sits, hosts, code = seat(cast.ana, one, Action.ANSWER_EVENT), seat(cast.cara, one), code_for(one)
    ticks = [lambda: attendance.tick(hosts, [Tick(ana.pk, True, timezone.now())])]
    outcomes = at_once([*[lambda: arrive(sits, code)] * 10, *ticks * 3])
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert Attendance.objects.get().there


def test_the_page_behind_the_code_ticks_when_it_is_asked_to_and_not_before(cast: Cast) -> None:
    one, client = begun(cast), cast.client(cast.ana)
    page = cast.client(cast.cara).get(f"{LIST}{one.pk}/check-in/code/")
    assert 'class="qr"' in page.content.decode()
    until = timezone.now().astimezone(ZONE) + CODE_LASTS  # on the clock of the place
    assert any(f"until {at:%H:%M}" in page.content.decode() for at in (until, until - timedelta(minutes=1)))
    (address,) = [
        part.split('"')[0] for part in unescape(page.content.decode()).split('href="') if "/here/" in part[:400]
    ]
    assert "I am here" in text(client, address)
    assert not Attendance.objects.exists()
    assert "You are checked in." in client.post(address, follow=True).content.decode()
    assert Attendance.objects.get().there
    assert "I am here" not in text(client, address)


def test_a_code_that_is_over_says_so_on_its_page_and_ticks_nobody(cast: Cast) -> None:
    one, client = begun(cast), cast.client(cast.ana)
    address = link(one, "old")
    page = text(client, address)
    assert "Ask who hosts to show a new one." in page
    assert "I am here" not in page
    assert "Ask who hosts" in client.post(address, follow=True).content.decode()
    assert not Attendance.objects.exists()


def test_before_check_in_there_is_no_code_to_show(cast: Cast) -> None:
    one = plan_one(cast)
    answer = cast.client(cast.cara).get(f"{LIST}{one.pk}/check-in/code/")
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}{one.pk}/check-in/")
