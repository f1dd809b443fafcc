"""JSON Schemas of every frame, both ways. The AsyncAPI document publishes them; tests hold every frame against them."""

from __future__ import annotations

from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from community.notifications import inbox
from messaging.log import Note
from messaging.realtime import limits
from messaging.realtime.schemas_media import MEDIA, SENT_MEDIA
from messaging.realtime.schemas_polls import CHOICES, POLL, SENT_POLL
from messaging.realtime.schemas_words import ANY_CASE_UUID, MENTIONS, PLACE, REPLY_TO, SEQ, UUID, Schema
from messaging.realtime.socket import CODES
from moderation.actions.reports import OFFERED
from moderation.models.cases import REPORT_LENGTH

TIME: Schema = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"}
ID: Schema = {"oneOf": [{"type": "string", "maxLength": limits.ID_LENGTH}, {"type": "integer"}]}
ACTOR: Schema = {
    "description": "Whose it is; null: a former member, or the system.",
    "oneOf": [
        {"type": "null"},
        {
            "type": "object",
            "additionalProperties": False,
            "required": ["id", "name", "badge"],
            "properties": {
                "id": UUID,
                "name": {"type": "string", "maxLength": 40},
                "badge": {"enum": [None, "captain", "brand"]},
            },
        },
    ],
}


def _frame(op: str, required: Schema, optional: Schema | None = None) -> Schema:
    properties = {"op": {"const": op}, **required, **(optional or {})}
    return {"type": "object", "required": ["op", *required], "properties": properties, "additionalProperties": False}


def _event(kind: str, fields: Schema, optional: Schema | None = None, says: str | None = None) -> Schema:
    base = {"room": UUID, "seq": SEQ, "kind": {"const": kind}}
    frame = _frame("ev", {**base, **fields}, optional)
    return frame if says is None else {"description": says, **frame}


_SAID = {"at": TIME, "actor": ACTOR}
_CID = {"oneOf": [UUID, {"type": "null"}]}
_CODE = {"type": "string", "maxLength": 64}
_VERSION = {"type": "integer", "minimum": 1}
_BODY = {"type": "string", "maxLength": limits.BODY}
_EMOJI = {"type": "string", "minLength": 1, "maxLength": limits.EMOJI, "description": "One emoji, fully qualified."}
SITES: Schema = {
    "type": "object",
    "description": "Where links really lead, for hosts that do not say it plainly: by the host as in the body,"
    " in small letters, the domain that somebody has registered. To be shown beside the link.",
    "additionalProperties": {"type": "string"},
}
HIDDEN: Schema = {
    "const": True,
    "description": "Its words are out of sight after a report: say so in the reader's language instead of `body`.",
}
REACTIONS: Schema = {
    "type": "array",
    "description": "In the order in which each emoji was first used; whose they are in the order they came.",
    "maxItems": limits.EMOJI_PER_MESSAGE,
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["emoji", "by"],
        "properties": {"emoji": _EMOJI, "by": {"type": "array", "minItems": 1, "items": UUID}},
    },
}

