"""Planning on the web: new, change, from here on with its preview, cancel and undo, hosting; all without scripts."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from community.models import Dispatch
from groups.actions import events
from groups.models import Event, Host, Occurrence
from tests.cast import Cast
from tests.groups.pages import text
from tests.groups.plans import again, answers, days_of, in_days, move_start, plan_one, plan_series, seat

LIST = "/g/harbour-runners/events/"
NEW = f"{LIST}new/"


def page_of(occurrence: Occurrence, rest: str = "") -> str:
    return f"{LIST}{occurrence.pk}/{rest}"


def typed(**fields: Any) -> dict[str, Any]:
    usual = {"title": "Long run", "day": in_days(9).isoformat(), "clock": "09:00", "minutes": "90"}
    return {**usual, "zone": "Europe/Berlin", "area": "Blankenese", **fields}


def as_shown(one: Occurrence, **fields: Any) -> dict[str, Any]:
    """What the form of an occurrence sends when only `fields` were touched."""
    kept = {name: getattr(one, name) for name in ("title", "about", "minutes", "zone", "area", "point", "question")}
    clock = f"{one.clock:%H:%M}"
    version = one.version
    return {**kept, "day": one.day.isoformat(), "clock": clock, "scope": "this", "version": version, **fields}


def post(client: Client, url: str, data: dict[str, Any], status: int) -> str:
    answer = client.post(url, data)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return str(answer.content.decode())


def test_a_captain_plans_an_event_with_everything_it_can_have(cast: Cast) -> None:
    ben = cast.profile(cast.ben, cast.harbour)
    paces = {"pace_name": ["6:00", "Walk", ""], "pace_cap": ["4", "", ""], "pace_leader": [str(ben.pk), "", ""]}
    body = typed(capacity="12", question="A lift?", cohosts=[str(ben.pk)], **paces)
    client = cast.client(cast.cara)
    post(client, NEW, body, 302)
    one = Occurrence.objects.get(title="Long run")
    assert "It is planned." in text(client, page_of(one))
    assert (one.capacity, one.minutes, one.day, one.clock) == (12, 90, in_days(9), time(9))
    assert [(pace.name, pace.cap, pace.leader) for pace in one.paces.all()] == [("6:00", 4, ben), ("Walk", None, None)]
    assert {host.profile.person: host.lead for host in one.hosts.all()} == {cast.cara: True, cast.ben: False}


def test_a_weekly_one_is_planned_until_its_last_day(cast: Cast) -> None:
    until = in_days(9 + 21).isoformat()
    post(cast.client(cast.cara), NEW, typed(repeats="weekly", interval="1", until=until), 302)
    assert len(days_of(Event.objects.get())) == 4


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(cast: Cast) -> None:
    body = typed(title="", day=in_days(-3).isoformat(), about="Bring a lamp", pace_name=["6:00"], pace_cap=["many"])
    page = post(cast.client(cast.cara), NEW, body, 422)
    assert 'id="id_title_error"' in page
    assert 'id="id_paces_error"' in page
    assert "Bring a lamp" in page
    assert 'value="6:00"' in page
    page = post(cast.client(cast.cara), NEW, typed(day=in_days(-3).isoformat()), 422)
    assert 'id="id_day_error"' in page
    assert "still to come" in page
    page = post(cast.client(cast.cara), NEW, typed(repeats="weekly", until="9999-12-31"), 422)
    assert 'id="id_until_error"' in page
    assert not Event.objects.exists()


def test_only_this_one_is_changed_at_once(cast: Cast) -> None:
    days = plan_series(cast)
    page = text(cast.client(cast.cara), page_of(days[1], "edit/"))
    assert "From here on" in page
    post(cast.client(cast.cara), page_of(days[1], "edit/"), as_shown(days[1], clock="08:00"), 302)
    assert [one.clock for one in days_of(days[0].event)[:3]] == [time(7), time(8), time(7)]


def test_from_here_on_is_shown_before_it_is_written(cast: Cast) -> None:
    days = plan_series(cast)
    answers(cast, days[1], cast.ana)
    answers(cast, days[2], cast.ana)
    answers(cast, days[3], cast.ben, "waitlisted")
    body = as_shown(days[1], clock="08:00", scope="onwards")
    page = post(cast.client(cast.cara), page_of(days[1], "edit/"), body, 200)
    assert f"{len(days) - 1} days would change" in page
    assert "2 people would be told" in page
    assert "1 waiting" in page
    assert {one.clock for one in days_of(days[0].event)} == {time(7)}
    mark = page.split('name="mark" value="')[1].split('"')[0]
    post(cast.client(cast.cara), page_of(days[1], "preview/"), {**body, "mark": mark}, 302)
    assert [one.clock for one in days_of(days[0].event)] == [time(7)] + [time(8)] * (len(days) - 1)
    assert set(Dispatch.objects.values_list("person__email", flat=True)) == {"ana@example.org", "ben@example.org"}


def test_what_changed_between_preview_and_yes_is_shown_anew(cast: Cast) -> None:
    days = plan_series(cast)
    body = as_shown(days[0], clock="08:00", scope="onwards")
    page = post(cast.client(cast.cara), page_of(days[0], "edit/"), body, 200)
    mark = page.split('name="mark" value="')[1].split('"')[0]
    answers(cast, days[2], cast.ana)
    page = post(cast.client(cast.cara), page_of(days[0], "preview/"), {**body, "mark": mark}, 409)
    assert "Something changed meanwhile" in page
    assert again(days[0]).clock == time(7)


def test_back_from_the_preview_everything_typed_is_there(cast: Cast) -> None:
    days = plan_series(cast)
    body = as_shown(days[0], clock="08:00", about="With a lamp", scope="onwards", back="yes")
    page = post(cast.client(cast.cara), page_of(days[0], "edit/"), body, 200)
    assert "With a lamp" in page
    assert 'value="08:00"' in page


def test_what_the_second_did_not_touch_becomes_what_the_first_has_made_of_it(cast: Cast) -> None:
    one = plan_one(cast, area="Altona")
    client = cast.client(cast.cara)
    shown = client.get(page_of(one, "edit/"))
    mine = as_shown(one, title="Mine", seen=shown.context["seen"])
    post(cast.client(cast.cara), page_of(one, "edit/"), as_shown(one, area="Ottensen"), 302)
    refused = client.post(page_of(one, "edit/"), mine)
    assert refused.status_code == 422
    form = refused.context["form"]
    assert (form["title"].value(), form["area"].value()) == ("Mine", "Ottensen")
    for broken in ("[]", "{", '"x"', '{"title": 5}'):
        assert client.post(page_of(one, "edit/"), {**mine, "seen": broken}).status_code == 422


def test_a_pace_without_a_name_and_an_interval_of_none_are_said_not_dropped(cast: Cast) -> None:
    client = cast.client(cast.cara)
    paces = {"pace_name": ["", ""], "pace_cap": ["5", ""], "pace_leader": ["", ""]}
    assert "Give each pace a name." in post(client, NEW, typed(**paces), 422)
    post(client, NEW, typed(repeats="weekly", interval="0"), 422)
    assert not Event.objects.exists()


def test_cancelling_from_here_on_says_first_how_many_days_and_people_it_takes_in(cast: Cast) -> None:
    days = plan_series(cast)
    for day in days[2:4]:
        answers(cast, day, cast.ana)
    client = cast.client(cast.cara)
    assert "10 days, and nothing more is made of this series. Told: 1" in text(client, page_of(days[2], "cancel/"))
    said = client.post(page_of(days[2], "cancel/"), {"scope": "onwards"}, follow=True).content.decode()
    assert "10 days are cancelled." in said
    over = move_start(days[0], timezone.now() - timedelta(days=2))
    assert "nothing left to cancel" in client.get(page_of(over, "cancel/"), follow=True).content.decode()


def test_two_who_change_it_at_once_are_told_of_each_other(cast: Cast) -> None:
    one = plan_one(cast)
    body = as_shown(one, title="Run to the lighthouse")
    events.change(seat(cast.cara, one), area="Altona")
    page = post(cast.client(cast.cara), page_of(one, "edit/"), body, 422)
    assert "Somebody changed this event while you wrote" in page
    assert "Run to the lighthouse" in page
    assert again(one).title == "Run by the river"
    post(cast.client(cast.cara), page_of(one, "edit/"), {**body, "version": again(one).version}, 302)
    assert again(one).title == "Run to the lighthouse"


def test_who_edits_reads_what_becomes_of_the_answers(cast: Cast) -> None:
    one = plan_one(cast, question="A lift?")
    assert "at once when you ask something else" in text(cast.client(cast.cara), page_of(one, "edit/"))
    assert "at once when" not in text(cast.client(cast.cara), NEW)


def test_an_event_is_cancelled_with_a_reason_and_is_on_again(cast: Cast) -> None:
    one = plan_one(cast)
    answers(cast, one, cast.ana)
    assert "Keep it" in text(cast.client(cast.cara), page_of(one, "cancel/"))
    post(cast.client(cast.cara), page_of(one, "cancel/"), {"scope": "this", "reason": "Ice on the bridge"}, 302)
    assert "Ice on the bridge" in text(cast.client(cast.ana), page_of(one))
    page = text(cast.client(cast.cara), page_of(one))
    assert "It takes place after all" in page
    post(cast.client(cast.cara), page_of(one, "revive/"), {}, 302)
    assert again(one).status == "planned"
    assert "You’re going" in text(cast.client(cast.ana), page_of(one))


def test_hosting_is_handed_over_given_up_and_taken_over(cast: Cast) -> None:
    one = plan_one(cast)
    ben = cast.profile(cast.ben, cast.harbour)
    hosting = page_of(one, "hosting/")
    assert "I can’t host this one" in text(cast.client(cast.cara), hosting)
    post(cast.client(cast.cara), hosting, {"do": "hand_over", "profile": str(ben.pk), "scope": "this"}, 302)
    assert Host.objects.get(occurrence=one).profile == ben
    post(cast.client(cast.ben), hosting, {"do": "cannot"}, 302)
    assert "Nobody hosts this at the moment." in text(cast.client(cast.ana), page_of(one))
    post(cast.client(cast.cara), hosting, {"do": "take_over"}, 302)
    assert Host.objects.get(occurrence=one).profile.person == cast.cara


def test_somebody_helps_and_no_longer_does(cast: Cast) -> None:
    one = plan_one(cast)
    ben = str(cast.profile(cast.ben, cast.harbour).pk)
    post(cast.client(cast.cara), page_of(one, "hosting/"), {"do": "add", "profile": ben, "scope": "this"}, 302)
    assert "helps" in text(cast.client(cast.ana), page_of(one))
    assert "Look after it" in text(cast.client(cast.ben), page_of(one))
    post(cast.client(cast.cara), page_of(one, "hosting/"), {"do": "remove", "profile": ben, "scope": "this"}, 302)
    assert Host.objects.filter(occurrence=one).count() == 1
    page = post(cast.client(cast.cara), page_of(one, "hosting/"), {"do": "add", "scope": "this"}, 422)
    assert "Choose who." in page


def test_who_neither_plans_nor_hosts_is_offered_nothing_of_it(cast: Cast) -> None:
    one = plan_one(cast)
    assert "Look after it" in text(cast.client(cast.cara), page_of(one))
    assert "Look after it" not in text(cast.client(cast.ana), page_of(one))
    for rest in ("edit/", "cancel/", "hosting/", "check-in/"):
        text(cast.client(cast.ana), page_of(one, rest), status=403)
    text(cast.client(cast.ana), NEW, status=403)
