"""The published schema: whole, with examples that are true, and a page that keeps to our content policy."""

import re
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from django.contrib.staticfiles import finders
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator

from community.api.docs import document
from tests.api.documented import shape_errors


def operations() -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method.upper()} {path}", operation)
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
    ]


def contents(operation: dict[str, Any]) -> list[dict[str, Any]]:
    """The bodies of an operation that are ours to exemplify: what is sent, and what success answers."""
    bodies = [operation["requestBody"]] if "requestBody" in operation else []
    bodies += [body for status, body in operation["responses"].items() if status in ("200", "201")]
    return [content for body in bodies for content in body.get("content", {}).values()]


def test_everybody_may_read_it_as_json_or_yaml() -> None:
    response = Client().get("/api/v1/schema/")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"
    assert response.json()["openapi"] == "3.1.1"
    assert response.json() == document()
    yaml = Client().get("/api/v1/schema/", headers={"Accept": "application/vnd.oai.openapi"})
    assert yaml.content.startswith(b"openapi: 3.1.1")


def test_it_is_openapi_to_the_letter() -> None:
    schemathesis.openapi.from_dict(document()).validate()
    broken = document() | {"paths": {"/x": {"get": {"responses": 7}}}}
    with pytest.raises(jsonschema_rs.ValidationError):
        schemathesis.openapi.from_dict(broken).validate()


def test_it_is_made_without_a_warning() -> None:
    GENERATOR_STATS.reset()
    SchemaGenerator(api_version="v1").get_schema(request=None, public=True)
    assert not GENERATOR_STATS._warn_cache
    assert not GENERATOR_STATS._error_cache


@pytest.mark.parametrize("name, operation", operations(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_body_has_an_example_that_fits(name: str, operation: dict[str, Any]) -> None:
    for content in contents(operation):
        examples = content.get("examples", {})
        assert examples, f"{name}: no example"
        for example in examples.values():
            assert not shape_errors(content["schema"], example["value"]), name


def test_every_operation_says_what_it_does_and_how_it_refuses() -> None:
    seen = set()
    for name, operation in operations():
        assert operation["summary"], name
        assert operation["operationId"] not in seen, name
        seen.add(operation["operationId"])
        statuses = set(operation["responses"])
        assert "503" in statuses, name
        if operation.get("security"):
            assert {"401", "403"} <= statuses, name


def test_the_page_is_served_from_here_alone() -> None:
    page = Client().get("/api/v1/docs/")
    assert page.status_code == 200
    html = page.content.decode()
    assert "style=" not in html
    assert not re.search(r"<style|<script(?![^>]*src=)|\son\w+=\"", html)
    links = re.findall(r"(?:src|href)=\"([^\"]+)\"", html)
    assert links
    for link in links:
        assert link.startswith("/"), link
        if link.startswith("/static/"):
            assert finders.find(link.removeprefix("/static/")), link
    script = Client().get(next(link for link in links if "script" in link))
    assert script.status_code == 200
    assert script.headers["Content-Type"].startswith("application/javascript")
    assert b'"validatorUrl": null' in script.content
    assert b"/api/v1/schema/" in script.content or b"../schema/" in script.content