EVENTS: dict[str, Schema] = {
    "msg.new": _event(
        "msg.new",
        {
            **_SAID,
            "mid": UUID,
            "body": _BODY,
            "deleted": {"type": "boolean"},
            "cid": _CID,
            "version": _VERSION,
            "edited_at": {"oneOf": [TIME, {"type": "null"}]},
            "reactions": REACTIONS,
        },
        {"reply_to": REPLY_TO, "mentions": MENTIONS, "sites": SITES, "hidden": HIDDEN, "media": MEDIA, "poll": POLL},
    ),
    "msg.edit": _event(
        "msg.edit",
        {
            **_SAID,
            "of": SEQ,
            "mid": UUID,
            "cid": _CID,
            "body": _BODY,
            "version": _VERSION,
            "deleted": {"type": "boolean"},
        },
        {"mentions": MENTIONS, "sites": SITES, "hidden": HIDDEN, "media": MEDIA, "poll": POLL},
        says="As the message stands when this is read: to be taken where the version is not below one's own. Without an"
        " actor its author has changed nothing: its words went out of sight or came back.",
    ),
    "react": _event(
        "react",
        {**_SAID, "of": SEQ, "mid": UUID, "cid": _CID, "emoji": _EMOJI, "on": {"type": "boolean"}},
        says="What holds from here on for this person and this emoji.",
    ),
    "poll": _event(
        "poll",
        {**_SAID, "of": SEQ, "mid": UUID, "cid": _CID, "poll": POLL},
        says="Somebody has chosen in a poll, or it was closed. Without an actor: votes have gone with whose they were.",
    ),
    "msg.del": _event("msg.del", {**_SAID, "of": SEQ, "mid": UUID, "cid": _CID}),
    "msg.gone": _event(
        "msg.gone",
        {**_SAID, "from": PLACE, "to": PLACE},
        {"profile": UUID},
        says="All messages of this stretch; with `profile` those of one person, and all of that person's reactions in"
        " the room: from 0 to 0 when it is reactions alone.",
    ),
    "member.join": _event("member.join", {**_SAID, "voice": {"enum": ["member", "captain", "brand"]}}),
    "member.leave": _event("member.leave", {**_SAID, "reason": {"enum": ["left", "removed", "closed"]}}),
    "member.update": _event("member.update", _SAID),
    "member.anon": _event("member.anon", {**_SAID, "profile": UUID}),
    "room.update": _event(
        "room.update",
        {**_SAID, "what": {"enum": [note.value for note in Note]}},
        {"until": TIME},
        says="Something was decided about the room: one quiet line. `until`: when it ends, or begins.",
    ),
    "skip": _event("skip", {}, says="Not for this reader, or nothing is left of it: it only counts."),
}

_PROFILES: Schema = {"type": "array", "uniqueItems": True, "items": UUID}

DOWN: dict[str, Schema] = {
    "hello": _frame(
        "hello",
        {
            "v": {"const": limits.VERSION},
            "conn": {"type": "string"},
            "epoch": {"type": "string"},
            "ping_s": {"type": "integer"},
            "limits": {"type": "object"},
            "now": TIME,
        },
    ),
    "subd": _frame("subd", {"id": ID, "room": UUID, "head": PLACE, "from": PLACE}, {"folded": _PROFILES}),
    "resync": _frame("resync", {"room": UUID, "reason": {"enum": ["behind", "future", "epoch"]}, "head": PLACE}),
    "unsubd": _frame("unsubd", {"room": UUID, "reason": {"enum": ["removed", "closed", "forbidden"]}}),
    "ev": {"oneOf": list(EVENTS.values())},
    "ack": _frame(
        "ack",
        {"id": ID, "room": UUID, "cid": UUID, "seq": SEQ, "mid": UUID, "dup": {"type": "boolean"}},
        {
            "changed": {
                "type": "object",
                "required": ["body", "rule", "spans"],
                "properties": {
                    "body": {"type": "string"},
                    "rule": {"type": ["string", "null"]},
                    "spans": {"type": "array", "items": {"type": "array", "items": {"type": "integer"}}},
                },
            }
        },
    ),
    "reported": _frame("reported", {"id": ID, "report": UUID, "receipt": {"type": "string"}, "hear_by": TIME}),
    "voted": _frame(
        "voted",
        {"room": UUID, "mid": UUID, "of": SEQ, "voted": PLACE},
        {"handed_in": {"const": True, "description": "To one's own connections: one of them is one's own."}},
    ),
    "note": _frame("note", {"about": UUID, "state": {"enum": ["released", "returned", "removed"]}}, {"seq": SEQ}),
    "folded": _frame("folded", {"room": UUID, "profiles": _PROFILES}),
    "event": _frame("event", {"group": UUID, "occurrence": UUID}),
    "direct": _frame("direct", {"room": UUID}),
    "read": _frame("read", {"room": UUID, "seq": PLACE}),
    "unread": _frame("unread", {"room": UUID, "seq": SEQ}),
    "draft": _frame(
        "draft",
        {"room": UUID, "body": {**_BODY, "description": "Empty: sent or cleared."}, "version": SEQ, "by": _CODE},
    ),
    "muted": _frame("muted", {"room": UUID, "on": {"type": "boolean"}, "until": {"oneOf": [TIME, {"type": "null"}]}}),
    "inbox": _frame(
        "inbox",
        {"unread": {"type": "integer", "minimum": 0, "maximum": inbox.MOST_COUNTED}},
        {"read": {"type": "array", "minItems": 1, "maxItems": inbox.MOST_TOLD, "items": UUID}},
    ),
    "typing": _frame("typing", {"room": UUID, "on": {"type": "boolean"}, "actor": ACTOR}),
    "ping": _frame("ping", {"n": SEQ}),
    "err": _frame(
        "err",
        {"code": {"enum": sorted(CODES)}},
        {
            "id": ID,
            "retry_ms": PLACE,
            "detail": {
                "type": "object",
                "description": "`field` of invalid and too_large; `rule` and `spans` of held, nudge, refused; `state`:"
                " how a hold has ended; `code` of a policy refusal; `words` for people, in their language; `room` where"
                " there is no id; `close`: the code of the close that follows.",
                "properties": {
                    "field": {"type": "string"},
                    "rule": {"type": ["string", "null"]},
                    "spans": {"type": "array"},
                    "state": {"enum": ["returned", "removed"]},
                    "code": _CODE,
                    "words": {"type": "string"},
                    "room": UUID,
                    "close": {"enum": list(limits.CLOSE)},
                },
                "additionalProperties": False,
            },
        },
    ),
}


