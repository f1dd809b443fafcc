"""A brand writes to people of its groups, within their consent and budget, and can be stopped (trust.md R13-R17)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.urls import reverse

from community.errors import Invalid, NotFound
from community.models import Dispatch
from community.surface import Action
from groups.access import load_group
from groups.access.outreach import reached
from groups.actions import leaving, outreach
from groups.models import Outreach, Spared
from moderation.actions import contact
from moderation.models import ContactTouch, Purpose
from tests.cast import Cast, join
from tests.groups.outreaches import cools, goes_out, got, says_yes, writes
from tests.groups.pages import text
from tests.groups.weeks import crowd

MINUTES = timedelta(minutes=1)


def test_it_reaches_those_who_said_yes_once_however_many_groups_they_are_in(cast: Cast) -> None:
    join(cast.ana, cast.hill)
    says_yes(cast, cast.ana, cast.cleo)
    made = writes(cast)
    goes_out()
    assert got(cast.ana) == []
    cools(made)
    goes_out()
    goes_out()
    assert [got(person) for person in (cast.ana, cast.cleo, cast.ben)] == [[made.title], [made.title], []]
    assert set(ContactTouch.objects.values_list("person", flat=True)) == {cast.ana.pk, cast.cleo.pk}
    assert [one.subject for one in mail.outbox] == [f"Stride: {made.title}"] * 2


def test_it_leaves_ten_minutes_later_and_not_before(cast: Cast) -> None:
    says_yes(cast, cast.ana)
    made = writes(cast)
    assert made.leaves_at - made.made_at == 10 * MINUTES
    cools(made, by=9 * MINUTES)
    goes_out()
    assert got(cast.ana) == []
    cools(made, by=MINUTES)
    goes_out()
    assert got(cast.ana) == [made.title]


@pytest.mark.parametrize("planned", [False, True])
def test_what_was_stopped_reaches_nobody(cast: Cast, planned: bool) -> None:
    says_yes(cast, cast.ana)
    made = writes(cast)
    if planned:
        goes_out()
        assert Dispatch.objects.filter(kind="outreach", state="pending").exists()
    outreach.stop(cast.maya, made.pk)
    outreach.stop(cast.maya, made.pk)
    cools(made)
    goes_out()
    assert got(cast.ana) == []
    assert not mail.outbox


def test_the_week_is_kept_over_all_groups_and_the_rest_is_spared(cast: Cast) -> None:
    says_yes(cast, cast.ana, cast.ben)
    contact.set_budget(cast.ben, cast.brand, 0)
    made = [writes(cast, f"Number {n}") for n in range(3)]
    cools(*made)
    goes_out()
    assert len(got(cast.ana)) == 2
    assert got(cast.ben) == []
    assert sum(Spared.objects.filter(why="budget").values_list("number", flat=True)) == 1 + 3
    contact.set_budget(cast.ana, cast.brand, 3)
    goes_out()
    assert len(got(cast.ana)) == 2  # what was spared is not made up for
    more = writes(cast, "Number 4")
    cools(more)
    goes_out()
    assert len(got(cast.ana)) == 3


def test_a_yes_taken_back_after_it_was_planned_counts(cast: Cast) -> None:
    says_yes(cast, cast.ana)
    first = writes(cast, "First")
    cools(first)
    goes_out()
    second = writes(cast, "Second")
    goes_out()
    assert cast.client(cast.ana).post(f"/outreach/{first.pk}/stop/").status_code == 302
    cools(second)
    goes_out()
    assert got(cast.ana) == ["First"]
    assert Spared.objects.get(outreach=second, why="consent").number >= 1


def test_a_yes_to_one_purpose_is_none_to_another(cast: Cast) -> None:
    says_yes(cast, cast.ana, purpose=Purpose.EVENTS)
    news, events = writes(cast, "News", "news"), writes(cast, "Events", "events")
    cools(news, events)
    goes_out()
    assert got(cast.ana) == ["Events"]


def test_who_left_meanwhile_or_came_after_it_is_not_written_to(cast: Cast) -> None:
    says_yes(cast, cast.ana, cast.eve)
    made = writes(cast)
    join(cast.eve, cast.harbour, ago=-MINUTES)
    leaving.leave(load_group(cast.ana, cast.harbour.pk, Action.LEAVE), words="keep")
    cools(made)
    goes_out()
    assert got(cast.ana) == got(cast.eve) == []


def test_each_says_who_and_why_and_stops_with_one_tap(cast: Cast) -> None:
    says_yes(cast, cast.ana)
    made = writes(cast)
    cools(made)
    goes_out()
    ana = cast.client(cast.ana)
    page = text(ana, f"/outreach/{made.pk}/")
    assert "You get this because you said yes to this brand&#x27;s news." in page
    assert "Stop these from Stride" in page
    assert ana.post(f"/outreach/{made.pk}/stop/").status_code == 302
    assert "Stop these from Stride" not in text(ana, f"/outreach/{made.pk}/")
    letter = mail.outbox[0]
    assert f"/outreach/{made.pk}/" in letter.body
    assert "List-Unsubscribe" in letter.extra_headers


def test_the_group_sees_what_was_sent_to_it_and_not_what_cools_off(cast: Cast) -> None:
    made = writes(cast)
    assert made.title not in text(cast.client(cast.ben), "/g/harbour-runners/trust/")
    assert cast.client(cast.ben).get(f"/outreach/{made.pk}/").status_code == 404
    cools(made)
    assert made.title in text(cast.client(cast.ben), "/g/harbour-runners/trust/")
    assert "You did not get it" in text(cast.client(cast.ben), f"/outreach/{made.pk}/")
    for stranger in (cast.eve, cast.pia, cast.dov):
        assert cast.client(stranger).get(f"/outreach/{made.pk}/").status_code == 404


def test_everybody_says_how_often_each_brand_may_write(cast: Cast) -> None:
    ana = cast.client(cast.ana)
    assert "Twice" in text(ana, "/me/contact/")
    assert ana.post(f"/me/contact/{cast.brand.pk}/", {"most": "0"}).status_code == 302
    assert contact.budget_of(cast.ana, cast.brand) == 0
    assert ana.post(f"/me/contact/{cast.brand.pk}/", {"most": "6"}).status_code == 422
    assert ana.post(f"/me/contact/{cast.other_brand.pk}/", {"most": "1"}).status_code == 404
    api = cast.api(cast.ana)
    path = f"/api/v1/me/contact-budgets/{cast.brand.pk}"
    assert api.put(path, {"most": 5}, format="json").json()["most"] == 5
    assert api.put(path, {"most": 6}, format="json").status_code == 400
    assert api.get("/api/v1/me/contact-budgets").json()["items"][0]["most"] == 5


def test_apps_read_it_and_stop_it(cast: Cast) -> None:
    says_yes(cast, cast.ana)
    made = writes(cast)
    cools(made)
    goes_out()
    api, path = cast.api(cast.ana), f"/api/v1/outreach/{made.pk}"
    assert api.get(path).json()["consents"] is True
    assert api.delete(path).status_code == 204
    assert api.get(path).json()["consents"] is False
    assert cast.api(cast.eve).get(path).status_code == 404


def test_the_desk_writes_shows_when_and_how_many_and_stops_it(cast: Cast) -> None:
    maya, add = cast.client(cast.maya), reverse("brand:groups_outreach_add")
    typed = {"brand": cast.brand.pk, "purpose": "news", "title": "Hello", "body": "Friday"}
    assert maya.post(add, typed).status_code == 200  # no group was chosen
    assert maya.post(add, {**typed, "groups": [cast.lake.pk]}).status_code == 200
    assert not Outreach.objects.exists()
    assert maya.post(add, {**typed, "groups": [cast.harbour.pk]}).status_code == 302
    made = Outreach.objects.get()
    page = text(maya, reverse("brand:groups_outreach_change", args=[made.pk]))
    assert "(Europe/Berlin)" in page
    assert "cools off" in page
    listed = reverse("brand:groups_outreach_changelist")
    assert maya.post(listed, {"action": "stop", "_selected_action": [str(made.pk)]}).status_code == 302
    made.refresh_from_db()
    assert made.state == "stopped"


def test_numbers_are_told_in_tens_of_each_group_and_small_ones_not_at_all(cast: Cast) -> None:
    says_yes(cast, cast.ana, *crowd(cast.harbour, 12)[:11])
    people, numbers = reached(writes(cast))
    assert (people, numbers) == (18, {"reached": 10, "consent": 0, "budget": 0})
    alone = outreach.send(
        cast.maya, cast.brand, purpose="news", groups=[cast.harbour], title="To one", body="Friday at nine."
    )
    cools(alone)
    goes_out()
    assert reached(alone) == (16, {"reached": 10, "consent": 0, "budget": 0})


@pytest.mark.parametrize(
    ("field", "value"), [("purpose", "service"), ("groups", []), ("title", " "), ("body", "x" * 601)]
)
def test_an_impossible_message_names_its_field(cast: Cast, field: str, value: object) -> None:
    words = {"purpose": "news", "groups": [cast.harbour], "title": "Hello", "body": "Friday", field: value}
    with pytest.raises(Invalid) as refused:
        outreach.send(cast.maya, cast.brand, **words)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_only_the_brands_manager_writes(cast: Cast) -> None:
    for person in (cast.otto, cast.bea, cast.cara, cast.ana, cast.olga, cast.eve):
        with pytest.raises(NotFound):
            outreach.send(person, cast.brand, purpose="news", groups=[cast.harbour], title="Hello", body="Friday")
        with pytest.raises(NotFound):
            outreach.stop(person, uuid4())
