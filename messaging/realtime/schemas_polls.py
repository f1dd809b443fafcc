"""JSON Schemas of polls: as they are told, and as they are asked."""

from __future__ import annotations

from messaging.models.polls import FEWEST_OPTIONS, MOST_OPTIONS, OPTION_LENGTH
from messaging.polling import FEWEST_BALLOTS
from messaging.realtime.schemas_words import PLACE, UUID, Schema

_TIME: Schema = {"type": "string", "format": "date-time", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"}
_TEXT: Schema = {"type": "string", "minLength": 1, "maxLength": OPTION_LENGTH}
_FLAG: Schema = {"type": "boolean"}

POLL: Schema = {
    "type": "object",
    "description": "What the message asks, as it stands when this is read: to be taken where `version` is not below"
    " one's own. It is over from `ends_at` on, with no further event. A secret one counts nothing before its end, and"
    f" with fewer than {FEWEST_BALLOTS} ballots (`few`) nothing after it, nor where what was chosen can no longer be"
    " read (`lost`): ask for it anew then.",
    "additionalProperties": False,
    "required": ["options", "multiple", "secret", "ends_at", "closed", "version", "voted", "people"],
    "properties": {
        "options": {
            "type": "array",
            "minItems": FEWEST_OPTIONS,
            "maxItems": MOST_OPTIONS,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["text"],
                "properties": {
                    "text": _TEXT,
                    "count": {**PLACE, "description": "Of all who chose it, those included who are nobody any more."},
                    "by": {"type": "array", "items": UUID, "description": "Profiles, in the order they came."},
                },
            },
        },
        "multiple": _FLAG,
        "secret": _FLAG,
        "ends_at": {"oneOf": [_TIME, {"type": "null"}]},
        "closed": _FLAG,
        "version": {"type": "integer", "minimum": 1},
        "voted": PLACE,
        "people": {**PLACE, "description": "Who could vote; `voted` are among them."},
        "few": {"const": True},
        "lost": {"const": True},
    },
}

SENT_POLL: Schema = {
    "description": "The body asks this. `ends_at` has its offset from UTC, lies ahead and at most thirty days; a secret"
    " poll needs one. No two options are alike.",
    "oneOf": [
        {
            "type": "object",
            "required": ["options"],
            "properties": {
                "options": {
                    "type": "array",
                    "minItems": FEWEST_OPTIONS,
                    "maxItems": MOST_OPTIONS,
                    "items": _TEXT,
                },
                "multiple": _FLAG,
                "secret": _FLAG,
                "ends_at": {"type": ["string", "null"], "format": "date-time"},
            },
        },
        {"type": "null"},
    ],
}

CHOICES: Schema = {
    "type": "array",
    "description": "Places of options, from 0; more than one only where the poll is `multiple`.",
    "uniqueItems": True,
    "maxItems": MOST_OPTIONS,
    "items": PLACE,
}
