"""Quiet hours: what waits for the morning, what is gathered into one line, what passes (reminders.md)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.core import mail
from django.db.models.functions import Now
from django.utils import timezone

from community.actions import people, reach
from community.models import Dispatch, Person, Reach
from community.notifications import Due, planning, sending
from tests.cast import Cast
from tests.community.bell import ALARM, BELL, QUIET_BELL, ring
from tests.community.test_dispatch import states

pytestmark = pytest.mark.django_db
State = Dispatch.State


def at_night(cast: Cast) -> datetime:
    """23:00 by Ana's clock, who sleeps from 22 to 7."""
    reach.set_reach(cast.ana, quiet_from=time(22), quiet_to=time(7))
    return timezone.now().replace(hour=23, minute=0, second=0, microsecond=0)


def morning_comes(cast: Cast) -> None:
    """What waits for Ana is due now, at whatever hour this runs."""
    Reach.objects.filter(person=cast.ana).update(quiet_from=time(0), quiet_to=time(0))
    Dispatch.objects.filter(channel="mail").update(send_at=Now(), useful_until=Now() + timedelta(hours=1))


def test_in_quiet_hours_the_inbox_is_filled_silently_and_the_rest_waits_for_the_morning(cast: Cast) -> None:
    night = at_night(cast)
    due = ring(cast.ana, cast.brand, night, starts_at=night + timedelta(days=2))
    planning.write(BELL, [_lasting(due, 24)], night)
    times = dict(Dispatch.objects.values_list("channel", "send_at"))
    assert times == {"app": night, "mail": night + timedelta(hours=8)}


def test_night_is_when_it_is_night_where_the_reader_is(cast: Cast) -> None:
    Person.objects.filter(pk=cast.ana.pk).update(time_zone="Asia/Tokyo")
    night = at_night(cast)  # 23:00 in UTC is 08:00 in Tokyo
    planning.write(BELL, [_lasting(ring(cast.ana, cast.brand, night), 24)], night)
    assert Dispatch.objects.get(channel="mail").send_at == night
    evening = night - timedelta(hours=9)  # 23:00 in Tokyo
    planning.write(BELL, [_lasting(ring(cast.ana, cast.other_brand, evening), 24)], evening)
    assert Dispatch.objects.get(channel="mail", subject=cast.other_brand.pk).send_at == evening + timedelta(hours=8)


def test_what_may_wait_is_one_summary_in_the_morning(cast: Cast) -> None:
    night = at_night(cast)
    for hour in range(3):
        brand = (cast.brand, cast.other_brand, cast.brand)[hour]
        due = ring(cast.ana, brand, night + timedelta(hours=hour), variant=hour)
        planning.write(QUIET_BELL, [_lasting(due, 24)], night + timedelta(hours=hour))
    assert states(channel="mail") == {"mail": "pending"}
    summary = Dispatch.objects.get(channel="mail")
    assert (summary.kind, summary.send_at) == ("summary", night + timedelta(hours=8))
    Dispatch.objects.filter(channel="app").update(state=State.SENT, sent_at=Now())
    morning_comes(cast)
    sending.send_due()
    (letter,) = mail.outbox
    assert "3 things wait for you" in letter.body


def test_a_summary_of_what_was_read_meanwhile_does_not_come(cast: Cast) -> None:
    night = at_night(cast)
    planning.write(QUIET_BELL, [_lasting(ring(cast.ana, cast.brand, night), 24)], night)
    Dispatch.objects.filter(channel="app").update(state=State.SENT, sent_at=Now(), read_at=Now())
    morning_comes(cast)
    assert sending.send_due() == {"cancelled": 1}


def test_an_alarm_passes_quiet_hours(cast: Cast) -> None:
    night = at_night(cast)
    planning.write(ALARM, [ring(cast.ana, cast.brand, night)], night)
    assert set(Dispatch.objects.values_list("send_at", flat=True)) == {night}


def test_other_quiet_hours_move_what_waits_already(cast: Cast) -> None:
    night = at_night(cast)
    with time_machine.travel(night, tick=False):
        planning.write(BELL, [_lasting(ring(cast.ana, cast.brand, night), 48)], night)
        assert Dispatch.objects.get(channel="mail").send_at == night + timedelta(hours=8)
        reach.set_reach(cast.ana, quiet_to=time(9))
    assert Dispatch.objects.get(channel="mail").send_at == night + timedelta(hours=10)


def test_longer_quiet_hours_move_the_summary_too(cast: Cast) -> None:
    night = at_night(cast)
    with time_machine.travel(night, tick=False):
        planning.write(QUIET_BELL, [_lasting(ring(cast.ana, cast.brand, night), 48)], night)
        reach.set_reach(cast.ana, quiet_to=time(9))
    (summary,) = Dispatch.objects.filter(kind="summary", state=State.PENDING)
    assert (summary.channel, summary.send_at, summary.moment) == ("mail", *[night + timedelta(hours=10)] * 2)


def test_whoever_travels_is_not_woken_by_the_morning_at_home(cast: Cast) -> None:
    night = at_night(cast)
    with time_machine.travel(night, tick=False):
        planning.write(BELL, [_lasting(ring(cast.ana, cast.brand, night), 48)], night)
        people.settle(cast.ana, language="en", time_zone="Etc/GMT+5")  # where it is 18:00
        assert Dispatch.objects.get(channel="mail").send_at == night
        people.settle(cast.ana, language="en", time_zone="Etc/GMT+1")
    assert Dispatch.objects.get(channel="mail").send_at == night + timedelta(hours=9)


def test_without_an_inbox_for_it_there_is_no_summary_but_the_thing_itself(cast: Cast) -> None:
    night = at_night(cast)
    reach.set_modes(cast.ana, {(QUIET_BELL.name, "app"): "off"})
    planning.write(QUIET_BELL, [_lasting(ring(cast.ana, cast.brand, night), 24)], night)
    (row,) = Dispatch.objects.all()
    assert (row.kind, row.channel, row.send_at) == (QUIET_BELL.name, "mail", night + timedelta(hours=8))


def _lasting(due: Due, hours: int) -> Due:
    return replace(due, useful_until=due.due_at + timedelta(hours=hours))
