"""The pages of events as people find them: the list, one event, and what they say to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.models import Dispatch, Person, Profile
from community.surface import Action
from groups.actions import events, rsvps
from groups.models import Membership, Occurrence, Rsvp, Seen
from tests.cast import Cast, join, make_person
from tests.groups.pages import text
from tests.groups.plans import again, in_days, move_start, plan_one, plan_series, seat

LIST = "/g/harbour-runners/events/"


def page_of(occurrence: Occurrence, rest: str = "") -> str:
    return f"{LIST}{occurrence.pk}/{rest}"


def says(cast: Cast, person: Person, occurrence: Occurrence, state: str = "going", **more: str) -> int:
    return cast.client(person).post(page_of(occurrence, "answer/"), {"state": state, **more}).status_code


def state_of(cast: Cast, person: Person, occurrence: Occurrence) -> str:
    return Rsvp.objects.get(occurrence=occurrence, profile__person=person).state


def test_the_list_shows_what_comes_in_its_sections_and_what_was(cast: Cast) -> None:
    today = move_start(plan_one(cast, title="Tonight"), timezone.now() + timedelta(minutes=1))
    plan_one(cast, title="In a month", day=in_days(30))
    move_start(plan_one(cast, title="Long ago"), timezone.now() - timedelta(days=4))
    page = text(cast.client(cast.ana), LIST)
    order = ["Tonight", ">Later</h2>", "In a month", ">Past</h2>", "Long ago"]
    assert [page.index(word) for word in order] == sorted(page.index(word) for word in order)
    assert page_of(today) in page


def test_the_tab_counts_what_waits_for_an_answer_in_the_next_days(cast: Cast) -> None:
    soon, client = plan_one(cast, day=in_days(3)), cast.client(cast.ana)
    plan_one(cast, day=in_days(20))
    off = plan_one(cast, day=in_days(2))
    events.cancel(seat(cast.cara, off))
    people = "/g/harbour-runners/people/"
    assert '<span class="count">1<span class="vh"> to answer' in text(client, people)
    says(cast, cast.ana, soon, "declined")
    assert "to answer" not in text(client, people)
    assert "to answer" not in text(cast.client(cast.bea), people)


def test_home_begins_with_what_is_next(cast: Cast) -> None:
    near, far = plan_one(cast, title="Near", day=in_days(2)), plan_one(cast, title="Far", day=in_days(3))
    assert "Next for you" not in text(cast.client(cast.ana), "/")
    says(cast, cast.ana, far)
    assert page_of(far) in text(cast.client(cast.ana), "/")
    says(cast, cast.ana, near)
    assert page_of(near) in text(cast.client(cast.ana), "/")
    assert "You host it" in text(cast.client(cast.cara), "/")
    events.cancel(seat(cast.cara, near))
    assert page_of(far) in text(cast.client(cast.ana), "/")


def test_an_empty_list_says_what_belongs_there_and_the_captain_what_to_do(cast: Cast) -> None:
    assert "Nothing planned yet" in text(cast.client(cast.ana), LIST)
    assert "Plan an event" not in text(cast.client(cast.ana), LIST)
    assert "Plan an event" in text(cast.client(cast.cara), LIST)


def test_a_cancelled_one_stands_crossed_in_the_list_with_the_reason(cast: Cast) -> None:
    run = plan_one(cast)
    events.cancel(seat(cast.cara, run), reason="Storm over the river")
    page = text(cast.client(cast.ana), LIST)
    assert "Storm over the river" in page
    assert "row__name--off" in page


def test_the_past_has_pages(cast: Cast) -> None:
    for week in range(1, 24):
        move_start(plan_one(cast, title=f"Run {week:02}"), timezone.now() - timedelta(weeks=week))
    assert "?past=1" in text(cast.client(cast.ana), LIST)
    first, second = (text(cast.client(cast.ana), f"{LIST}?past={page}") for page in (1, 2))
    assert "Run 20" in first
    assert "Run 21" not in first
    assert "Run 21" in second
    assert "Run 20" not in second
    assert text(cast.client(cast.ana), f"{LIST}?past=9")


def test_one_answers_and_takes_it_back_without_any_script(cast: Cast) -> None:
    run = plan_one(cast)
    page = text(cast.client(cast.ana), page_of(run))
    assert "I’m going" in page
    assert says(cast, cast.ana, run) == 302
    assert state_of(cast, cast.ana, run) == "going"
    assert "You’re going" in text(cast.client(cast.ana), page_of(run))
    assert "You’re going" in text(cast.client(cast.ana), LIST)
    assert says(cast, cast.ana, run, "declined") == 302
    assert state_of(cast, cast.ana, run) == "declined"


def test_the_same_answer_sent_twice_is_one_answer(cast: Cast) -> None:
    run = plan_one(cast, capacity=1)
    assert [says(cast, cast.ana, run), says(cast, cast.ana, run)] == [302, 302]
    assert again(run).taken == 1
    assert run.moves.count() == 1


def test_a_full_event_offers_its_waitlist_and_says_the_place_in_line(cast: Cast) -> None:
    run = plan_one(cast, capacity=1)
    says(cast, cast.ana, run)
    assert "Join the waitlist" in text(cast.client(cast.ben), page_of(run))
    says(cast, cast.ben, run)
    assert "You are next in line." in text(cast.client(cast.ben), page_of(run))
    assert "Waitlist, number 1" in text(cast.client(cast.ben), LIST)


def test_an_offered_place_is_taken_or_passed_on_from_the_page(cast: Cast) -> None:
    run = plan_one(cast, capacity=1)
    for person in (cast.ana, cast.ben, cast.nia):
        says(cast, person, run)
    says(cast, cast.ana, run, "declined")
    assert "A place is held for you until" in text(cast.client(cast.ben), page_of(run))
    assert cast.client(cast.ben).post(page_of(run, "offer/"), {"take": "no"}).status_code == 302
    assert state_of(cast, cast.nia, run) == "offered"
    cast.client(cast.nia).post(page_of(run, "offer/"), {"take": "yes"})
    assert state_of(cast, cast.nia, run) == "going"


def test_an_offer_that_is_over_says_so_on_the_next_page(cast: Cast) -> None:
    run = plan_one(cast)
    answer = cast.client(cast.ana).post(page_of(run, "offer/"), {"take": "yes"}, follow=True)
    assert "This offer has ended" in answer.content.decode()


def test_the_log_of_the_places_is_for_who_waited(cast: Cast) -> None:
    run = plan_one(cast, capacity=1)
    says(cast, cast.ana, run, seen="plus_one")
    says(cast, cast.ben, run)
    page = text(cast.client(cast.ben), page_of(run, "moves/"))
    assert "Somebody" in page
    assert "You" in page
    text(cast.client(cast.nia), page_of(run, "moves/"), status=404)


def test_a_pace_is_asked_for_beside_the_paces_and_nothing_typed_is_lost(cast: Cast) -> None:
    run = plan_one(cast, paces=[{"name": "6:00"}, {"name": "Walk"}], question="Do you need a lift?")
    answer = cast.client(cast.ana).post(page_of(run, "answer/"), {"state": "going", "answer": "Yes, from Altona"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose a pace." in page
    assert "Yes, from Altona" in page
    walk = run.paces.get(name="Walk")
    assert says(cast, cast.ana, run, pace=str(walk.pk), answer="Yes, from Altona") == 302
    assert Rsvp.objects.get(occurrence=run).pace == walk


def test_who_answers_to_a_time_that_was_changed_meanwhile_is_shown_the_new_one_first(cast: Cast) -> None:
    run = plan_one(cast)
    looked_at = str(run.sequence)
    events.change(seat(cast.cara, run), day=in_days(9))
    answer = cast.client(cast.ana).post(page_of(run, "answer/"), {"state": "going", "sequence": looked_at})
    assert answer.status_code == 422
    assert "changed meanwhile" in answer.content.decode()
    assert not Rsvp.objects.filter(occurrence=run).exists()
    assert says(cast, cast.ana, run, sequence=str(again(run).sequence)) == 302


def test_the_meeting_point_opens_to_who_goes_a_day_before(cast: Cast) -> None:
    run = plan_one(cast, point="Under the clock tower")
    says(cast, cast.ana, run)
    assert "Under the clock tower" not in text(cast.client(cast.ana), page_of(run))
    assert "24 hours before" in text(cast.client(cast.ana), page_of(run))
    move_start(run, timezone.now() + timedelta(hours=20))
    assert "Under the clock tower" in text(cast.client(cast.ana), page_of(run))
    assert "Under the clock tower" not in text(cast.client(cast.ben), page_of(run))
    assert "Under the clock tower" in text(cast.client(cast.cara), page_of(run))


@pytest.mark.parametrize(("seen", "named"), [(Seen.NAME, True), (Seen.PLUS_ONE, False), (Seen.HOST, False)])
def test_names_stand_there_as_their_owners_chose(cast: Cast, seen: str, named: bool) -> None:
    Profile.objects.filter(person=cast.ana).update(name="Anastasia")
    run = plan_one(cast)
    says(cast, cast.ana, run, seen=seen)
    assert ("Anastasia" in text(cast.client(cast.ben), page_of(run))) is named
    assert "Anastasia" in text(cast.client(cast.cara), page_of(run))


def test_both_clocks_stand_there_when_they_differ(cast: Cast) -> None:
    Person.objects.filter(pk=cast.ana.pk).update(time_zone="Europe/Berlin")
    Person.objects.filter(pk=cast.ben.pk).update(time_zone="America/New_York")
    run = plan_one(cast)
    assert "Time in Berlin" not in text(cast.client(cast.ana), page_of(run))
    assert "Time in Berlin; for you it begins" in text(cast.client(cast.ben), page_of(run))


def test_a_regular_is_down_for_every_day_and_skips_one(cast: Cast) -> None:
    days = plan_series(cast)
    assert "I’m a regular" in text(cast.client(cast.ana), page_of(days[0]))
    cast.client(cast.ana).post(page_of(days[0], "regular/"), {"on": "yes"})
    assert Rsvp.objects.filter(profile__person=cast.ana, state="going").count() == len(days)
    says(cast, cast.ana, days[1], "declined")
    assert Rsvp.objects.filter(profile__person=cast.ana, state="going").count() == len(days) - 1
    cast.client(cast.ana).post(page_of(days[0], "regular/"), {"on": "no"})
    assert state_of(cast, cast.ana, days[0]) == "going"
    assert Rsvp.objects.filter(profile__person=cast.ana, state="going").count() == 1


def test_near_the_start_whoever_goes_is_asked_whether_they_still_come_where_somebody_waits(cast: Cast) -> None:
    run = plan_one(cast, capacity=1)
    says(cast, cast.ana, run)
    assert "Still coming?" not in text(cast.client(cast.ana), page_of(run))
    move_start(run, timezone.now() + timedelta(hours=2))
    assert "Still coming?" not in text(cast.client(cast.ana), page_of(run))
    says(cast, cast.ben, run)
    assert "Still coming?" in text(cast.client(cast.ana), page_of(run))
    assert "Still coming?" not in text(cast.client(cast.ben), page_of(run))


def test_what_has_begun_takes_no_more_answers_and_says_why(cast: Cast) -> None:
    run = move_start(plan_one(cast), timezone.now() - timedelta(minutes=5))
    assert "I’m going" not in text(cast.client(cast.ana), page_of(run))
    answer = cast.client(cast.ana).post(page_of(run, "answer/"), {"state": "going"})
    assert answer.status_code == 422
    assert "begun already" in answer.content.decode()


def test_who_looks_at_an_event_need_not_be_told_of_it_any_more(cast: Cast) -> None:
    run, other = plan_one(cast), plan_one(cast, title="Another")
    about = [told_of(cast.ana, one) for one in (run, other)]
    pending = told_of(cast.ana, run, channel="mail", state="pending", sent_at=None)
    client = cast.client(cast.ana)
    assert "data-bell><span data-number>2<" in text(client, "/")
    assert "data-bell><span data-number>1<" in text(client, page_of(run))
    assert [Dispatch.objects.get(pk=one.pk).read_at is not None for one in about] == [True, False]
    assert Dispatch.objects.get(pk=pending.pk).state == "cancelled"


@pytest.mark.parametrize("header", [{"Sec-Purpose": "prefetch;prerender"}, {"X-Requested-With": "fetch"}])
def test_a_page_that_is_fetched_while_nobody_looks_reads_nothing(cast: Cast, header: dict[str, str]) -> None:
    run = plan_one(cast)
    told = told_of(cast.ana, run)
    assert cast.client(cast.ana).get(page_of(run), headers=header).status_code == 200
    assert Dispatch.objects.get(pk=told.pk).read_at is None


def told_of(person: Person, occurrence: Occurrence, **fields: object) -> Dispatch:
    now = timezone.now()
    given = {"channel": "app", "state": "sent", "sent_at": now, "due_at": now, "send_at": now, **fields}
    given |= {"useful_until": now + timedelta(days=1), "moment": occurrence.starts_at}
    return Dispatch.objects.create(kind="event.reminder", person=person, subject=occurrence.pk, **given)


def test_the_brands_seat_looks_on_and_is_asked_for_no_answer(cast: Cast) -> None:
    run = plan_one(cast, point="Under the clock tower")
    assert page_of(run) in text(cast.client(cast.bea), LIST)
    page = text(cast.client(cast.bea), page_of(run))
    assert "I’m going" not in page
    assert "Under the clock tower" not in page
    assert says(cast, cast.bea, run) == 403
    assert not Rsvp.objects.exists()


def test_the_pages_cost_the_same_whatever_there_is(cast: Cast) -> None:
    run = plan_one(cast, capacity=9, paces=[{"name": "6:00"}, {"name": "Walk"}])
    few = costs(cast, run)
    for number in range(8):
        somebody = make_person(f"runner{number}")
        join(somebody, cast.harbour)
        plan_one(cast, title=f"Another {number}")
        rsvps.answer(seat(somebody, run, Action.ANSWER_EVENT), "going", pace=run.paces.all()[number % 2].pk)
    assert Membership.objects.current().filter(group=cast.harbour).count() == 12
    assert costs(cast, run) == few
    assert few["list"] <= 12
    assert few["one"] <= 14


def costs(cast: Cast, run: Occurrence) -> dict[str, int]:
    client, found = cast.client(cast.ana), {}
    for name, path in {"list": LIST, "one": page_of(run)}.items():
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        found[name] = len(asked)
    return found
