"""What the schemas of frames are made of, and those of what stands beside words: what they answer, whom they name."""

from __future__ import annotations

from typing import Any

from messaging.models import Mention
from messaging.naming import MOST as MOST_NAMED

Schema = dict[str, Any]

UUID: Schema = {"type": "string", "format": "uuid", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"}
ANY_CASE_UUID: Schema = {**UUID, "pattern": "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"}
SEQ: Schema = {"type": "integer", "minimum": 1}
PLACE: Schema = {"type": "integer", "minimum": 0}
REPLY_TO: Schema = {
    "type": "object",
    "description": "The earlier message that it answers: where it is, not its words. Who shows a line of it takes it"
    " from what they have of that message, or asks for it over HTTP; it may be gone, or not for them to see.",
    "additionalProperties": False,
    "required": ["mid", "seq"],
    "properties": {"mid": UUID, "seq": SEQ},
}

MENTIONS: Schema = {
    "type": "array",
    "description": "Whom the body names, and where (code points). A person is called as they are called now, whatever"
    " stands there; one without a profile is a former member. Two of one name share a place.",
    "minItems": 1,
    "maxItems": MOST_NAMED,
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["what", "profile", "span"],
        "properties": {
            "what": {"enum": [what.value for what in Mention.What]},
            "profile": {"oneOf": [UUID, {"type": "null"}]},
            "span": {"type": "array", "minItems": 2, "maxItems": 2, "items": PLACE},
        },
    },
}
