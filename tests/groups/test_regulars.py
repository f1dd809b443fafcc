"""A standing yes to a series, and skipping one (product.md "Meeting")."""

from __future__ import annotations

from datetime import timedelta

import pytest

from community.errors import Conflict, Invalid
from community.surface import Action
from groups.access import load_group
from groups.actions import leaving, regulars
from groups.models import Event, Group, Occurrence, PaceGroup, Regular, Rsvp
from tests.cast import Cast
from tests.groups.answering import log, of, pace, say, seat, states
from tests.groups.occurrences import make_event, make_occurrence

pytestmark = pytest.mark.django_db


def test_a_regular_comes_on_every_coming_day_and_waits_where_it_is_full(cast: Cast) -> None:
    first, second, third = series(cast.harbour, capacity=1)
    past = make_occurrence(cast.harbour, ahead=timedelta(days=-7), event=first.event)
    off = make_occurrence(cast.harbour, ahead=timedelta(days=28), event=first.event, status="cancelled")
    other = make_occurrence(cast.harbour, ahead=timedelta(days=8))
    say(cast.ben, second, "going")
    regulars.become_regular(seat(cast.ana, first))
    assert [of(cast.ana, run).state for run in (first, second, third)] == ["going", "waitlisted", "going"]
    assert log(third) == [("Ana", "", "going", "regular")]
    assert not Rsvp.objects.filter(occurrence__in=[past, off, other]).exists()


def test_what_was_answered_already_stays(cast: Cast) -> None:
    first, second, _ = series(cast.harbour)
    say(cast.ana, second, "declined")
    regular = regulars.become_regular(seat(cast.ana, first), seen="plus_one")
    assert of(cast.ana, second).state == "declined"
    say(cast.ana, first, "declined")  # skipping one
    assert regulars.become_regular(seat(cast.ana, first), seen="host").pk == regular.pk
    assert states(first) == {"Ana": "declined"}
    assert Regular.objects.get().seen == "host"


def test_the_pace_is_found_by_its_name_on_each_day(cast: Cast) -> None:
    first, second, third = series(cast.harbour, paces={"easy": 1, "fast": None})
    PaceGroup.objects.filter(occurrence=third, name="easy").update(name="gentle")
    for given in ("", "slow"):
        with pytest.raises(Invalid) as refused:
            regulars.become_regular(seat(cast.ana, first), pace=given)
        assert refused.value.field == "pace"
    regulars.become_regular(seat(cast.ana, first), pace="easy")
    assert [of(cast.ana, run).pace_id for run in (first, second)] == [pace(first, "easy"), pace(second, "easy")]
    assert (of(cast.ana, third).state, of(cast.ana, third).pace) == ("going", None)  # they choose there themselves


def test_a_series_that_is_given_paces_keeps_its_regulars_who_choose_one(cast: Cast) -> None:
    first, *_ = series(cast.harbour)
    regulars.become_regular(seat(cast.ana, first))
    regulars.become_regular(seat(cast.ben, first))
    paced = {"capacity": 1, "paces": {"easy": 1, "fast": 1}}
    fresh = make_occurrence(cast.harbour, ahead=timedelta(days=35), event=first.event, **paced)  # type: ignore[arg-type]
    regulars.put_down_regulars(fresh)
    assert states(fresh) == {"Ana": "going", "Ben": "waitlisted"}
    assert not fresh.paces.filter(taken__gt=0).exists()
    chosen = say(cast.ana, fresh, "going", pace=pace(fresh, "easy"))
    assert (chosen.state, chosen.pace_id) == ("going", pace(fresh, "easy"))


def test_a_choice_that_is_not_named_again_stays_as_it_was(cast: Cast) -> None:
    first, *_ = series(cast.harbour, paces={"easy": None})
    regulars.become_regular(seat(cast.ana, first), pace="easy", seen="host")
    again = regulars.become_regular(seat(cast.ana, first))
    assert (again.pace, again.seen) == ("easy", "host")
    assert regulars.become_regular(seat(cast.ana, first), seen="name").seen == "name"
    PaceGroup.objects.filter(occurrence=first).update(name="gentle")
    with pytest.raises(Invalid) as refused:
        regulars.become_regular(seat(cast.ana, first))
    assert refused.value.field == "pace"
    plain, *_ = series(cast.harbour)
    Regular.objects.create(event=plain.event, profile=cast.profile(cast.ana, cast.harbour), pace="easy")
    assert regulars.become_regular(seat(cast.ana, plain)).pace == ""


def test_what_happens_once_has_no_regulars(cast: Cast) -> None:
    run = make_occurrence(cast.harbour)
    with pytest.raises(Conflict) as refused:
        regulars.become_regular(seat(cast.ana, run))
    assert refused.value.code == "not_a_series"
    assert not Regular.objects.exists()


def test_a_new_day_puts_the_regulars_down_in_their_order(cast: Cast) -> None:
    first, *_ = series(cast.harbour)
    for person in (cast.ben, cast.ana, cast.nia, cast.cara):
        regulars.become_regular(seat(person, first))
    leaving.leave(load_group(cast.nia, cast.harbour.pk, Action.LEAVE), words="keep")
    Regular.objects.create(event=first.event, profile=cast.profile(cast.dov, cast.harbour), since=first.created_at)
    fresh = make_occurrence(cast.harbour, ahead=timedelta(days=35), capacity=2, event=first.event)
    for _ in range(2):
        regulars.put_down_regulars(fresh)
    assert log(fresh) == [
        ("Ben", "", "going", "regular"),
        ("Ana", "", "going", "regular"),
        ("Cara", "", "waitlisted", "regular"),
    ]
    assert of(cast.cara, fresh).place == 1


def test_who_stops_gives_back_what_they_never_answered_and_keeps_the_day_at_hand(cast: Cast) -> None:
    first, second, third = series(cast.harbour, capacity=1)
    regulars.become_regular(seat(cast.ana, first))
    for run in (first, second, third):
        say(cast.ben, run, "going")
    say(cast.ana, third, "declined")
    say(cast.ben, third, "declined")
    say(cast.ana, third, "going")
    regulars.stop_being_regular(seat(cast.ana, first))
    assert [of(cast.ana, run).state for run in (first, second, third)] == ["going", "declined", "going"]
    assert of(cast.ben, second).state == "offered"
    assert not Regular.objects.exists()
    before = len(log(second))
    regulars.stop_being_regular(seat(cast.ana, first))  # nothing any more
    assert len(log(second)) == before


def test_who_leaves_the_group_is_no_regular_any_more(cast: Cast) -> None:
    first, second, _ = series(cast.harbour, capacity=1)
    regulars.become_regular(seat(cast.ana, first))
    regulars.become_regular(seat(cast.ben, first))
    leaving.leave(load_group(cast.ana, cast.harbour.pk, Action.LEAVE), words="keep")
    assert [one.profile.name for one in Regular.objects.all()] == ["Ben"]
    assert states(second) == {"Ana": "declined", "Ben": "offered"}


def series(group: Group, **fields: object) -> list[Occurrence]:
    """Three Thursdays, the first in a week."""
    event = make_event(group, repeats=Event.Repeats.WEEKLY)
    return [make_occurrence(group, ahead=timedelta(weeks=n), event=event, **fields) for n in (1, 2, 3)]  # type: ignore[arg-type]
