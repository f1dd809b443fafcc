"""Exactly as many as there are places, however many answer at once: measured with a connection each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from random import Random
from uuid import UUID

import pytest
from django.utils import timezone

from community.errors import SnugError
from community.models import Dispatch, Person
from community.surface import Action
from community.whole import whole
from groups.access import load_group
from groups.actions import leaving, rsvps, waitlist
from groups.actions.locks import lock_occurrences
from groups.models import Group, Membership, Occurrence, Rsvp, RsvpMove
from groups.offers import open_from
from tests.cast import Cast, join, make_person
from tests.groups.answering import pace, seat
from tests.groups.occurrences import make_occurrence
from tests.groups.parallel import at_once, deadlocks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_a_hundred_answers_for_twenty_places_are_twenty_going_and_eighty_in_line(cast: Cast) -> None:
    run = make_occurrence(cast.harbour, capacity=20)
    outcomes = at_once([coming(person, run) for person in crowd(cast, 100)])
    assert Counter(map(said, outcomes)) == {"going": 20, "waitlisted": 80}
    assert Occurrence.objects.get(pk=run.pk).taken == 20
    line = run.rsvps.filter(state="waitlisted").order_by("place")
    assert list(line.values_list("place", flat=True)) == list(range(1, 81))
    # The line is the order in which the answers came, as everybody who waits can read it.
    came = run.moves.filter(after="waitlisted").order_by("pk").values_list("profile", flat=True)
    assert list(line.values_list("profile", flat=True)) == list(came)
    assert sorted(one.place for one in outcomes if one.state == "waitlisted") == list(range(1, 81))


def test_caps_of_paces_hold_in_the_same_crowd(cast: Cast) -> None:
    run = make_occurrence(cast.harbour, capacity=20, paces={"easy": 15, "fast": 8, "slow": None})
    ids = [pace(run, name) for name in ("easy", "fast", "slow")]
    people = crowd(cast, 99)
    outcomes = at_once([coming(person, run, pace=ids[n % 3]) for n, person in enumerate(people)])
    assert Counter(map(said, outcomes)) == {"going": 20, "waitlisted": 79}
    going = Counter(run.rsvps.filter(state="going").values_list("pace__name", flat=True))
    assert going["easy"] <= 15
    assert going["fast"] <= 8
    assert dict(run.paces.values_list("name", "taken")) == {"easy": 0, "fast": 0, "slow": 0} | going
    full = make_occurrence(cast.harbour, paces={"easy": 7, "fast": 8})
    ids = [pace(full, name) for name in ("easy", "fast")]
    outcomes = at_once([coming(person, full, pace=ids[n % 2]) for n, person in enumerate(people)])
    assert Counter((said(one), one.pace.name) for one in outcomes) == {
        ("going", "easy"): 7, ("waitlisted", "easy"): 43, ("going", "fast"): 8, ("waitlisted", "fast"): 41,
    }  # fmt: skip


def test_one_person_answering_twenty_times_at_once_is_one_answer(cast: Cast) -> None:
    run = make_occurrence(cast.harbour, capacity=1)
    outcomes = at_once([coming(cast.ana, run)] * 20)
    assert Counter(map(said, outcomes)) == {"going": 20}
    assert (Rsvp.objects.count(), RsvpMove.objects.count()) == (1, 1)


def test_an_offer_taken_and_lapsing_at_the_same_moment_does_exactly_one(cast: Cast) -> None:
    for _ in range(6):
        run = offered(cast)
        until = run.rsvps.get(state="offered").offer_until
        assert until is not None
        ben = seat(cast.ben, run)
        outcomes = at_once([partial(waitlist.accept, ben), partial(waitlist.lapse, until)] * 4)
        states = dict(run.rsvps.values_list("profile__name", "state"))
        if states["Ben"] == "going":
            assert states["Nia"] == "waitlisted"
            assert {said(one) for one in outcomes} <= {"going", "0", "1"}
        else:
            assert states == {"Ana": "declined", "Ben": "declined", "Nia": "offered"}
            assert {said(one) for one in outcomes} == {"offer_over", "0", "1"}
        assert Occurrence.objects.get(pk=run.pk).taken == 1
        assert run.moves.filter(profile__person=cast.ben, before="offered").count() == 1


def test_the_same_lapse_by_many_workers_is_one(cast: Cast) -> None:
    run = offered(cast)
    late = timezone.now() + timedelta(hours=40)
    outcomes = at_once([partial(waitlist.lapse, late)] * 10)
    assert [one for one in outcomes if isinstance(one, Exception)] == []
    assert sum(outcomes) == 1
    assert dict(run.rsvps.values_list("profile__name", "state")) == {
        "Ana": "declined", "Ben": "declined", "Nia": "offered",
    }  # fmt: skip
    assert Dispatch.objects.filter(kind="rsvp.offer", channel="app", person=cast.nia).count() == 1


def test_leaving_offering_taking_passing_lapsing_and_other_limits_all_at_once_lose_no_place(cast: Cast) -> None:
    """Whatever comes first: no limit is passed, no place is free while somebody waits, the line keeps its order."""
    before, random = deadlocks(), Random(7)
    run = make_occurrence(cast.harbour, capacity=6, paces={"easy": 4, "fast": None})
    ids = [pace(run, "easy"), pace(run, "fast")]
    people = crowd(cast, 30)
    for n, person in enumerate(people):
        rsvps.answer(seat(person, run), "going", pace=ids[n % 2])
    for round_ in range(5):
        random.shuffle(people)
        line = in_line(run)
        at_rest(run, at_once(_deeds(cast, run, people, round_)))
        now = in_line(run)
        stayed = [one for one in line if one in now]
        assert now[: len(stayed)] == stayed
    assert deadlocks() == before


def test_an_answer_given_while_its_giver_leaves_holds_no_place(cast: Cast) -> None:
    for person in crowd(cast, 6):
        run = make_occurrence(cast.harbour, capacity=1)
        loaded, place = seat(person, run), load_group(person, cast.harbour.pk, Action.LEAVE)
        jobs: list[Callable[[], object]] = [partial(rsvps.answer, loaded, "going")] * 3
        at_once([*jobs, partial(leaving.leave, place, words="keep")])
        assert not Membership.objects.current().filter(profile__person=person).exists()
        assert not run.rsvps.exclude(state="declined").exists()
        assert Occurrence.objects.get(pk=run.pk).taken == 0


def _deeds(cast: Cast, run: Occurrence, people: list[Person], round_: int) -> list[Callable[[], object]]:
    offers = run.rsvps.filter(state="offered").select_related("profile__person").order_by("place")
    held = [one.profile.person for one in offers if one.profile.person]
    jobs: list[Callable[[], object]] = []
    for person in held:
        jobs += [partial(deed, seat(person, run)) for deed in (waitlist.accept, waitlist.pass_on)]
    jobs += [partial(rsvps.answer, seat(person, run), "declined") for person in people[:5]]
    fast = pace(run, "fast")
    jobs += [partial(rsvps.answer, seat(person, run), "going", pace=fast) for person in people[5:10]]
    leaver = people.pop()
    place = load_group(leaver, cast.harbour.pk, Action.LEAVE)
    jobs.append(partial(leaving.leave, place, words="keep"))
    jobs += [partial(waitlist.lapse, timezone.now() + (round_ + 1) * timedelta(hours=30))] * 2
    jobs.append(partial(more_places, run.pk, 6 + round_ % 3))
    return jobs


@whole
def more_places(pk: UUID, capacity: int) -> None:
    """As the change of an event does it: never below what is taken."""
    run = lock_occurrences([pk])[pk]
    run.capacity = max(capacity, run.taken)
    run.save(update_fields=["capacity"])
    waitlist.fill(run, timezone.now())


def at_rest(run: Occurrence, outcomes: list[object]) -> None:
    broken = [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, SnugError)]
    assert broken == []
    run.refresh_from_db()
    held = Counter(run.rsvps.filter(state__in=Rsvp.HOLDING).values_list("pace__name", flat=True))
    assert run.capacity is not None
    assert run.taken == held.total() <= run.capacity
    for each in run.paces.all():
        assert each.taken == held[each.name]
        assert each.cap is None or each.taken <= each.cap
    assert timezone.now() < open_from(run.starts_at)
    if run.taken < run.capacity:  # then only a full pace keeps anybody waiting
        waiting = set(run.rsvps.filter(state="waitlisted").values_list("pace__name", flat=True))
        assert waiting <= {each.name for each in run.paces.all() if each.taken == each.cap}
    gone = Membership.objects.current().filter(group=run.group_id).values("profile")
    assert not run.rsvps.exclude(state="declined").exclude(profile__in=gone).exists()


def in_line(run: Occurrence) -> list[tuple[UUID, int | None]]:
    return list(run.rsvps.filter(place__isnull=False).order_by("place").values_list("pk", "place"))


def crowd(cast: Cast, number: int) -> list[Person]:
    Group.objects.filter(pk=cast.harbour.pk).update(load_test=True, size_cap=5000)
    people = [make_person(f"p{n}") for n in range(number)]
    for person in people:
        join(person, cast.harbour)
    return people


def offered(cast: Cast) -> Occurrence:
    """One place, offered to Ben; Nia is next."""
    run = make_occurrence(cast.harbour, capacity=1)
    for person in (cast.ana, cast.ben, cast.nia):
        rsvps.answer(seat(person, run), "going")
    rsvps.answer(seat(cast.ana, run), "declined")
    return run


def coming(person: Person, run: Occurrence, **more: object) -> Callable[[], Rsvp]:
    loaded = seat(person, run)
    return lambda: rsvps.answer(loaded, "going", **more)  # type: ignore[arg-type]


def said(outcome: object) -> str:
    if isinstance(outcome, SnugError):
        return outcome.code
    return outcome.state if isinstance(outcome, Rsvp) else str(outcome)
