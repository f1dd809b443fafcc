"""A series as real occurrences: made ahead, changed alone or onwards, ended (product.md "Meeting")."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from community.errors import Forbidden, Invalid
from community.models import Dispatch
from groups.actions import events, leaving, series
from groups.models import Event, Host, Occurrence, Regular, Rsvp, RsvpMove
from messaging.models import Participant
from tests.cast import Cast
from tests.groups.parallel import at_once
from tests.groups.plans import ZONE, again, answers, at, captain, days_of, in_days, plan, plan_series, seat, told

WEEK = timedelta(weeks=1)


def test_twelve_weeks_are_made_ahead_at_the_same_time_of_day(cast: Cast) -> None:
    made = plan_series(cast)
    assert [one.slot for one in made] == [in_days(7 + 7 * n) for n in range(12)]
    assert {one.starts_at.astimezone(ZONE).time() for one in made} == {time(7)}
    assert all(Host.objects.filter(occurrence=one, lead=True).count() == 1 for one in made)


def test_an_interval_and_a_last_day_are_kept(cast: Cast) -> None:
    made = plan_series(cast, interval=2, until=in_days(7 + 28))
    assert [one.slot for one in made] == [in_days(7), in_days(21), in_days(35)]


def test_a_series_far_away_has_its_first_day_at_once(cast: Cast) -> None:
    assert [one.slot for one in plan_series(cast, day=in_days(200))] == [in_days(200)]


def test_the_tick_makes_what_is_missing_once(cast: Cast) -> None:
    ben = cast.profile(cast.ben, cast.harbour).pk
    paces = [{"name": "Slow", "cap": 5, "leader": ben}]
    event = plan(cast, repeats="weekly", capacity=9, cohosts=[ben], paces=paces)
    later = timezone.now() + timedelta(days=15)
    assert series.make_ahead(later) == 2
    assert series.make_ahead(later) == 0
    made = days_of(event)
    assert len(made) == 14
    assert {second.slot - first.slot for first, second in pairwise(made)} == {WEEK}
    last = made[-1]
    assert (last.capacity, last.title) == (9, "Run by the river")
    assert list(last.paces.values_list("name", "cap", "leader")) == [("Slow", 5, ben)]
    assert dict(Host.objects.filter(occurrence=last).values_list("profile", "lead")) == {
        cast.profile(cast.cara, cast.harbour).pk: True,
        ben: False,
    }


def test_a_series_that_has_ended_makes_nothing(cast: Cast) -> None:
    plan(cast, repeats="weekly", until=in_days(14))
    assert series.make_ahead(timezone.now() + timedelta(days=100)) == 0
    assert Occurrence.objects.count() == 2


def test_after_a_long_stop_no_day_in_the_past_is_made(cast: Cast) -> None:
    event = plan(cast, repeats="weekly")
    later = timezone.now() + timedelta(weeks=30)
    assert series.make_ahead(later) in (12, 13)  # by the time of day
    new = days_of(event)[12:]
    assert new[0].starts_at > later
    assert new[0].slot - later.astimezone(ZONE).date() <= WEEK
    assert {second.slot - first.slot for first, second in pairwise(new)} == {WEEK}


def test_hosts_who_have_left_are_not_copied_on(cast: Cast) -> None:
    ana = cast.profile(cast.ana, cast.harbour)
    event = plan(cast, repeats="weekly", lead=ana.pk)
    cast.membership(cast.ana, cast.harbour).delete()  # not by the action, which would end their hosting
    series.make_ahead(timezone.now() + timedelta(days=8))
    last = days_of(event)[-1]
    assert not Host.objects.filter(occurrence=last).exists()
    assert last.hostless_since is not None


def test_regulars_are_put_down_in_the_order_of_their_standing(cast: Cast) -> None:
    event = plan(cast, repeats="weekly", capacity=2)
    now = timezone.now()
    for hours, person in enumerate((cast.nia, cast.ana, cast.ben, cast.dov)):
        profile = cast.profile(person, cast.harbour)
        Regular.objects.create(event=event, profile=profile, since=now - timedelta(hours=10 - hours))
    assert series.make_ahead(now + timedelta(days=8)) == 1
    last = days_of(event)[-1]
    found = {one.profile.name: (one.state, one.place) for one in Rsvp.objects.filter(occurrence=last)}
    assert found == {"Nia": ("going", None), "Ana": ("going", None), "Ben": ("waitlisted", 1)}  # Dov is no member
    assert set(RsvpMove.objects.filter(occurrence=last).values_list("why", "before")) == {("regular", "")}
    inside = Participant.objects.filter(room=last.room, active=True).values_list("profile__name", flat=True)
    assert set(inside) == {"Cara", "Nia", "Ana"}


def test_one_alone_is_changed_and_keeps_that_when_all_change(cast: Cast) -> None:
    first, second, third, *_ = plan_series(cast)
    events.change(seat(cast.cara, third), clock=time(18), title="Evening run")
    assert again(third).own == ["clock", "title"]
    assert (again(second).title, first.event.title) == ("Run by the river", "Run by the river")
    became = events.change(
        seat(cast.cara, second), scope="onwards", clock=time(8), title="Morning run", area="Old town"
    )
    assert len(became) == 11
    assert again(first).clock == time(7)  # before it, nothing
    assert (again(second).clock, again(second).title, again(second).own) == (time(8), "Morning run", [])
    kept = again(third)
    assert (kept.clock, kept.title, kept.area) == (time(18), "Evening run", "Old town")
    assert kept.starts_at == at(kept.day, time(18))
    series.make_ahead(timezone.now() + timedelta(days=8))
    last = days_of(first.event)[-1]
    assert (last.clock, last.title, last.area) == (time(8), "Morning run", "Old town")


def test_what_was_set_alone_is_the_patterns_again_when_changed_from_it_onwards(cast: Cast) -> None:
    first = plan_series(cast)[0]
    events.change(seat(cast.cara, first), clock=time(18))
    events.change(seat(cast.cara, first), scope="onwards", clock=time(9))
    assert (again(first).clock, again(first).own) == (time(9), [])


def test_moving_onwards_moves_the_weekday_of_all_that_follow(cast: Cast) -> None:
    made = plan_series(cast)
    answers(cast, made[3], cast.ana)
    alone = events.change(seat(cast.cara, made[4]), day=made[4].day + timedelta(days=3))[0]
    events.change(seat(cast.cara, made[2]), scope="onwards", day=made[2].day + timedelta(days=1))
    after = days_of(made[0].event)
    assert [one.pk for one in after] == [one.pk for one in made]
    assert [one.slot for one in after[:2]] == [one.slot for one in made[:2]]
    assert [one.slot for one in after[2:]] == [one.slot + timedelta(days=1) for one in made[2:]]
    assert after[4].day == alone.day  # its own day stays, its place in the series moves along
    assert after[5].day == after[5].slot
    assert after[3].starts_at == at(after[3].slot, time(7))
    assert Rsvp.objects.get(occurrence=made[3]).state == "going"
    assert set(told("event.changed", made[3])) == {"ana"}
    series.make_ahead(timezone.now() + timedelta(days=9))
    assert days_of(made[0].event)[-1].slot == after[-1].slot + WEEK


@pytest.mark.parametrize("days", [7, -1, 21])
def test_slots_never_meet_on_their_way(cast: Cast, days: int) -> None:
    made = plan_series(cast)
    events.change(seat(cast.cara, made[1]), scope="onwards", day=made[1].slot + timedelta(days=days))
    assert [one.slot for one in days_of(made[0].event)[1:]] == [one.slot + timedelta(days=days) for one in made[1:]]


def test_a_series_is_not_moved_before_its_own_past(cast: Cast) -> None:
    made = plan_series(cast)
    with pytest.raises(Invalid) as refused:
        events.change(seat(cast.cara, made[1]), scope="onwards", day=made[0].slot)
    assert refused.value.field == "day"
    assert [one.slot for one in days_of(made[0].event)] == [one.slot for one in made]


def test_a_monthly_series_keeps_its_place_in_the_month_when_moved(cast: Cast) -> None:
    first = date(in_days(0).year + 1, 1, 1)
    thursday = first + timedelta(days=(3 - first.weekday()) % 7 + 7)  # the second one
    event = plan(cast, repeats="monthly", day=thursday)
    series.make_ahead(datetime.combine(thursday, time(), tzinfo=ZONE) + timedelta(days=60))
    made = days_of(event)
    assert len(made) >= 4
    moved = thursday + timedelta(days=1)
    events.change(seat(cast.cara, made[0]), scope="onwards", day=moved)
    nth = (moved.day - 1) // 7
    assert all((one.slot.weekday(), (one.slot.day - 1) // 7) == (4, nth) for one in days_of(event))


def test_another_zone_moves_the_instant_and_not_the_clock(cast: Cast) -> None:
    made = plan_series(cast)
    events.change(seat(cast.cara, made[0]), scope="onwards", zone="Asia/Kathmandu")
    one = again(made[5])
    assert (one.clock, one.zone) == (time(7), "Asia/Kathmandu")
    assert one.starts_at != made[5].starts_at
    assert one.timed_at > made[5].timed_at


def test_capacity_onwards_asks_every_one_of_them(cast: Cast) -> None:
    made = plan_series(cast, capacity=5)
    for person in (cast.ana, cast.ben):
        answers(cast, made[6], person)
    with pytest.raises(Invalid) as refused:
        events.change(seat(cast.cara, made[0]), scope="onwards", capacity=1)
    assert refused.value.field == "capacity"
    assert {one.capacity for one in days_of(made[0].event)} == {5}
    assert Event.objects.get().capacity == 5


def test_the_preview_says_what_the_change_then_does(cast: Cast) -> None:
    made = plan_series(cast)
    answers(cast, made[2], cast.ana)
    answers(cast, made[2], cast.ben, "waitlisted")
    events.change(seat(cast.cara, made[3]), clock=time(18))
    before = list(Occurrence.objects.order_by("slot").values())
    shown = events.preview(seat(cast.cara, made[1]), scope="onwards", clock=time(8), area="Docks")
    assert list(Occurrence.objects.order_by("slot").values()) == before
    assert not Dispatch.objects.exclude(subject=made[3].pk).exists()
    became = events.change(seat(cast.cara, made[1]), scope="onwards", clock=time(8), area="Docks")
    assert [one.occurrence.pk for one in shown] == [one.pk for one in became]
    assert [(one.starts_at, one.ends_at) for one in shown] == [(one.starts_at, one.ends_at) for one in became]
    assert (shown[1].going, shown[1].waitlisted) == (1, 1)
    assert (shown[1].fields, shown[1].told) == (["area", "clock"], ["time", "place"])
    assert shown[2].fields == ["area"]  # its own clock stays


def test_cancelled_onwards_is_the_end_of_the_series(cast: Cast) -> None:
    made = plan_series(cast)
    answers(cast, made[5], cast.ana)
    gone = events.cancel(seat(cast.cara, made[4]), scope="onwards", reason="Winter")
    assert [one.pk for one in gone] == [one.pk for one in made[4:]]
    assert {one.status for one in days_of(made[0].event)[:4]} == {"planned"}
    assert Event.objects.get().until == made[4].slot - timedelta(days=1)
    assert set(told("event.cancelled", made[5])) == {"ana"}
    assert series.make_ahead(timezone.now() + timedelta(weeks=20)) == 0


def test_who_stands_in_for_a_day_does_not_change_the_series(cast: Cast) -> None:
    ana, ben = cast.profile(cast.ana, cast.harbour), cast.profile(cast.ben, cast.harbour)
    made = plan_series(cast, lead=ana.pk)
    Host.objects.create(occurrence=made[2], profile=ben)
    events.change(seat(cast.ben, made[2]), area="Docks")
    for act in (events.change, events.preview):
        with pytest.raises(Forbidden) as refused:
            act(seat(cast.ben, made[2]), scope="onwards", area="Docks")
        assert refused.value.code == "hosts_only"
    assert len(events.change(seat(cast.ana, made[2]), scope="onwards", area="Old town")) == 10


def test_a_scope_nobody_knows_changes_nothing(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        events.change(seat(cast.cara, plan_series(cast)[0]), scope="all", title="X")
    assert refused.value.field == "scope"


def test_a_leaver_is_out_of_all_that_is_to_come_and_no_regular_any_more(cast: Cast) -> None:
    made = plan_series(cast)
    ana = cast.profile(cast.ana, cast.harbour)
    Regular.objects.create(event=made[0].event, profile=ana)
    for one, state in ((made[0], "going"), (made[1], "waitlisted"), (made[2], "declined")):
        answers(cast, one, cast.ana, state)
    leaving.remove(captain(cast), cast.membership(cast.ana, cast.harbour), reason="Enough.")
    assert set(Rsvp.objects.filter(profile=ana).values_list("state", "place")) == {("declined", None)}
    assert again(made[0]).taken == 0
    moves = RsvpMove.objects.filter(profile=ana, why="left_group").values_list("before", "after")
    assert sorted(moves) == [("going", "declined"), ("waitlisted", "declined")]
    assert not Regular.objects.exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_eight_ticks_at_once_make_each_day_once(cast: Cast) -> None:
    event = plan(cast, repeats="weekly")
    Regular.objects.create(event=event, profile=cast.profile(cast.ana, cast.harbour))
    later = timezone.now() + timedelta(days=22)
    outcomes = at_once([lambda: series.make_ahead(later)] * 8)
    assert sum(outcomes) == 3
    slots = [one.slot for one in days_of(event)]
    assert len(slots) == len(set(slots)) == 15
    assert Rsvp.objects.count() == 3
