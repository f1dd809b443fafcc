"""Answering an event, and who sees it (product.md "Meeting")."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from community.errors import Conflict, Forbidden, Invalid, NotFound
from community.models import Person
from community.surface import Action
from groups.access import load_group
from groups.access.rsvps import moves_of, shown
from groups.actions import leaving, rsvps, waitlist
from groups.models import Membership, Occurrence, Rsvp
from messaging.models import Participant
from tests.cast import Cast
from tests.groups.answering import log, of, pace, say, seat, states
from tests.groups.occurrences import make_occurrence

pytestmark = pytest.mark.django_db


def test_who_says_yes_goes_while_there_are_places_and_waits_after(cast: Cast) -> None:
    run = make_occurrence(cast.harbour, capacity=1)
    assert say(cast.ana, run, "going").state == "going"
    waiting = say(cast.ben, run, "going")
    assert (waiting.state, waiting.place) == ("waitlisted", 1)
    assert Occurrence.objects.get(pk=run.pk).taken == 1
    assert log(run) == [("Ana", "", "going", "answered"), ("Ben", "", "waitlisted", "answered")]


def test_the_same_answer_again_is_no_move(cast: Cast) -> None:
    run = make_occurrence(cast.harbour, capacity=1)
    for person in (cast.ana, cast.ben):
        assert say(person, run, "going").pk == say(person, run, "going").pk
    for _ in range(2):
        assert say(cast.nia, run, "declined").state == "declined"
    assert len(log(run)) == 3


def test_who_declines_frees_the_place_and_it_is_offered_on(cast: Cast) -> None:
    run = make_occurrence(cast.harbour, capacity=1)
    say(cast.ana, run, "going")
    say(cast.ben, run, "going")
    declined = say(cast.ana, run, "declined")
    assert (declined.state, declined.place, declined.pace) == ("declined", None, None)
    assert of(cast.ben, run).state == "offered"
    assert Occurrence.objects.get(pk=run.pk).taken == 1


def test_without_a_limit_everybody_goes(cast: Cast) -> None:
    run = make_occurrence(cast.harbour)
    assert {say(person, run, "going").state for person in (cast.ana, cast.ben, cast.nia, cast.cara)} == {"going"}


def test_a_full_pace_makes_wait_and_the_other_one_does_not(cast: Cast) -> None:
    run = make_occurrence(cast.harbour, capacity=3, paces={"easy": 1, "fast": None})
    assert say(cast.ana, run, "going", pace=pace(run, "easy")).state == "going"
    assert say(cast.ben, run, "going", pace=pace(run, "easy")).state == "waitlisted"
    assert say(cast.nia, run, "going", pace=pace(run, "fast")).state == "going"
    assert say(cast.ben, run, "going", pace=pace(run, "fast")).state == "going"
    assert say(cast.cara, run, "going", pace=pace(run, "fast")).state == "waitlisted"


def test_an_event_with_paces_needs_one_of_its_own(cast: Cast) -> None:
    run = make_occurrence(cast.harbour, paces={"easy": 1})
    other = make_occurrence(cast.harbour, paces={"easy": 1})
    plain = make_occurrence(cast.harbour)
    for where, given in ((run, None), (run, "nothing"), (run, pace(other, "easy")), (plain, pace(run, "easy"))):
        with pytest.raises(Invalid) as refused:
            say(cast.ana, where, "going", pace=given)
        assert refused.value.field == "pace"
    assert not Rsvp.objects.exists()
    assert say(cast.ana, run, "going", pace=pace(run, "easy")).state == "going"


def test_who_goes_changes_the_pace_while_there_is_room_and_keeps_the_place_otherwise(cast: Cast) -> None:
    run = make_occurrence(cast.harbour, capacity=3, paces={"easy": 1, "fast": 1, "slow": 1})
    say(cast.ana, run, "going", pace=pace(run, "easy"))
    say(cast.ben, run, "going", pace=pace(run, "fast"))
    say(cast.nia, run, "going", pace=pace(run, "easy"))
    with pytest.raises(Conflict) as refused:
        say(cast.ana, run, "going", pace=pace(run, "fast"))
    assert refused.value.code == "pace_full"
    assert of(cast.ana, run).pace_id == pace(run, "easy")
    moves = len(log(run))
    assert say(cast.ana, run, "going", pace=pace(run, "slow")).state == "going"
    assert of(cast.nia, run).state == "offered"  # the place in the pace that Ana has left
    assert len(log(run)) == moves + 1


def test_a_choice_that_is_not_named_again_stays_as_it_was(cast: Cast) -> None:
    run = make_occurrence(cast.harbour, paces={"easy": 1}, question="Who brings cake?")
    say(cast.ana, run, "going", pace=pace(run, "easy"), seen="host", answer="I do")
    again = say(cast.ana, run, "going")
    assert (again.pace_id, again.seen, again.answer) == (pace(run, "easy"), "host", "I do")
    changed = say(cast.ana, run, "going", seen="name", answer="")
    assert (changed.seen, changed.answer) == ("name", "")
    assert len(log(run)) == 1


def test_the_answer_to_a_question_is_kept_only_where_there_is_one_and_not_after_a_no(cast: Cast) -> None:
    plain = make_occurrence(cast.harbour)
    assert say(cast.ana, plain, "going", answer="Cake").answer == ""
    asked = make_occurrence(cast.harbour, question="Who brings cake?")
    assert say(cast.ana, asked, "going", answer=" Cake ").answer == "Cake"
    assert say(cast.ana, asked, "declined").answer == ""


@pytest.mark.parametrize(("field", "given"), [("state", "offered"), ("state", "perhaps"), ("seen", "all")])
def test_what_is_none_of_the_choices_is_refused(cast: Cast, field: str, given: str) -> None:
    run = make_occurrence(cast.harbour)
    with pytest.raises(Invalid) as refused:
        say(cast.ana, run, **({"state": "going"} | {field: given}))
    assert refused.value.field == field
    assert not Rsvp.objects.exists()


def test_too_long_an_answer_is_refused(cast: Cast) -> None:
    run = make_occurrence(cast.harbour, question="Who brings cake?")
    with pytest.raises(Invalid) as refused:
        say(cast.ana, run, "going", answer="x" * 281)
    assert refused.value.field == "answer"


def test_nobody_says_yes_to_a_cancelled_or_begun_event(cast: Cast) -> None:
    run = make_occurrence(cast.harbour, ahead=timedelta(minutes=5))
    assert say(cast.ana, run, "going").state == "going"
    Occurrence.objects.filter(pk=run.pk).update(status="cancelled")
    assert refusal(cast.ben, run, "going") == "event_cancelled"
    Occurrence.objects.filter(pk=run.pk).update(status="planned", starts_at=timezone.now())
    assert refusal(cast.ben, run, "going") == "event_over"
    assert Rsvp.objects.count() == 1


@pytest.mark.parametrize("change", [{"status": "cancelled"}, {"starts_at": timezone.now()}])
def test_a_no_is_possible_until_the_end_and_offers_nothing_to_others_then(cast: Cast, change: dict[str, Any]) -> None:
    run = make_occurrence(cast.harbour, capacity=1, ahead=timedelta(days=1))
    for person in (cast.ana, cast.ben, cast.nia):
        say(person, run, "going")
    room = Occurrence.objects.get(pk=run.pk).room
    Occurrence.objects.filter(pk=run.pk).update(**change)
    assert say(cast.ana, run, "declined").state == "declined"
    assert say(cast.nia, run, "declined").place is None
    assert states(run) == {"Ana": "declined", "Ben": "waitlisted", "Nia": "declined"}
    assert log(run)[-2:] == [("Ana", "going", "declined", "answered"), ("Nia", "waitlisted", "declined", "answered")]
    assert not Participant.objects.filter(room=room, profile__person=cast.ana, active=True).exists()
    Occurrence.objects.filter(pk=run.pk).update(starts_at=run.starts_at - timedelta(days=2), ends_at=timezone.now())
    assert refusal(cast.ben, run, "declined") in ("event_over", "event_cancelled")


def test_a_place_that_is_held_is_given_back_while_the_event_is_cancelled(cast: Cast) -> None:
    run = make_occurrence(cast.harbour, capacity=1)
    for person in (cast.ana, cast.ben, cast.nia):
        say(person, run, "going")
    say(cast.ana, run, "declined")
    Occurrence.objects.filter(pk=run.pk).update(status="cancelled")
    assert waitlist.pass_on(seat(cast.ben, run)).state == "declined"
    assert states(run)["Nia"] == "waitlisted"


def test_members_answer_and_nobody_else(cast: Cast) -> None:
    run = make_occurrence(cast.harbour)
    with pytest.raises(Forbidden) as refused:
        seat(cast.bea, run)
    assert refused.value.code == "members_come"
    for person in (cast.dov, cast.eve, cast.cleo, cast.maya):
        with pytest.raises(NotFound):
            seat(person, run)


def test_who_left_after_the_page_was_loaded_does_not_come(cast: Cast) -> None:
    run = make_occurrence(cast.harbour)
    loaded = seat(cast.ana, run)
    leaving.leave(load_group(cast.ana, cast.harbour.pk, Action.LEAVE), words="keep")
    with pytest.raises(NotFound):
        rsvps.answer(loaded, "going")
    assert not Rsvp.objects.exists()


def test_who_leaves_the_group_or_is_removed_frees_the_place(cast: Cast) -> None:
    run = make_occurrence(cast.harbour, capacity=2)
    past = make_occurrence(cast.harbour, ahead=timedelta(hours=-2))
    Rsvp.objects.create(occurrence=past, profile=cast.profile(cast.ana, cast.harbour), state="going")
    for person in (cast.ana, cast.ben, cast.cara, cast.nia):
        say(person, run, "going")
    leaving.leave(load_group(cast.ana, cast.harbour.pk, Action.LEAVE), words="anonymise")
    remover = load_group(cast.cara, cast.harbour.pk, Action.REMOVE_MEMBER)
    leaving.remove(remover, cast.membership(cast.ben, cast.harbour), reason="Enough.")
    assert states(run) == {leaving.FORMER: "declined", "Ben": "declined", "Cara": "offered", "Nia": "offered"}
    assert set(run.moves.filter(after="declined").values_list("why", flat=True)) == {"left_group"}
    assert past.rsvps.get().state == "going"  # what has been stays


def test_names_are_seen_as_each_has_chosen(cast: Cast) -> None:
    run = make_occurrence(cast.harbour, capacity=5, question="Who brings cake?")
    say(cast.ana, run, "going", seen="host", answer="Me")
    say(cast.ben, run, "going", seen="plus_one")
    say(cast.cara, run, "going")
    for reader, names, unnamed in (
        (cast.nia, ["Cara"], 1),
        (cast.ben, ["Ben", "Cara"], 0),
        (cast.ana, ["Ana", "Cara"], 1),
        (cast.cara, ["Ana", "Ben", "Cara"], 0),  # she hosts
    ):
        seen = shown(seat(reader, run), timezone.now())
        assert ([goer.name for goer in seen.goers], seen.unnamed) == (names, unnamed)
        assert (seen.counts.going, seen.counts.left) == (3, 2)
    answers = {goer.name: goer.answer for goer in shown(seat(cast.cara, run), timezone.now()).goers}
    assert answers["Ana"] == "Me"
    say(cast.ana, run, "going", seen="name")
    assert {goer.answer for goer in shown(seat(cast.nia, run), timezone.now()).goers} == {""}


def test_a_captain_who_does_not_host_sees_what_everyone_sees(cast: Cast) -> None:
    run = make_occurrence(cast.harbour)
    say(cast.ana, run, "going", seen="host")
    Membership.objects.filter(pk=cast.membership(cast.ben, cast.harbour).pk).update(role="captain")
    assert shown(seat(cast.ben, run), timezone.now()).goers == []
    assert [goer.name for goer in shown(seat(cast.cara, run), timezone.now()).goers] == ["Ana"]


def test_places_are_counted_for_the_whole_and_for_each_pace(cast: Cast) -> None:
    run = make_occurrence(cast.harbour, capacity=3, paces={"easy": 1, "fast": 5})
    for person in (cast.ana, cast.ben, cast.nia):
        say(person, run, "going", pace=pace(run, "easy"))
    say(cast.cara, run, "going", pace=pace(run, "fast"))
    say(cast.ana, run, "declined")
    seen = shown(seat(cast.cara, run), timezone.now())
    assert (seen.counts.going, seen.counts.held, seen.counts.waiting, seen.counts.left) == (1, 1, 1, 1)
    paces = {each.name: (c.going, c.held, c.waiting, c.left) for each, c in seen.paces}
    assert paces == {"easy": (0, 1, 1, 0), "fast": (1, 0, 0, 1)}
    assert not seen.open_to_all
    assert shown(seat(cast.cara, run), run.starts_at - timedelta(minutes=45)).open_to_all


def test_the_log_names_whom_the_reader_may_see_and_is_for_who_waits_or_hosts(cast: Cast) -> None:
    run = make_occurrence(cast.harbour, capacity=1)
    say(cast.ana, run, "going", seen="host")
    say(cast.ben, run, "going")
    say(cast.nia, run, "declined")
    moves = moves_of(seat(cast.ben, run))
    assert [(one.name, one.after, one.mine) for one in moves] == [("", "going", False), ("Ben", "waitlisted", True)]
    assert [one.name for one in moves_of(seat(cast.cara, run))] == ["Ana", "Ben"]
    for outsider in (cast.ana, cast.nia):
        with pytest.raises(NotFound):
            moves_of(seat(outsider, run))
    say(cast.ana, run, "declined")
    leaving.leave(load_group(cast.ana, cast.harbour.pk, Action.LEAVE), words="keep")
    assert [one.after for one in moves_of(seat(cast.ben, run))] == ["going", "waitlisted", "declined", "offered"]


@pytest.mark.parametrize(("words", "name"), [("keep", "Ana"), ("anonymise", "")])
def test_in_the_log_a_leave_reads_as_a_no_of_the_same_person(cast: Cast, words: str, name: str) -> None:
    run = make_occurrence(cast.harbour, capacity=1)
    for person in (cast.ana, cast.ben, cast.nia):
        say(person, run, "going")
    leaving.leave(load_group(cast.ana, cast.harbour.pk, Action.LEAVE), words=words)
    leaving.leave(load_group(cast.ben, cast.harbour.pk, Action.LEAVE), words="keep")
    assert ("Ben", "offered", "declined", "left_group") in log(run)
    for reader in (cast.nia, cast.cara):
        moves = [(one.name, one.before, one.after, one.why) for one in moves_of(seat(reader, run))]
        assert (name, "", "going", "answered") in moves
        assert (name, "going", "declined", "answered") in moves
        assert ("Ben", "offered", "declined", "passed") in moves
        said = cast.api(reader).get(f"/api/v1/groups/{run.group_id}/events/{run.pk}/moves").content.decode()
        assert "left" not in said and leaving.FORMER not in said


def refusal(person: Person, run: Occurrence, state: str) -> str:
    with pytest.raises(Conflict) as refused:
        say(person, run, state)
    return refused.value.code
