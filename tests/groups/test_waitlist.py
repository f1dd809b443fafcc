"""The waitlist: who is next is asked, in order, and nobody is kept waiting for an answer for ever (reminders.md)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from community.errors import Conflict, Invalid
from community.models import Dispatch, Person, Reach
from groups import tasks
from groups.access.rsvps import line_of
from groups.actions import waitlist
from groups.actions.locks import lock_occurrences
from groups.models import Occurrence, PaceGroup, Rsvp
from tests.cast import Cast
from tests.groups.answering import log, of, pace, say, seat, states
from tests.groups.occurrences import make_occurrence

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def awake(cast: Cast) -> None:
    """Nobody has quiet hours, so that offers last as long as they are."""
    for person in cast.names.values():
        Reach.objects.create(person=person, quiet_from="00:00", quiet_to="00:00")


def test_a_free_place_is_held_for_who_is_next_and_they_are_told(cast: Cast) -> None:
    run = full(cast)
    say(cast.ana, run, "declined")
    offered = of(cast.ben, run)
    assert offered.offer_until == offered.since + timedelta(hours=24)
    assert states(run) == {"Ana": "declined", "Ben": "offered", "Nia": "waitlisted"}
    assert say(cast.cara, run, "going").state == "waitlisted"
    (told,) = Dispatch.objects.filter(channel="app")
    assert (told.kind, told.person, told.subject) == ("rsvp.offer", cast.ben, run.pk)
    assert (told.variant, told.moment, told.useful_until) == (1, offered.offer_until, offered.offer_until)


def test_who_takes_the_offer_goes(cast: Cast) -> None:
    run = full(cast)
    say(cast.ana, run, "declined")
    assert waitlist.accept(seat(cast.ben, run)).state == "going"
    assert waitlist.accept(seat(cast.ben, run)).place is None  # twice is once
    assert [line for line in log(run) if line[0] == "Ben"] == [
        ("Ben", "", "waitlisted", "answered"),
        ("Ben", "waitlisted", "offered", "offered"),
        ("Ben", "offered", "going", "taken"),
    ]
    assert not Dispatch.objects.filter(state="pending").exists()


@pytest.mark.parametrize("by", ["pass", "answer"])
def test_who_passes_it_on_declines_and_the_next_one_is_asked(cast: Cast, by: str) -> None:
    run = full(cast)
    say(cast.ana, run, "declined")
    for _ in range(2):
        _ = waitlist.pass_on(seat(cast.ben, run)) if by == "pass" else say(cast.ben, run, "declined")
    assert states(run) == {"Ana": "declined", "Ben": "declined", "Nia": "offered"}
    assert ("Ben", "offered", "declined", "passed") in log(run)


def test_going_is_taking_the_offer(cast: Cast) -> None:
    run = full(cast)
    say(cast.ana, run, "declined")
    assert say(cast.ben, run, "going").state == "going"
    assert log(run)[-1] == ("Ben", "offered", "going", "taken")


def test_without_an_offer_there_is_nothing_to_take_or_pass_on(cast: Cast) -> None:
    run = full(cast)
    for person in (cast.ben, cast.cara):
        for deed in (waitlist.accept, waitlist.pass_on):
            with pytest.raises(Conflict) as refused:
                deed(seat(person, run))
            assert refused.value.code == "offer_over"
    assert states(run) == {"Ana": "going", "Ben": "waitlisted", "Nia": "waitlisted"}


def test_a_place_is_not_taken_at_a_time_that_was_never_seen(cast: Cast) -> None:
    run = full(cast)
    say(cast.ana, run, "declined")
    Occurrence.objects.filter(pk=run.pk).update(sequence=1)
    with pytest.raises(Conflict) as refused:
        waitlist.accept(seat(cast.ben, run), sequence=0)
    assert refused.value.code == "event_changed"
    assert states(run)["Ben"] == "offered"
    assert waitlist.accept(seat(cast.ben, run), sequence=1).state == "going"


def test_who_waited_before_there_were_paces_takes_the_offer_with_one_of_them(cast: Cast) -> None:
    run = full(cast)
    easy, fast = (PaceGroup.objects.create(occurrence=run, name=name, cap=1, place=0) for name in ("easy", "fast"))
    Occurrence.objects.filter(pk=run.pk).update(capacity=4)
    say(cast.cara, run, "going", pace=easy.pk)
    assert states(run)["Ben"] == states(run)["Nia"] == "offered"
    with pytest.raises(Invalid) as unsaid:
        waitlist.accept(seat(cast.ben, run))
    assert unsaid.value.field == "pace"
    with pytest.raises(Conflict) as refused:
        waitlist.accept(seat(cast.ben, run), pace=easy.pk)
    assert (refused.value.code, states(run)["Ben"]) == ("pace_full", "offered")
    taken = waitlist.accept(seat(cast.ben, run), pace=fast.pk, seen="host")
    assert (taken.state, taken.pace_id, taken.seen) == ("going", fast.pk, "host")


def test_who_is_still_to_choose_a_pace_is_asked_once_one_of_them_has_room(cast: Cast) -> None:
    run = full(cast)
    easy = PaceGroup.objects.create(occurrence=run, name="easy", cap=0)
    Occurrence.objects.filter(pk=run.pk).update(capacity=None)
    refill(run)
    assert states(run)["Ben"] == "waitlisted"
    PaceGroup.objects.filter(pk=easy.pk).update(cap=1)
    refill(run)
    assert states(run)["Ben"] == "offered"


def test_an_unanswered_offer_lapses_and_goes_on(cast: Cast) -> None:
    run = full(cast)
    say(cast.ana, run, "declined")
    until = of(cast.ben, run).offer_until
    assert until is not None
    assert waitlist.lapse(until - timedelta(seconds=1)) == 0
    assert waitlist.lapse(until) == 1
    assert waitlist.lapse(until) == 0
    assert states(run) == {"Ana": "declined", "Ben": "declined", "Nia": "offered"}
    assert log(run)[-2:] == [("Ben", "offered", "declined", "lapsed"), ("Nia", "waitlisted", "offered", "offered")]


def test_an_offer_that_is_over_is_not_taken_even_before_the_clock_has_seen_it(cast: Cast) -> None:
    run = full(cast)
    say(cast.ana, run, "declined")
    until = of(cast.ben, run).offer_until
    assert until is not None
    with time_machine.travel(until, tick=False):
        with pytest.raises(Conflict) as refused:
            waitlist.accept(seat(cast.ben, run))
        assert refused.value.code == "offer_over"
        assert say(cast.ben, run, "going").state == "waitlisted"  # behind Nia, who is asked now
        assert of(cast.nia, run).state == "offered"


def test_the_task_tends_all_of_them(cast: Cast) -> None:
    runs = [full(cast), full(cast)]
    for run in runs:
        say(cast.ana, run, "declined")
    Rsvp.objects.filter(state="offered").update(offer_until=timezone.now())
    tasks.tend_waitlists()
    assert [states(run)["Nia"] for run in runs] == ["offered", "offered"]


def test_nothing_is_held_from_three_quarters_of_an_hour_before_the_start(cast: Cast) -> None:
    run = full(cast)
    with time_machine.travel(run.starts_at - timedelta(minutes=46), tick=False):
        say(cast.ana, run, "declined")
        assert of(cast.ben, run).offer_until == run.starts_at - timedelta(minutes=45)
    with time_machine.travel(run.starts_at - timedelta(minutes=45), tick=False):
        tasks.tend_waitlists()
        assert states(run) == {"Ana": "declined", "Ben": "declined", "Nia": "waitlisted"}
        # First come, first served: for who waits, who has just lost an offer, and who comes anew.
        assert say(cast.cara, run, "going").state == "going"
        assert say(cast.nia, run, "going").state == "waitlisted"
        say(cast.cara, run, "declined")
        assert states(run)["Nia"] == "waitlisted"
        assert say(cast.nia, run, "going").state == "going"
        assert say(cast.ben, run, "going").state == "waitlisted"


def test_as_many_are_asked_as_there_are_places(cast: Cast) -> None:
    run = full(cast)
    say(cast.cara, run, "going")
    Occurrence.objects.filter(pk=run.pk).update(capacity=3)
    refill(run)
    assert states(run) == {"Ana": "going", "Ben": "offered", "Nia": "offered", "Cara": "waitlisted"}
    refill(run)
    assert Occurrence.objects.get(pk=run.pk).taken == 3
    Occurrence.objects.filter(pk=run.pk).update(capacity=None)
    refill(run)
    assert states(run)["Cara"] == "offered"


def test_who_waits_for_a_full_pace_keeps_nobody_from_a_place_in_another(cast: Cast) -> None:
    run = make_occurrence(cast.harbour, capacity=2, paces={"easy": 1, "fast": 2})
    say(cast.ana, run, "going", pace=pace(run, "easy"))
    say(cast.ben, run, "going", pace=pace(run, "fast"))
    say(cast.nia, run, "going", pace=pace(run, "easy"))
    say(cast.cara, run, "going", pace=pace(run, "fast"))
    say(cast.ben, run, "declined")
    assert states(run) == {"Ana": "going", "Ben": "declined", "Nia": "waitlisted", "Cara": "offered"}
    PaceGroup.objects.filter(pk=pace(run, "easy")).update(cap=2)
    waitlist.pass_on(seat(cast.cara, run))
    assert states(run)["Nia"] == "offered"


def test_who_waits_and_chooses_another_pace_with_room_goes_at_once_and_keeps_the_number_else(cast: Cast) -> None:
    run = make_occurrence(cast.harbour, capacity=2, paces={"easy": 1, "fast": 2, "slow": 1})
    say(cast.ana, run, "going", pace=pace(run, "easy"))
    say(cast.ben, run, "going", pace=pace(run, "easy"))
    assert say(cast.ben, run, "going", pace=pace(run, "fast")).state == "going"
    say(cast.nia, run, "going", pace=pace(run, "easy"))
    changed = say(cast.nia, run, "going", pace=pace(run, "slow"))
    assert (changed.state, changed.place, changed.pace_id) == ("waitlisted", 2, pace(run, "slow"))


def test_the_line_is_counted_and_its_numbers_are_never_given_twice(cast: Cast) -> None:
    run = full(cast)
    say(cast.cara, run, "going")
    for person, expected in ((cast.ben, (1, 3, 0)), (cast.nia, (2, 3, 0)), (cast.cara, (3, 3, 0))):
        line = line_of(seat(person, run))
        assert line is not None
        assert (line.place, line.waiting, line.held) == expected
    say(cast.ben, run, "declined")
    say(cast.cara, run, "declined")
    assert of(cast.nia, run).place == 2
    assert say(cast.cara, run, "going").place == 4
    line = line_of(seat(cast.cara, run))
    assert line is not None
    assert line.place == 2
    assert line_of(seat(cast.ana, run)) is None


def test_an_offer_stands_still_while_its_reader_sleeps(cast: Cast) -> None:
    run = full(cast)
    Reach.objects.filter(person=cast.ben).update(quiet_from="22:00", quiet_to="07:00")
    night = run.starts_at.replace(hour=23, minute=0, second=0, microsecond=0)  # everybody's clock here is UTC
    with time_machine.travel(night - timedelta(days=3), tick=False):
        say(cast.ana, run, "declined")
        until = of(cast.ben, run).offer_until
        assert until is not None
        assert until - timezone.now() == timedelta(hours=8 + 15 + 9 + 9)


def test_a_cancelled_event_offers_nothing_and_its_offers_begin_anew_when_it_stands_again(cast: Cast) -> None:
    run = full(cast)
    say(cast.ana, run, "declined")
    first = of(cast.ben, run).offer_until
    assert first is not None
    Occurrence.objects.filter(pk=run.pk).update(status="cancelled")
    assert waitlist.lapse(first) == 0
    later = first + timedelta(hours=1)
    with time_machine.travel(later, tick=False):
        Occurrence.objects.filter(pk=run.pk).update(status="planned", timed_at=later)
        refill(run)
        assert of(cast.ben, run).offer_until == later + timedelta(hours=24)
        assert Dispatch.objects.filter(kind="rsvp.offer", channel="app", state="pending").count() == 1


def test_an_event_moved_close_lets_no_offer_outlast_its_places(cast: Cast) -> None:
    run = full(cast)
    say(cast.ana, run, "declined")
    soon = timezone.now() + timedelta(hours=1)
    Occurrence.objects.filter(pk=run.pk).update(starts_at=soon, timed_at=timezone.now())
    refill(run)
    assert of(cast.ben, run).offer_until == soon - timedelta(minutes=45)


def test_a_closed_account_is_not_asked(cast: Cast) -> None:
    run = full(cast)
    Person.objects.filter(pk=cast.ben.pk).update(is_active=False)
    say(cast.ana, run, "declined")
    assert states(run) == {"Ana": "declined", "Ben": "waitlisted", "Nia": "offered"}


def test_places_are_read_from_the_rows_and_not_from_memory(cast: Cast) -> None:
    run = make_occurrence(cast.harbour, capacity=1)
    stale = Occurrence.objects.get(pk=run.pk)
    say(cast.ana, run, "going")
    say(cast.ben, run, "going")
    assert stale.taken == 0
    assert not waitlist.fill(stale, timezone.now())


def full(cast: Cast) -> Occurrence:
    """A run with one place, which Ana has; Ben waits, then Nia."""
    run = make_occurrence(cast.harbour, capacity=1)
    for person in (cast.ana, cast.ben, cast.nia):
        say(person, run, "going")
    return run


def refill(run: Occurrence) -> None:
    waitlist.fill(lock_occurrences([run.pk])[run.pk], timezone.now())