def _command(op: str, required: Schema, optional: Schema | None = None) -> Schema:
    return {**_frame(op, required, optional), "additionalProperties": True}  # unknown fields are ignored


_WORDS = {"type": "string", "minLength": 1, "maxLength": limits.BODY}
_CONFIRM = {
    "type": "array",
    "maxItems": limits.RULES_PER_CONFIRM,
    "items": {"type": "string", "maxLength": limits.RULE_LENGTH},
}
# Of a message that is there.
_ABOUT: Schema = {"id": ID, "room": ANY_CASE_UUID, "mid": ANY_CASE_UUID, "cid": ANY_CASE_UUID}
UP: dict[str, Schema] = {
    "sub": _command(
        "sub",
        {
            "id": ID,
            "rooms": {
                "type": "array",
                "minItems": 1,
                "maxItems": limits.ROOMS_PER_SUB,
                "items": {
                    "type": "object",
                    "required": ["room"],
                    "properties": {"room": ANY_CASE_UUID, "since": {"oneOf": [PLACE, {"type": "null"}]}},
                },
            },
        },
        {"epoch": {"type": ["string", "null"], "maxLength": limits.ID_LENGTH}},
    ),
    "send": _command(
        "send",
        {
            "id": ID,
            "room": ANY_CASE_UUID,
            "cid": ANY_CASE_UUID,
            "body": {**_BODY, "description": "Empty only with `media`."},
        },
        {
            "confirm": _CONFIRM,
            "reply_to": {"oneOf": [ANY_CASE_UUID, {"type": "null"}]},
            "media": SENT_MEDIA,
            "poll": SENT_POLL,
        },
    ),
    "edit": _command("edit", {**_ABOUT, "body": _WORDS}, {"confirm": _CONFIRM}),
    "react": _command("react", {**_ABOUT, "emoji": _EMOJI, "on": {"type": "boolean"}}),
    "vote": _command("vote", {**_ABOUT, "choices": CHOICES}),
    "close": _command("close", _ABOUT),
    "del": _command("del", _ABOUT),
    "report": _command(
        "report",
        {
            "id": ID,
            "kind": {"type": "string", "description": "`message`, `event`, `profile`, `group`, `outreach` or `reuse`."},
            "subject": ANY_CASE_UUID,
            "category": {"enum": [one.value for one in OFFERED]},
        },
        {"words": {"type": "string", "maxLength": REPORT_LENGTH}},
    ),
    "read": _command("read", {"room": ANY_CASE_UUID, "seq": PLACE}),
    "unread": _command("unread", {"room": ANY_CASE_UUID, "seq": PLACE}),
    "typing": _command("typing", {"room": ANY_CASE_UUID, "on": {"type": "boolean"}}),
    "pong": _command("pong", {"n": PLACE}),
}


@cache
def _validator(op: str, kind: str | None) -> Draft202012Validator:
    return Draft202012Validator(EVENTS[kind] if kind is not None else DOWN[op])


def check_down(frame: Any) -> None:
    """Raises jsonschema's `ValidationError`, or `KeyError` for an op or kind that is not published."""
    kind = frame["kind"] if frame["op"] == "ev" else None
    _validator(frame["op"], kind).validate(frame)
