"""Many hundred requests made from the published schema, right and wrong ones, as a member, a captain and a manager.

In process, each in a savepoint that is rolled back, with real ids in the path so that they get past the door.
The same requests each time: Hypothesis is derandomised.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import CheckFunction
from schemathesis.specs.openapi import checks as of_openapi

from community.api.docs import document
from community.models import Person
from tests.api.conftest import documented
from tests.api.documented import shape_errors
from tests.api.places import lived_in
from tests.cast import Cast

# Right and wrong examples per operation; a manager finds no group, so fewer tell as much. The soak takes many.
EXAMPLES = {"ana": (3, 4), "cara": (1, 1), "maya": (1, 2)}


def refused_when_wrong(context: Any, response: Any, case: schemathesis.Case) -> bool | None:
    """Whitespace around a text does not count for its length, which no JSON Schema can say: what fits once it is
    trimmed may be accepted."""
    return None if _fits_once_trimmed(case) else of_openapi.negative_data_rejection(context, response, case)


CHECKS: list[CheckFunction] = [
    schemathesis.checks.not_a_server_error,  # type: ignore[attr-defined]
    of_openapi.status_code_conformance,
    of_openapi.content_type_conformance,
    of_openapi.response_schema_conformance,
    of_openapi.response_headers_conformance,
    refused_when_wrong,
]


def _fits_once_trimmed(case: schemathesis.Case) -> bool:
    if not isinstance(case.body, dict):
        return False
    trimmed = {name: value.strip() if isinstance(value, str) else value for name, value in case.body.items()}
    content = case.operation.definition.raw["requestBody"]["content"].get("application/json")
    return content is not None and trimmed != case.body and not shape_errors(content["schema"], trimmed)


@contextmanager
def one_connection() -> Iterator[None]:
    """Requests of the bare application share the test's transaction, as those of Django's own client do."""
    moments = (request_started, request_finished)
    for moment in moments:
        moment.disconnect(close_old_connections)
    try:
        yield
    finally:
        for moment in moments:
            moment.connect(close_old_connections)


POSITIVE, NEGATIVE = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE


@pytest.mark.slow
@pytest.mark.parametrize("times", [1, pytest.param(20, marks=pytest.mark.soak)])
@pytest.mark.parametrize("name", ["cara", *(pytest.param(name, marks=pytest.mark.soak) for name in ("ana", "maya"))])
def test_no_request_breaks_the_contract(cast: Cast, settings: Any, name: str, times: int) -> None:
    settings.RATE_FACTOR = 1_000_000.0
    person = cast.names[name]
    place = lived_in(cast)
    token = documented(person).session.session_key
    schema = schemathesis.openapi.from_dict(document(), config=_config())
    schema.app = _from_an_address(WSGIHandler())
    reached: dict[str, set[int]] = {}
    for number, found in enumerate(schema.get_all_operations()):
        operation = found.ok()
        if times == 1 and number % 2:
            continue  # briefly, every other operation
        # To find out how an operation can be asked wrongly takes half a second: briefly, every sixth is.
        modes = (POSITIVE, NEGATIVE) if times > 1 or number % 6 == 0 else (POSITIVE,)
        own = {parameter: place[parameter] for parameter in place if f"{{{parameter}}}" in operation.path}
        for mode, most in zip(modes, EXAMPLES[name], strict=False):
            with one_connection():
                reached.setdefault(operation.label, set()).update(
                    _probe(operation, mode, most * times, own, str(token))
                )
    assert not {status for statuses in reached.values() for status in statuses if status >= 500}
    if person == cast.cara:  # the proof that these requests arrive: most of what a captain may do was done
        inside = {label for label in reached if "{group}" in label or "{room}" in label}
        done = {label for label in inside if reached[label] & {200, 201, 204}}
        assert len(done) > len(inside) * 2 / 3, sorted(inside - done)


def _from_an_address(app: WSGIHandler) -> Callable[..., Any]:
    """As a server says it, and rates count it."""

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        return app({"REMOTE_ADDR": "192.0.2.7", **environ}, start_response)

    return answer


def _config() -> schemathesis.Config:
    """Whatever breaks the schema must be refused; too long has a status of its own."""
    refused = ["400", "401", "403", "404", "405", "406", "413", "415", "422"]
    return schemathesis.Config.from_dict({"checks": {"negative_data_rejection": {"expected-statuses": refused}}})


def _probe(operation: Any, mode: Any, most: int, own: dict[str, str], token: str) -> set[int]:
    statuses: set[int] = set()

    @examples(
        max_examples=most,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode, path_parameters=own))
    def ask(case: schemathesis.Case) -> None:
        sid = transaction.savepoint()
        try:
            response = case.call(headers={"X-Session-Token": token})
            statuses.add(response.status_code)
            case.validate_response(response, checks=CHECKS)
        finally:
            transaction.savepoint_rollback(sid)

    try:
        ask()
    except Unsatisfiable:
        assert mode == NEGATIVE  # with the ids given, nothing is left of this operation that could be wrong
    return statuses


def test_the_three_actors_are_who_they_should_be(cast: Cast) -> None:
    def standing(person: Person) -> int:
        return documented(person).get(f"/api/v1/groups/{cast.harbour.pk}").status_code

    assert [standing(cast.names[name]) for name in ("ana", "cara", "maya")] == [200, 200, 404]
