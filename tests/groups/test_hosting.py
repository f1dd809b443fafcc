"""Who hosts: handing over, "I can't", taking over, helping, leaving (product.md "Meeting")."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from community.errors import Conflict, Forbidden, Invalid, SnugError
from community.models import Dispatch
from community.notifications import kind_of
from community.surface import Action
from groups.access import load_group
from groups.actions import events, hosting, leaving, series
from groups.models import Host, Occurrence
from tests.cast import Cast
from tests.groups.parallel import at_once
from tests.groups.plans import again, captain, comes, days_of, move_start, plan_one, plan_series, seat, told

NO_HOST, HOSTING = "event.no_host", "event.hosting"


def test_handing_over_makes_another_member_the_host(cast: Cast) -> None:
    one = plan_one(cast, lead=cast.profile(cast.ana, cast.harbour).pk)
    ben = cast.profile(cast.ben, cast.harbour)
    assert hosting.hand_over(seat(cast.ana, one), ben) == [one]
    assert _hosts(one) == {"Ben": True}
    with pytest.raises(Forbidden):
        seat(cast.ana, one)
    assert hosting.hand_over(seat(cast.ben, one), ben) == []
    assert not Dispatch.objects.exclude(kind=HOSTING).exists()


def test_a_helper_becomes_the_one_who_leads(cast: Cast) -> None:
    ben = cast.profile(cast.ben, cast.harbour)
    one = plan_one(cast, cohosts=[ben.pk])
    hosting.hand_over(seat(cast.cara, one), ben)
    assert _hosts(one) == {"Ben": True}


def test_a_series_is_handed_over_from_here_on(cast: Cast) -> None:
    made = plan_series(cast)
    given = hosting.hand_over(seat(cast.cara, made[3]), cast.profile(cast.ana, cast.harbour), scope="onwards")
    assert len(given) == 9
    assert (_hosts(made[2]), _hosts(made[3]), _hosts(made[11])) == ({"Cara": True}, {"Ana": True}, {"Ana": True})


def test_who_stands_in_for_the_last_day_made_neither_ends_the_series_nor_goes_on_with_it(cast: Cast) -> None:
    made, ana = plan_series(cast), cast.profile(cast.ana, cast.harbour)
    hosting.hand_over(seat(cast.cara, made[11]), cast.profile(cast.nia, cast.harbour))
    hosting.add_cohost(seat(cast.cara, made[11]), ana)
    for _week in range(2):
        for person in (cast.ana, cast.nia):
            with pytest.raises(Forbidden) as refused:
                events.cancel(seat(person, made[11]), scope="onwards")
            assert refused.value.code == "hosts_only"
        series.make_ahead(timezone.now() + timedelta(days=8))
    assert _hosts(days_of(made[0].event)[-1]) == {"Cara": True}


def test_who_is_given_the_series_from_its_last_day_on_has_it(cast: Cast) -> None:
    made, ana = plan_series(cast), cast.profile(cast.ana, cast.harbour)
    hosting.hand_over(seat(cast.cara, made[11]), cast.profile(cast.nia, cast.harbour))
    hosting.hand_over(seat(cast.cara, made[11]), ana, scope="onwards")
    series.make_ahead(timezone.now() + timedelta(days=8))
    assert _hosts(days_of(made[0].event)[-1]) == {"Ana": True}
    assert len(events.change(seat(cast.ana, made[11]), scope="onwards", area="Docks")) == 2


def test_nobody_outside_the_group_hosts(cast: Cast) -> None:
    one = plan_one(cast)
    for stranger in (cast.profile(cast.dov, cast.harbour), cast.profile(cast.cleo, cast.hill)):
        with pytest.raises(Invalid) as refused:
            hosting.hand_over(seat(cast.cara, one), stranger)
        assert refused.value.field == "lead"
        with pytest.raises(Invalid) as refused:
            hosting.add_cohost(seat(cast.cara, one), stranger)
        assert refused.value.field == "cohosts"
    assert _hosts(one) == {"Cara": True}


def test_a_host_who_cannot_is_out_and_helpers_and_captains_are_asked(cast: Cast) -> None:
    ana, ben = cast.profile(cast.ana, cast.harbour).pk, cast.profile(cast.ben, cast.harbour).pk
    one = plan_one(cast, lead=ana, cohosts=[ben])
    assert hosting.cannot(seat(cast.ana, one))
    after = again(one)
    assert after.hostless_since is not None
    assert _hosts(one) == {"Ben": False}
    assert set(told(NO_HOST, one)) == {"ben", "cara"}
    assert told(NO_HOST, one)["ben"].moment == after.hostless_since
    with pytest.raises(Forbidden):
        hosting.cannot(seat(cast.cara, one))
    said = _said(told(NO_HOST, one, "mail")["ben"])
    assert "Ana" not in said
    assert "Run by the river" not in said


def test_a_captain_who_does_not_host_cannot_say_they_cannot(cast: Cast) -> None:
    one = plan_one(cast, lead=cast.profile(cast.ana, cast.harbour).pk)
    with pytest.raises(Forbidden) as refused:
        hosting.cannot(seat(cast.cara, one))
    assert refused.value.code == "hosts_only"


def test_a_helper_who_cannot_leaves_a_host(cast: Cast) -> None:
    one = plan_one(cast, cohosts=[cast.profile(cast.ben, cast.harbour).pk])
    assert hosting.cannot(seat(cast.ben, one)) is None
    assert again(one).hostless_since is None
    assert not Dispatch.objects.exclude(kind=HOSTING).exists()
    assert _hosts(one) == {"Cara": True}


def test_whoever_takes_over_ends_the_search(cast: Cast) -> None:
    one = plan_one(cast, cohosts=[cast.profile(cast.ben, cast.harbour).pk])
    with pytest.raises(Conflict) as refused:
        hosting.take_over(seat(cast.ben, one))
    assert refused.value.code == "has_host"
    hosting.cannot(seat(cast.cara, one))
    assert _still() == {"ben"}
    assert hosting.take_over(seat(cast.ben, one)).hostless_since is None
    assert _hosts(one) == {"Ben": True}
    assert _still() == set()
    assert hosting.take_over(seat(cast.ben, one)).pk == one.pk  # twice is once


def test_who_neither_hosts_nor_plans_takes_nothing_over(cast: Cast) -> None:
    one = plan_one(cast)
    hosting.cannot(seat(cast.cara, one))
    with pytest.raises(Forbidden):
        hosting.take_over(seat(cast.ana, one, Action.SEE_EVENTS))
    assert _hosts(one) == {}


def test_helpers_come_and_go_and_the_lead_is_not_removed(cast: Cast) -> None:
    made = plan_series(cast)
    ben, cara = cast.profile(cast.ben, cast.harbour), cast.profile(cast.cara, cast.harbour)
    assert len(hosting.add_cohost(seat(cast.cara, made[0]), ben, scope="onwards")) == 12
    assert hosting.add_cohost(seat(cast.cara, made[0]), ben) == []
    assert hosting.remove_cohost(seat(cast.cara, made[0]), cara) == []
    assert hosting.remove_cohost(seat(cast.cara, made[1]), ben) == [made[1]]
    assert (_hosts(made[0]), _hosts(made[1])) == ({"Cara": True, "Ben": False}, {"Cara": True})


def test_a_host_who_leaves_the_group_is_followed_by_who_helps_or_by_nobody(cast: Cast) -> None:
    ana, ben = cast.profile(cast.ana, cast.harbour), cast.profile(cast.ben, cast.harbour)
    helped, alone, over = (plan_one(cast, lead=ana.pk, cohosts=cohosts) for cohosts in ([ben.pk], [], []))
    move_start(over, timezone.now() - timedelta(hours=3))
    leaving.leave(load_group(cast.ana, cast.harbour.pk, Action.LEAVE), words="anonymise")
    assert (_hosts(helped), _hosts(alone)) == ({"Ben": True}, {})
    assert again(helped).hostless_since is None
    assert again(alone).hostless_since is not None
    assert Host.objects.filter(occurrence=over, profile=ana, lead=True).exists()  # what was stays
    assert set(told(NO_HOST, alone)) == {"cara"}
    assert not told(NO_HOST, helped)


def test_hosts_are_in_the_conversation(cast: Cast) -> None:
    one = plan_one(cast)
    comes(cast, one, cast.nia)
    ana, ben = cast.profile(cast.ana, cast.harbour), cast.profile(cast.ben, cast.harbour)
    hosting.add_cohost(seat(cast.cara, one), ben)
    hosting.hand_over(seat(cast.cara, one), ana)
    assert _inside(one) == {"Nia", "Ana", "Ben"}
    hosting.remove_cohost(seat(cast.cara, one), ben)
    assert _inside(one) == {"Nia", "Ana"}


def test_over_is_over_for_hosts_too(cast: Cast) -> None:
    one = move_start(plan_one(cast), timezone.now() - timedelta(hours=3))
    with pytest.raises(Conflict) as refused:
        hosting.hand_over(seat(cast.cara, one), cast.profile(cast.ana, cast.harbour))
    assert refused.value.code == "event_over"


def test_a_cancelled_event_asks_nobody_to_host(cast: Cast) -> None:
    one = plan_one(cast, cohosts=[cast.profile(cast.ben, cast.harbour).pk])
    events.cancel(seat(cast.cara, one))
    hosting.cannot(seat(cast.cara, one))
    assert not Dispatch.objects.filter(kind=NO_HOST).exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_many_who_take_over_at_once_one_leads(cast: Cast) -> None:
    people = (cast.ana, cast.ben, cast.nia)
    one = plan_one(cast, cohosts=[cast.profile(person, cast.harbour).pk for person in people])
    hosting.cannot(seat(cast.cara, one))
    seats = [seat(person, one) for person in people]
    outcomes = at_once([lambda held=held: hosting.take_over(held) for held in seats * 3])
    assert {outcome.code for outcome in outcomes if isinstance(outcome, SnugError)} == {"has_host"}
    assert sum(isinstance(outcome, Occurrence) for outcome in outcomes) == 3  # each of the three tries of the one
    assert Host.objects.filter(occurrence=one, lead=True).count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_who_leaves_while_being_made_a_host_hosts_nothing(cast: Cast) -> None:
    ana, one = cast.profile(cast.ana, cast.harbour), plan_one(cast)
    captains, place = seat(cast.cara, one), captain(cast)
    membership = cast.membership(cast.ana, cast.harbour)
    jobs = [lambda: hosting.add_cohost(captains, ana), lambda: leaving.remove(place, membership, reason="Enough.")]
    outcomes = at_once(jobs)
    assert all(outcome is None or isinstance(outcome, list | Invalid) for outcome in outcomes)
    assert not Host.objects.filter(occurrence=one, profile=ana).exists()


def _hosts(one: Occurrence) -> dict[str, bool]:
    return dict(Host.objects.filter(occurrence=one).values_list("profile__name", "lead"))


def _inside(one: Occurrence) -> set[str]:
    room = again(one).room
    assert room is not None
    return set(room.participants.filter(active=True).values_list("profile__name", flat=True))


def _still() -> set[str]:
    kind = kind_of(NO_HOST)
    assert kind is not None
    rows = Dispatch.objects.filter(kind.still_true(), kind=NO_HOST, channel="app").select_related("person")
    return {row.person.email.split("@")[0] for row in rows if row.person}


def _said(dispatch: Dispatch, name: str = NO_HOST) -> str:
    kind = kind_of(name)
    assert kind is not None
    said = kind.words([dispatch])[dispatch.pk]
    return " ".join([said.title, said.line, said.why, *said.lines])


def test_whom_others_make_host_or_helper_is_told_once_for_all_the_days(cast: Cast) -> None:
    ana, ben = (cast.profile(person, cast.harbour) for person in (cast.ana, cast.ben))
    first, *rest = plan_series(cast, cohosts=[ben.pk])
    assert set(told(HOSTING, first)) == {"ben"}
    hosting.hand_over(seat(cast.cara, first), ana, scope="onwards")
    assert set(told(HOSTING, first)) == {"ana", "ben"}
    assert not Dispatch.objects.filter(kind=HOSTING, subject__in=[one.pk for one in rest]).exists()
    said = _said(told(HOSTING, first, "mail")["ana"], HOSTING)
    assert "You host an event" in said
    assert "and 11 more days" in said
    hosting.take_over(seat(cast.cara, _hostless(cast, first)))
    assert set(told(HOSTING, first)) == {"ana", "ben"}  # who does it themself need not be told


def test_a_host_who_has_not_answered_hears_of_changes_and_of_the_end(cast: Cast) -> None:
    one = plan_one(cast, lead=cast.profile(cast.ana, cast.harbour).pk)
    events.change(seat(cast.cara, one), clock=time(9))
    assert set(told("event.changed", one)) == {"ana"}
    events.cancel(seat(cast.cara, again(one)))
    assert set(told("event.cancelled", one)) == {"ana"}
    kind = kind_of("event.cancelled")
    assert kind is not None
    assert Dispatch.objects.filter(kind.still_true(), kind="event.cancelled", channel="app").count() == 1


def test_the_only_captain_who_cannot_is_told_that_nobody_could_be_asked(cast: Cast) -> None:
    one = plan_one(cast)
    page = f"/g/harbour-runners/events/{one.pk}/"
    client = cast.client(cast.cara)
    said = client.post(f"{page}hosting/", {"do": "cannot"}, follow=True).content.decode()
    assert "nobody else could be asked" in said
    assert "I take it over" in said
    assert "Nobody hosts it" in cast.client(cast.ana).get("/g/harbour-runners/events/").content.decode()
    client.post(f"{page}hosting/", {"do": "take_over", "sequence": "0"})
    assert _hosts(one) == {"Cara": True}


def _hostless(cast: Cast, one: Occurrence) -> Occurrence:
    hosting.cannot(seat(cast.ana, one))
    return one
