"""Whoever hosted or led a pace is not there any more: what becomes of the days, and who is asked (product.md
"Meeting")."""

from datetime import timedelta

from django.utils import timezone

from community.actions import people
from community.models import Dispatch
from community.surface import Action
from groups.access import load_group
from groups.actions import events, hosting, leaving, series
from groups.models import Event, Host, Occurrence
from tests.cast import Cast
from tests.groups.plans import again, captain, days_of, move_start, plan_one, plan_series, seat, told

NO_HOST = "event.no_host"


def test_a_host_lost_while_it_was_cancelled_is_asked_for_when_it_is_on_again(cast: Cast) -> None:
    one = plan_one(cast, lead=cast.profile(cast.ana, cast.harbour).pk)
    events.cancel(seat(cast.ana, one))
    hosting.cannot(seat(cast.ana, one))
    assert not told(NO_HOST, one)
    events.revive(seat(cast.cara, one))
    assert set(told(NO_HOST, one)) == {"cara"}, "who revives it need not know that nobody hosts it"


def test_a_host_lost_before_it_was_cancelled_is_asked_for_once(cast: Cast) -> None:
    one = plan_one(cast, lead=cast.profile(cast.ana, cast.harbour).pk)
    hosting.cannot(seat(cast.ana, one))
    events.cancel(seat(cast.cara, one))
    events.revive(seat(cast.cara, one))
    assert Dispatch.objects.filter(kind=NO_HOST, channel="app").count() == 1


def test_days_made_after_the_host_has_left_ask_for_one(cast: Cast) -> None:
    made = plan_series(cast, lead=cast.profile(cast.ana, cast.harbour).pk)
    leaving.leave(load_group(cast.ana, cast.harbour.pk, Action.LEAVE), words="keep")
    series.make_ahead(timezone.now() + timedelta(days=8))
    assert set(told(NO_HOST, days_of(made[0].event)[-1])) == {"cara"}


def test_a_closed_account_hosts_nothing_and_is_followed_by_who_helps_or_by_nobody(cast: Cast) -> None:
    ana, ben = cast.profile(cast.ana, cast.harbour), cast.profile(cast.ben, cast.harbour)
    helped, alone, over = (plan_one(cast, lead=ana.pk, cohosts=cohosts) for cohosts in ([ben.pk], [], []))
    move_start(over, timezone.now() - timedelta(hours=3))
    people.disable(cast.olga, cast.ana)
    assert (_hosts(helped), _hosts(alone), _hosts(over)) == ({"Ben": True}, {}, {"Ana": True})
    assert set(told(NO_HOST, alone)) == {"cara"}
    assert not told(NO_HOST, helped)
    people.enable(cast.olga, cast.ana)
    assert _hosts(alone) == {}


def test_a_series_does_not_go_on_under_a_closed_account(cast: Cast) -> None:
    made = plan_series(cast, lead=cast.profile(cast.ana, cast.harbour).pk)
    people.disable(cast.olga, cast.ana)
    series.make_ahead(timezone.now() + timedelta(days=8))
    last = days_of(made[0].event)[-1]
    assert _hosts(last) == {}
    assert set(told(NO_HOST, last)) == {"cara"}


def test_who_leaves_or_is_removed_leads_no_pace_to_come(cast: Cast) -> None:
    ana, ben = cast.profile(cast.ana, cast.harbour).pk, cast.profile(cast.ben, cast.harbour).pk
    made = plan_series(cast, paces=[{"name": "Slow", "leader": ana}, {"name": "Fast", "leader": ben}])
    over = move_start(made[0], timezone.now() - timedelta(hours=3))
    leaving.remove(captain(cast), cast.membership(cast.ana, cast.harbour), reason="Enough.")
    assert _leaders(over) == [ana, ben], "what was stays"
    assert _leaders(made[1]) == _leaders(made[11]) == [None, ben]
    assert [pace["leader"] for pace in Event.objects.get().paces] == [None, str(ben)]
    leaving.leave(load_group(cast.ben, cast.harbour.pk, Action.LEAVE), words="keep")
    assert _leaders(again(made[1])) == [None, None]


def _hosts(one: Occurrence) -> dict[str, bool]:
    return dict(Host.objects.filter(occurrence=one).values_list("profile__name", "lead"))


def _leaders(one: Occurrence) -> list[object]:
    return list(one.paces.values_list("leader", flat=True))
