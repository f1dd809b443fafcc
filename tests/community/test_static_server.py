"""Static files come from the door of the web process, guarded as every answer is; nothing else does."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest
from django.contrib.staticfiles import finders

from community.static_server import Receive, Send, StaticServer

SHEET = "/static/community/css/base.css"


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


def get(path: str, method: str = "GET", scheme: str = "http", **headers: str) -> Answer | None:
    """What the door answers by itself; None: it asked the application."""
    sent: list[Mapping[str, Any]] = []

    async def send(message: Mapping[str, Any]) -> None:
        sent.append(message)

    async def receive() -> Mapping[str, Any]:
        raise AssertionError("nobody reads what is sent in with a request for a file")

    async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        assert scope["path"] == path

    given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "path": path, "method": method, "scheme": scheme, "headers": given}
    asyncio.run(StaticServer(application)(scope, receive, send))
    if not sent:
        return None
    start, body = sent
    named = {name.decode(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], named, body["body"])


def test_a_file_comes_whole_and_guarded() -> None:
    answer = get(SHEET)
    path = finders.find("community/css/base.css")
    assert answer and isinstance(path, str)
    with open(path, "rb") as file:
        assert (answer.status, answer.body) == (200, file.read())
    assert answer.headers["content-type"] == 'text/css; charset="utf-8"'
    assert answer.headers["content-length"] == str(len(answer.body))
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"


def test_what_a_browser_has_is_not_sent_again() -> None:
    first = get(SHEET)
    assert first
    again = get(SHEET, if_none_match=first.headers["etag"])
    assert again and (again.status, again.body) == (304, b"")
    assert again.headers["x-content-type-options"] == "nosniff"


def test_heads_and_parts_are_given_and_nothing_is_taken() -> None:
    whole, head, part, taken = get(SHEET), get(SHEET, "HEAD"), get(SHEET, range="bytes=2-5"), get(SHEET, "POST")
    assert whole and head and part and taken
    assert (head.status, head.body) == (200, b"") and head.headers["content-length"] == str(len(whole.body))
    assert (part.status, part.body) == (206, whole.body[2:6])
    assert taken.status == 405


ELSEWHERE = "/static/ /static/nowhere.js /static/community /static/../community/settings.py /static//etc/passwd"


@pytest.mark.parametrize("path", ["/", *ELSEWHERE.split()])
def test_all_else_is_the_applications(path: str, settings: Any) -> None:
    for settings.DEBUG in (False, True):
        assert get(path) is None


def test_a_site_that_redirects_sends_nothing_unencrypted(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 60
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert get(SHEET) is None
    assert get(SHEET, scheme="https", x_forwarded_proto="http") is None
    answer = get(SHEET, x_forwarded_proto="https")
    assert answer and answer.headers["strict-transport-security"] == "max-age=60"
    settings.SECURE_PROXY_SSL_HEADER = None
    assert get(SHEET) is None and get(SHEET, scheme="https")
