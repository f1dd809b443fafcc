"""JSON Schemas of what comes with a message: photos and files."""

from __future__ import annotations

from typing import Any

from messaging.media.sizes import PER_MESSAGE

Schema = dict[str, Any]
_ID: Schema = {"type": "string", "format": "uuid", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"}
_SENT_ID: Schema = {**_ID, "pattern": "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"}
_COUNT: Schema = {"type": "integer", "minimum": 1}
_TEXT: Schema = {"type": "string"}


def _shape(kind: str, fields: Schema) -> Schema:
    every = {"id": _ID, "kind": {"const": kind}, **fields}
    return {"type": "object", "additionalProperties": False, "required": list(every), "properties": every}


MEDIA: Schema = {
    "type": "array",
    "description": "What comes with it, in this order. Where one sees it: `GET /api/v1/rooms/<room>/media?ids=…`."
    " `blur`: a picture of a few pixels, WebP in base64, to stand there until then.",
    "minItems": 1,
    "maxItems": PER_MESSAGE,
    "items": {
        "oneOf": [
            _shape("photo", {"width": _COUNT, "height": _COUNT, "blur": _TEXT, "alt": _TEXT}),
            _shape("file", {"name": _TEXT, "bytes": _COUNT}),
        ]
    },
}
SENT_MEDIA: Schema = {
    "description": "What was uploaded before (`POST /api/v1/rooms/<room>/media`), in this order.",
    "oneOf": [{"type": "array", "maxItems": PER_MESSAGE, "items": _SENT_ID}, {"type": "null"}],
}
