"""Every field of every body, every parameter and header of the API: the documented refusal, nothing stored, no 500."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from community.api.docs import document
from tests.api.conftest import Api
from tests.api.documented import shape_errors
from tests.api.places import lived_in
from tests.cast import Cast, assemble
from tests.emptying import undone_at_last

VALUES: list[Any] = [
    None,
    True,
    0,
    -1,
    2**63,
    2**70,
    1.5,
    1e308,
    "",
    " ",
    "\u0000",
    "a\u0000b",
    "\x1b[31m",
    "\ud800",
    "\u200b\u2060",
    "\u202egnp.exe",
    "é" * 4001,
    "e\u0301\u0323" * 3000,
    "🙂" * 50,
    "../../etc/passwd",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "%00",
    "not-a-uuid",
    str(uuid4()),
    [],
    {},
    [[]],
    ["service", {}],
    {"$ref": "x"},
]


Ground = tuple[Cast, dict[str, str]]


@pytest.fixture(scope="module")
def shared(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Ground]:
    with undone_at_last(django_db_blocker):
        cast = assemble()
        yield cast, lived_in(cast)


@pytest.fixture
def ground(shared: Ground) -> Iterator[Ground]:
    """Who is there, and something behind each id of a path; what a test does there is undone."""
    point = transaction.savepoint()
    yield shared
    transaction.savepoint_rollback(point)
    transaction.set_rollback(False)
    cache.clear()


def writing() -> list[tuple[str, str]]:
    """(method, path) of every operation that takes a body."""
    return [
        (method, path)
        for path, operations in document()["paths"].items()
        for method, operation in operations.items()
        if schema_of(operation)
    ]


def schema_of(operation: dict[str, Any]) -> dict[str, Any]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return {}
    schema: dict[str, Any] = document()["components"]["schemas"][content["schema"]["$ref"].rsplit("/", 1)[1]]
    return schema


def example_of(operation: dict[str, Any]) -> dict[str, Any]:
    examples = operation["requestBody"]["content"]["application/json"]["examples"]
    value: dict[str, Any] = next(iter(examples.values()))["value"]
    return dict(value)


def rows() -> list[int]:
    """How much there is of everything, but for sessions, which hold nothing said."""
    apart = {"sessions.Session", "usersessions.UserSession"}
    tables = [model._meta.db_table for model in apps.get_models() if model._meta.label not in apart]
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"(SELECT count(*) FROM {table})" for table in tables))
        return list(cursor.fetchone())


# With all tests every sixth value for each field, others for the next field; the soak tries all.
@pytest.mark.slow
@pytest.mark.parametrize("each", [6, pytest.param(1, marks=pytest.mark.soak)])
@pytest.mark.parametrize("method, path", writing())
def test_no_value_of_a_field_breaks_anything(
    ground: Ground, api: Api, settings: Any, method: str, path: str, each: int
) -> None:
    settings.RATE_FACTOR = 1_000_000.0
    operation = document()["paths"][path][method]
    cast, place = ground
    client = api(cast.cara if operation.get("security") else None)
    before = rows()
    for number, (field, schema) in enumerate(schema_of(operation)["properties"].items()):
        for value in VALUES[number % each :: each]:
            body = json.dumps({**example_of(operation), field: value})
            sid = transaction.savepoint()
            response = client.generic(method.upper(), path.format(**place), body, content_type="application/json")
            told = (field, value, response.content)
            assert response.status_code < 500, told
            if shape_errors(schema, value):
                assert 400 <= response.status_code < 500, told
            if response.status_code < 400:
                transaction.savepoint_rollback(sid)
        assert rows() == before, field  # what was refused has left nothing


HEADERS = ["x" * 7000, "é", '"', 'W/"', "*", "0", "\x7f", "%00", "null", "Ａ"]


@pytest.mark.parametrize(
    "header",
    ["Accept", "Accept-Language", "If-None-Match", "X-Session-Token", "Idempotency-Key", "Content-Type", "Origin"],
)
def test_no_header_breaks_anything(ground: Ground, api: Api, header: str) -> None:
    cast, _place = ground
    for value in HEADERS:
        for method, path, body in (
            ("GET", "/api/v1/me", b""),
            ("POST", f"/api/v1/groups/{cast.harbour.pk}/invites", b"{}"),
        ):
            client = api(None if header == "X-Session-Token" else cast.cara)
            if header == "Content-Type":
                response = client.generic(method, path, body, content_type=value)
            else:
                response = client.generic(method, path, body, content_type="application/json", headers={header: value})
            assert response.status_code < 500, (value, response.content)


@pytest.mark.parametrize("bad", ["%00", "x", "0" * 32 + "g", "%ff", "..", "1", "%F0%9F%99%82", "A" * 2000])
def test_a_malformed_id_is_a_missing_one(ground: Ground, api: Api, bad: str) -> None:
    cast, place = ground
    client = api(cast.cara)
    for path, operations in document()["paths"].items():
        for name in place:
            if f"{{{name}}}" not in path or name == "emoji":  # no id: what is none is invalid
                continue
            for method in operations:
                response = client.generic(method.upper(), path.format(**{**place, name: bad}))
                assert response.status_code == 404, (method, path, response.content)
                assert response.json()["code"] == "not_found"
