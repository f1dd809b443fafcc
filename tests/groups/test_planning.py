"""An event comes to be: who may plan one, what it has, what it cannot be (product.md "Meeting")."""

from datetime import date, time, timedelta

import pytest

from community.errors import Forbidden, Invalid, NotFound
from community.surface import Action
from groups.access import load_group
from groups.actions import events, leaving
from groups.models import Event, Host
from tests.cast import Cast
from tests.groups.plans import at, captain, in_days, plan, plan_one, seat


def test_an_event_has_its_occurrence_and_its_maker_hosts_it(cast: Cast) -> None:
    one = plan_one(cast, capacity=20, point="Under the crane", question="Lamp?", minutes=90)
    assert one.starts_at == at(in_days(7), time(7))
    assert one.ends_at - one.starts_at == timedelta(minutes=90)
    assert (one.title, one.area, one.zone, one.capacity) == ("Run by the river", "Harbour", "Europe/Berlin", 20)
    assert (one.status, one.sequence, one.own, one.slot) == ("planned", 0, [], in_days(7))
    host = Host.objects.get(occurrence=one)
    assert (host.profile, host.lead) == (cast.profile(cast.cara, cast.harbour), True)


def test_another_member_leads_and_others_help(cast: Cast) -> None:
    ana, ben = cast.profile(cast.ana, cast.harbour).pk, cast.profile(cast.ben, cast.harbour).pk
    one = plan_one(cast, lead=ana, cohosts=[ben, ana])
    assert dict(Host.objects.filter(occurrence=one).values_list("profile", "lead")) == {ana: True, ben: False}
    assert seat(cast.ben, one).hosts


def test_paces_have_caps_and_leaders_in_their_order(cast: Cast) -> None:
    ana = cast.profile(cast.ana, cast.harbour)
    one = plan_one(cast, paces=[{"name": "Slow", "cap": 5, "leader": ana.pk}, {"name": "Fast"}])
    assert list(one.paces.values_list("name", "cap", "leader")) == [("Slow", 5, ana.pk), ("Fast", None, None)]


def test_members_plan_nothing_and_outsiders_know_nothing(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        load_group(cast.ana, cast.harbour.pk, Action.PLAN_EVENT)
    with pytest.raises(NotFound):
        load_group(cast.cleo, cast.harbour.pk, Action.PLAN_EVENT)
    place = captain(cast)
    leaving.hand_over(load_group(cast.cara, cast.harbour.pk, Action.HAND_OVER), cast.membership(cast.ana, cast.harbour))
    with pytest.raises(Forbidden):  # loaded as captain, asked again under the lock
        events.create(place, title="Run", day=in_days(3), clock=time(7))
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 81),
        ("about", "x" * 1001),
        ("point", "x" * 161),
        ("question", "x" * 141),
        ("minutes", 4),
        ("minutes", 7 * 24 * 60 + 1),
        ("zone", "Europe/Atlantis"),
        ("capacity", 0),
        ("capacity", 501),
        ("capacity", True),
        ("day", in_days(-1)),
        ("repeats", "daily"),
        ("paces", [{"name": "Slow"}, {"name": "slow"}]),
        ("paces", [{"name": "Slow", "cap": 0}]),
        ("paces", [{"name": ""}]),
        ("paces", [{"name": f"Pace {n}"} for n in range(9)]),
    ],
)
def test_an_impossible_event_names_its_field(cast: Cast, field: str, value: object) -> None:
    with pytest.raises(Invalid) as refused:
        plan(cast, **{field: value})
    assert refused.value.field == field
    assert not Event.objects.exists()


def test_a_series_ends_after_it_begins_and_in_sight_and_has_a_sane_interval(cast: Cast) -> None:
    for field, value in (("until", in_days(6)), ("until", date.max), ("interval", 0), ("interval", 13)):
        with pytest.raises(Invalid) as refused:
            plan(cast, repeats="weekly", **{field: value})
        assert refused.value.field == field


def test_only_members_host_or_lead_a_pace(cast: Cast) -> None:
    cleo, dov = cast.profile(cast.cleo, cast.hill).pk, cast.profile(cast.dov, cast.harbour).pk
    for field, value in (("lead", dov), ("cohosts", [cleo]), ("paces", [{"name": "Slow", "leader": dov}])):
        with pytest.raises(Invalid) as refused:
            plan(cast, **{field: value})
        assert refused.value.field == field


def test_a_long_description_may_stand(cast: Cast) -> None:
    assert plan_one(cast, about="Slow.\n" + "x" * 990).about.startswith("Slow.\nxx")
