"""From a report to the answer to its appeal, by apps alone (trust.md R30-R37)."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from community.models import AccessLogEntry
from groups.models import Membership
from moderation.models import Report
from tests.api.conftest import documented
from tests.api.documented import Documented
from tests.cast import Cast
from tests.moderation.casework import UNKIND, reports_, says

pytestmark = pytest.mark.django_db
RULING = {"steps": [{"step": "remove_item"}, {"step": "mute", "days": 3}], "reason": "This was unkind."}


def ruled(client: Documented, case: Any, **body: Any) -> Any:
    version = client.get(f"/api/v1/review/{case}").json()["version"]
    return client.post(f"/api/v1/review/{case}/decisions", {"version": version, **RULING, **body})


def test_an_app_reports_judges_appeals_and_answers(cast: Cast) -> None:
    message = says(cast, cast.ben)
    ana, ben, cara, maya = (documented(one) for one in (cast.ana, cast.ben, cast.cara, cast.maya))
    body = {"kind": "message", "subject": str(message.pk), "category": "unkind", "words": "He means Nia."}
    once = {"HTTP_IDEMPOTENCY_KEY": str(uuid.uuid4())}
    made = ana.post("/api/v1/reports", body, **once)
    assert (made.status_code, made.json()["outcome"]) == (201, "open")
    assert ana.post("/api/v1/reports", body, **once).json() == ana.post("/api/v1/reports", body).json() == made.json()
    (waits,) = cara.get("/api/v1/review").json()["items"]
    assert UNKIND not in str(waits)
    case = f"/api/v1/review/{waits['id']}"
    assert cara.put(f"{case}/lease").status_code == 200
    assert cara.get("/api/v1/review").json()["items"][0]["leased_to_me"] is True
    shown = cara.get(case).json()
    assert shown["evidence"][0]["item"]["words"] == UNKIND
    decided = ruled(cara, waits["id"])
    assert decided.status_code == 201
    assert cara.get("/api/v1/review").json()["undoable"] == [decided.json()]
    steps = {one["step"]: one for one in ben.get("/api/v1/me/decisions").json()["items"]}
    assert set(steps) == {"remove_item", "mute"}
    door = f"/api/v1/me/decisions/{steps['remove_item']['id']}"
    assert ben.get(door).json()["statement"]["puid"] == steps["remove_item"]["id"]
    assert ben.post(f"{door}/appeal", {"words": "We were joking."}).status_code == 201
    assert ben.post(f"{door}/appeal", {"words": "Again."}).json()["code"] == "no_appeal"
    (heard,) = maya.get("/api/v1/review").json()["items"]
    answered = maya.post(f"/api/v1/review/appeals/{heard['id']}/answer", {"overturned": True, "reason": "They were."})
    assert answered.status_code == 201
    assert ben.get(door).json()["appeal"]["overturned"] is True
    message.refresh_from_db()
    assert message.body == UNKIND


def test_a_case_is_opened_after_the_access_log_is_written(cast: Cast) -> None:
    case = reports_(cast.ana, says(cast, cast.ben)).case_id
    assert documented(cast.cara).get(f"/api/v1/review/{case}").status_code == 200
    logged = AccessLogEntry.objects.filter(viewer=cast.cara.pk).values_list("subject", flat=True)
    assert set(logged) == {cast.profile(cast.ben, cast.harbour).pk}


def test_what_moved_on_is_refused_with_its_code(cast: Cast) -> None:
    Membership.objects.filter(profile=cast.profile(cast.nia, cast.harbour)).update(role="captain")
    case = reports_(cast.ana, says(cast, cast.ben)).case_id
    cara, nia, door = documented(cast.cara), documented(cast.nia), f"/api/v1/review/{case}"
    cara.put(f"{door}/lease")
    assert nia.get(door).json()["code"] == nia.put(f"{door}/lease").json()["code"] == "claimed"
    assert cara.delete(f"{door}/lease").status_code == 204
    assert nia.put(f"{door}/lease").status_code == 200
    nia.delete(f"{door}/lease")
    stale = cara.post(f"{door}/decisions", {"version": 99})
    assert (stale.status_code, stale.json()["code"]) == (409, "conflict")
    decision = ruled(cara, case).json()["id"]
    assert nia.get(door).json()["code"] == "decided"
    undo = f"/api/v1/review/decisions/{decision}"
    assert nia.delete(undo).status_code == 404
    assert cara.delete(undo).status_code == 204
    assert cara.delete(undo).json()["code"] == "too_late"


def test_reports_of_another_case_are_not_called_misuse(cast: Cast) -> None:
    one, other = (reports_(cast.ana, says(cast, cast.ben, words)) for words in ("Good morning", UNKIND))
    cara = documented(cast.cara)
    refused = ruled(cara, one.case_id, misuse=[str(other.pk)])
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "misuse")
    assert ruled(cara, one.case_id, misuse=[str(one.pk)]).status_code == 201
    assert Report.objects.count() == 2
