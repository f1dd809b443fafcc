"""Check-in by code over the API: one app shows it, another reads it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.api.conftest import Api
from tests.api.eventful import at
from tests.cast import Cast
from tests.groups.plans import move_start, plan_one

pytestmark = pytest.mark.django_db


def test_an_app_shows_the_code_and_another_reads_it(cast: Cast, api: Api) -> None:
    one = move_start(plan_one(cast), timezone.now() - timedelta(minutes=5))
    shown = api(cast.cara).post(at(one, "/attendance/codes"), {}).json()
    assert shown["link"].endswith(f"/here/{shown['code']}/")
    put = api(cast.ana).put(at(one, "/attendance/own"), {"code": shown["code"]})
    assert (put.status_code, put.json()["there"]) == (200, True)
    assert api(cast.ana).put(at(one, "/attendance/own"), {"code": "old"}).json()["code"] == "check_in_code_over"
    assert api(cast.ana).post(at(one, "/attendance/codes"), {}).status_code == 403
    assert api(cast.cara).post(at(plan_one(cast), "/attendance/codes"), {}).json()["code"] == "check_in_closed"
