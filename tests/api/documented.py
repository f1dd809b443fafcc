"""An API client that fails a test when an answer is not the one that the published schema describes."""

import copy
import json
import re
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from rest_framework.test import APIClient

from community.api.docs import document

PREFIX = "/api/v1/"
# Described elsewhere: the schema itself, its page, the document of the socket.
APART = ("/api/v1/schema", "/api/v1/docs", "/api/v1/realtime")
OPEN = ("Event",)  # shapes that carry more than is described
# What any address may answer to a method it does not have.
METHOD_NOT_ALLOWED = 405


class Documented(APIClient):
    def request(self, **kwargs: Any) -> Any:
        response = super().request(**kwargs)
        path = response.request["PATH_INFO"]
        if path.startswith(PREFIX) and not path.startswith(APART):
            assert_documented(response.request["REQUEST_METHOD"], path, response)
        return response


def assert_documented(method: str, path: str, response: Any) -> None:
    """The status is documented for this operation, and the body is of the documented type and shape."""
    media_type = response.headers.get("Content-Type", "").partition(";")[0]
    operation = _operation(method, path)
    if operation is None:
        assert response.status_code in (404, METHOD_NOT_ALLOWED), f"{method} {path} is not in the schema"
        _validate({"$ref": "#/components/schemas/Problem"}, response.content)
        return
    documented = operation["responses"].get(str(response.status_code))
    assert documented is not None, f"{method} {path} → {response.status_code} is not documented: {response.content!r}"
    content = documented.get("content")
    if content is None:
        assert not response.content, f"{method} {path} → {response.status_code} is documented without a body"
        return
    assert media_type in content, f"{method} {path} → {response.status_code} came as {media_type}"
    if method != "HEAD":
        _validate(content[media_type]["schema"], response.content)


def shape_errors(schema: dict[str, Any], value: Any) -> list[str]:
    """What is wrong with a value of the published schema, undescribed members included."""
    whole = {**schema, "components": _strict_components()}
    found = Draft202012Validator(whole, format_checker=FormatChecker()).iter_errors(value)
    return [f"{list(error.absolute_path)}: {error.message}" for error in found]


def _validate(schema: dict[str, Any], content: bytes) -> None:
    wrong = shape_errors(schema, json.loads(content))
    assert not wrong, wrong


def _operation(method: str, path: str) -> dict[str, Any] | None:
    wanted = "get" if method == "HEAD" else method.lower()
    for pattern, operations in _templates():
        if pattern.fullmatch(path.rstrip("/")):
            found: dict[str, Any] | None = operations.get(wanted)
            return found
    return None


@cache
def _templates() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    # Fixed addresses before those with a variable part.
    paths = sorted(document()["paths"].items(), key=lambda item: item[0].count("{"))
    return [(re.compile(_matching(path)), operations) for path, operations in paths]


def _matching(path: str) -> str:
    return re.sub(r"\{\w+\}", "[0-9a-f-]{36}", path.replace("{emoji}", "[^/]+"))


@cache
def _strict_components() -> dict[str, Any]:
    components = copy.deepcopy(document()["components"])
    for name, schema in components["schemas"].items():
        if "properties" in schema and not name.startswith(OPEN):
            schema["additionalProperties"] = False
    return {"schemas": components["schemas"]}
