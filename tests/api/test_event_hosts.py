"""Hosting an event and checking in, over the API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from groups.models import Host
from tests.api.conftest import Api
from tests.api.eventful import at, profile_id
from tests.cast import Cast
from tests.groups.occurrences import make_occurrence

pytestmark = pytest.mark.django_db


def test_hosts_are_added_handed_over_to_and_taken_away(cast: Cast, api: Api) -> None:
    run = make_occurrence(cast.harbour)
    ana, ben = profile_id(cast, cast.ana), profile_id(cast, cast.ben)
    assert api(cast.ana).post(at(run, "/hosts"), {"profile": ana}).json()["code"] == "hosts_only"
    assert hosts(api(cast.cara).post(at(run, "/hosts"), {"profile": ana})) == [("Cara", True), ("Ana", False)]
    assert hosts(api(cast.ana).post(at(run, "/hosts"), {"profile": ben, "lead": True})) == [
        ("Ben", True),
        ("Ana", False),
    ]
    assert api(cast.cara).delete(at(run, f"/hosts/{ana}")).status_code == 204
    assert hosts(api(cast.nia).get(at(run, "/hosts"))) == [("Ben", True)]
    assert api(cast.cara).post(at(run, "/hosts"), {"profile": profile_id(cast, cast.dov)}).status_code == 404


def test_who_cannot_host_says_so_and_another_takes_over(cast: Cast, api: Api) -> None:
    run = make_occurrence(cast.harbour)
    Host.objects.create(occurrence=run, profile=cast.profile(cast.ana, cast.harbour))
    assert api(cast.ana).put(at(run, "/hosting"), {}).json()["code"] == "has_host"
    assert api(cast.cara).delete(at(run, "/hosting")).status_code == 204
    assert hosts(api(cast.ana).put(at(run, "/hosting"), {})) == [("Ana", True)]
    assert api(cast.cara).delete(at(run, "/hosting")).json()["code"] == "hosts_only"


def test_ticks_of_two_devices_are_merged(cast: Cast, api: Api) -> None:
    run = make_occurrence(cast.harbour, ahead=timedelta(minutes=-10))
    early, late = (run.starts_at + timedelta(minutes=n) for n in (1, 5))
    ana, ben = profile_id(cast, cast.ana), profile_id(cast, cast.ben)

    def tick(*ticks: tuple[str, bool, Any]) -> Any:
        body = [{"profile": who, "there": there, "at": when.isoformat()} for who, there, when in ticks]
        return api(cast.cara).put(at(run, "/attendance"), {"ticks": body})

    tick((ana, True, late), (ben, True, early))
    merged = tick((ana, False, early), (ben, False, late), (profile_id(cast, cast.dov), True, late))
    assert merged.status_code == 200
    assert merged.json() == api(cast.cara).get(at(run, "/attendance")).json()
    assert [(one["profile"]["name"], one["there"]) for one in merged.json()["items"]] == [("Ana", True), ("Ben", False)]
    without_zone = {"ticks": [{"profile": ana, "there": True, "at": "2026-12-03T06:05:00"}]}
    assert api(cast.cara).put(at(run, "/attendance"), without_zone).status_code == 400
    far = make_occurrence(cast.harbour)
    assert api(cast.cara).put(at(far, "/attendance"), {"ticks": []}).json()["code"] == "check_in_closed"


def hosts(answered: Any) -> list[tuple[str, bool]]:
    assert answered.status_code in (200, 201), answered.content
    return [(one["profile"]["name"], one["lead"]) for one in answered.json()["items"]]
