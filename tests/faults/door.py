"""The API as an app uses it, for one person: pages of the past, and a sender who has no socket."""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib.parse import urlencode

TIMEOUT_S = 5.0
PAGE = 100


class Door:
    """Plain blocking HTTP; everything that is no answer of the API is an OSError."""

    def __init__(self, session: str, room: str) -> None:
        self.session, self.room = session, room

    def page(self, port: int, before: int | None = None) -> dict[str, Any] | None:
        """The newest messages, or those before a seq; None for who is not in the room."""
        query = {"limit": PAGE} | ({"before": before} if before is not None else {})
        status, answer = self._ask(port, "GET", f"messages?{urlencode(query)}")
        if status not in (200, 404):
            raise OSError(f"a page was answered with {status}")
        return answer if status == 200 else None

    def pages(self, port: int, floor: int) -> list[dict[str, Any]]:
        """All messages with seq > `floor`, page by page."""
        found: list[dict[str, Any]] = []
        before: int | None = None
        while True:
            page = self.page(port, before)
            if page is None:
                raise OSError("the room is not there")
            found += [message for message in page["messages"] if message["seq"] > floor]
            before = page["first_seq"]
            if not page["has_older"] or before is None or before <= floor:
                return found

    def send(self, port: int, cid: str, body: str) -> tuple[int, dict[str, Any]]:
        return self._ask(port, "POST", "messages", {"cid": cid, "body": body})

    def _ask(self, port: int, method: str, path: str, data: Any = None) -> tuple[int, dict[str, Any]]:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
        headers = {"X-Session-Token": self.session, "Content-Type": "application/json"}
        try:
            body = json.dumps(data) if data is not None else None
            line.request(method, f"/api/v1/rooms/{self.room}/{path}", body, headers)
            answer = line.getresponse()
            return answer.status, _json(answer.read())
        except http.client.HTTPException as error:
            raise OSError(str(error)) from error
        finally:
            line.close()


def _json(text: bytes) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
