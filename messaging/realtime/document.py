"""The AsyncAPI 3 document of `/ws/v1/`, built from the op table, the schemas and the limits: it cannot say anything
else than what the engine does."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from messaging.realtime import limits
from messaging.realtime.ops import OPS, Direction
from messaging.realtime.schemas import DOWN, EVENTS, UP

Document = dict[str, Any]

_ABOUT = """
One WebSocket per client, many rooms. The room's log is the truth: a client keeps one number per room, the last seq it
has, and asks with `sub` and `since` for what comes after it. An event is either exactly the next one or something is
missing; then the client asks again. Clients send one JSON object per frame; the server sends one, or an array of them.
The guide for those who build a client is docs/realtime.md of the source; docs/conformance has files to test one.
"""

# What each err code means; the codes themselves are the schema's.
ERRORS = {
    "bad_frame": "Not JSON, not an object, no op, too large or too deep. Too many of these close with 4000.",
    "unknown_op": "No such op; counts as a bad frame.",
    "invalid": "A field is missing or wrong: `detail.field`.",
    "not_found": "No such room or message for you.",
    "forbidden": "You are there, but may not: `detail.code` says why, `detail.words` says it in your language.",
    "nudge": "Send the same cid again with `confirm: [rule]` if you mean it.",
    "held": "Waits outside the log for somebody's decision; a `note` follows, or `detail.state` says how it ended.",
    "refused": "These words are not taken here.",
    "too_large": "Longer than the limits say.",
    "rate_limited": "Wait `retry_ms`, then send the same cid again.",
    "unavailable": "The outcome is unknown: send the same cid again. Before a close: come back as its code says.",
    "cid_conflict": "This cid was used with other words.",
}


@cache
def document() -> Document:
    """The same for everybody, built once per process."""
    up = [op for op in OPS.values() if op.direction is not Direction.DOWN]
    down = [op for op in OPS.values() if op.direction is not Direction.UP]
    messages = {f"{op.name}.up": _message(op.name, op.says, UP[op.name]) for op in up}
    messages |= {f"{op.name}.down": _message(op.name, op.says, DOWN[op.name]) for op in down}
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Snug realtime", "version": limits.SUBPROTOCOL, "description": _ABOUT.strip()},
        "defaultContentType": "application/json",
        "servers": {"here": _server()},
        "channels": {
            "socket": {
                "address": limits.PATH,
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
                "bindings": {"ws": {"method": "GET", "headers": _headers()}},
            }
        },
        "operations": {
            "say": _operation("receive", "What clients say.", [f"{op.name}.up" for op in up]),
            "hear": _operation("send", "What the server says.", [f"{op.name}.down" for op in down]),
        },
        "components": {
            "messages": messages,
            "schemas": {f"event.{kind}": schema for kind, schema in EVENTS.items()},
            "securitySchemes": {
                "cookie": {"type": "httpApiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME},
                "ticket": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": f"From POST /api/v1/ws-ticket; good once, for {limits.TICKET_S} s.",
                },
            },
        },
        "x-limits": limits.published()
        | {"bad_frames": limits.BAD_FRAMES, "sockets_per_person": limits.SOCKETS_PER_PERSON},
        "x-rates": {rate.name: asdict(rate) for rate in limits.PERSON_RATES + limits.ADDRESS_RATES},
        "x-close-codes": {str(code): words for code, words in limits.CLOSE.items()},
        "x-error-codes": ERRORS,
    }


def _server() -> Document:
    site = urlsplit(settings.SITE_URL)
    return {
        "host": site.netloc,
        "protocol": "wss" if site.scheme == "https" else "ws",
        "security": [{"$ref": f"#/components/securitySchemes/{name}"} for name in ("cookie", "ticket")],
        "description": "Refusals are HTTP 403, decided before the connection is accepted: GET /api/v1/session says why",
    }


def _headers() -> Document:
    return {
        "type": "object",
        "required": ["Sec-WebSocket-Protocol"],
        "properties": {
            "Sec-WebSocket-Protocol": {"const": limits.SUBPROTOCOL},
            "Origin": {"type": "string", "description": "Required with the cookie; must be one of this site's."},
            "Authorization": {"type": "string", "description": "Bearer and a ticket; cookies are ignored then."},
        },
    }


def _message(name: str, says: str, schema: Document) -> Document:
    return {"name": name, "summary": says, "payload": schema}


def _operation(action: str, says: str, names: list[str]) -> Document:
    return {
        "action": action,
        "summary": says,
        "channel": {"$ref": "#/channels/socket"},
        "messages": [{"$ref": f"#/channels/socket/messages/{name}"} for name in names],
    }
