"""The published description of the socket is whole, and says what the engine does."""

import json

import pytest
from django.test import Client
from jsonschema import Draft202012Validator, ValidationError

from messaging.realtime import limits
from messaging.realtime.document import ERRORS, document
from messaging.realtime.ops import OPS, READERS
from messaging.realtime.schemas import DOWN, EVENTS, UP, check_down
from messaging.realtime.socket import CODES

DESIGNED = {
    *("hello", "sub", "subd", "resync", "unsubd", "ev", "send", "ack", "edit", "react", "del", "note"),
    *("report", "reported", "vote", "voted", "close"),
    *("read", "unread", "muted", "draft", "inbox", "folded", "event", "direct", "typing", "ping", "pong", "err"),
}


def resolve(reference: str) -> object:
    found: object = document()
    for step in reference.removeprefix("#/").split("/"):
        assert isinstance(found, dict)
        found = found[step]
    return found


def references(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if "$ref" in value else []
        return own + [one for inner in value.values() for one in references(inner)]
    if isinstance(value, list):
        return [one for inner in value for one in references(inner)]
    return []


def test_every_op_of_the_design_is_in_the_table_and_has_a_schema() -> None:
    assert set(OPS) == DESIGNED
    assert set(UP) == set(READERS)
    assert set(UP) | set(DOWN) == DESIGNED
    assert all(op.surface is not None for op in OPS.values() if op.read is not None)


def test_every_schema_is_a_schema_and_every_reference_leads_somewhere() -> None:
    for schema in [*UP.values(), *DOWN.values(), *EVENTS.values()]:
        Draft202012Validator.check_schema(schema)
    assert all(resolve(reference) for reference in references(document()))


def test_codes_limits_and_closes_are_published() -> None:
    assert set(ERRORS) == CODES
    published = document()
    assert published["x-close-codes"] == {str(code): words for code, words in limits.CLOSE.items()}
    assert published["x-limits"]["body_chars"] == 4000
    assert published["x-rates"]["messages"] == {"name": "messages", "count": 10, "seconds": 10, "burst": 20}


def test_the_schema_refuses_what_is_not_published() -> None:
    check_down({"op": "ping", "n": 1})
    for frame in ({"op": "ping", "n": "1"}, {"op": "ping"}, {"op": "ping", "n": 1, "more": 2}):
        with pytest.raises(ValidationError):
            check_down(frame)
    with pytest.raises(KeyError):
        check_down({"op": "shout"})


def test_anybody_can_read_it(db: None) -> None:
    response = Client().get("/api/v1/realtime/")
    assert response.status_code == 200
    assert json.loads(response.content) == json.loads(json.dumps(document()))
