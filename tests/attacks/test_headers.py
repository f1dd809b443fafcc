"""What members read stays out of caches, indexes and other sites' logs, and calls nobody else (trust.md R5)."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.http import HttpResponse

from tests.matrix.stage import Stage, set_stage
from tests.matrix.walker import Route, routes

pytestmark = pytest.mark.django_db
# Files that are the same for everybody, or are asked for by programs that know no page.
SAME_FOR_ALL = ("sw.js", "brand.<", "logo", ".well-known", "healthz", ".ics")
AT_DESKS = {"brand": "manager", "operators": "operator"}
# Both desks: unfold's Alpine evaluates, its styles stand in the page (trust.md R5). No member's words are shown there.
DRAWN = {"img-src": ("data:",)}
LAX = {"script-src": "'unsafe-eval'", "style-src": "'unsafe-inline'"}


def test_no_answer_to_a_member_is_kept_indexed_or_told_of_elsewhere() -> None:
    stage = set_stage()
    seen = {str(route): _answer(stage, route, "captain") for route in _doors(stage)}
    shown = {name: answer for name, answer in seen.items() if answer.status_code == 200}
    assert len(shown) > 40  # else nothing was asked
    for name, answer in shown.items():
        kept = answer["Cache-Control"]
        assert "private" in kept, name
        assert ("no-cache" if name.startswith("api/") else "no-store") in kept, name
        assert answer["X-Robots-Tag"] == "noindex, nofollow", name
        assert answer["Referrer-Policy"] == "same-origin", name
        if name.startswith("api/") and answer["Content-Type"] == "application/json":
            assert answer.has_header("ETag"), name


def test_no_page_may_load_or_run_anything_from_elsewhere() -> None:
    stage = set_stage()
    pages = 0
    for route in _doors(stage):
        answer = _answer(stage, route, AT_DESKS.get(route.desk, "captain"))
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            pages += 1
            _demand_own_origin(answer["Content-Security-Policy"], str(route), desk=route.desk is not None)
    assert pages > 60


def _demand_own_origin(policy: str, page: str, *, desk: bool) -> None:
    rules = {name: sources.split() for name, _, sources in (one.strip().partition(" ") for one in policy.split(";"))}
    assert rules.pop("default-src") in (["'self'"], ["'none'"]), page
    for name, sources in rules.items():
        allowed = {"'self'", "'none'", *DRAWN.get(name, ()), LAX.get(name, "") if desk else ""}
        strange = {one for one in sources if one not in allowed and not one.startswith("'nonce-")}
        assert not strange, (page, name, sources)


def _doors(stage: Stage) -> list[Route]:
    leaving = ("signout", "schema", "docs", "mail")
    return [
        route
        for route in routes()
        if not route.leads_nowhere and not route.is_alias and not any(one in route.path for one in SAME_FOR_ALL)
        if route.namespaces[:1] != ("demo",) and not any(word in route.name for word in leaving)
    ]


def _answer(stage: Stage, route: Route, actor: str) -> HttpResponse:
    point = transaction.savepoint()
    try:
        path = route.filled(stage.values(route, stage.actors[actor]))
        return stage.clients[actor].get(path)  # type: ignore[return-value]
    finally:
        transaction.savepoint_rollback(point)
