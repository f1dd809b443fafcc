"""What a client says: text to command. Nothing of it is trusted, nothing is awaited."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

import orjson
from django.utils.dateparse import parse_datetime

from messaging.media.sizes import PER_MESSAGE
from messaging.models.polls import MOST_OPTIONS
from messaging.polling import Asked
from messaging.realtime import limits
from messaging.realtime.said import (
    Close,
    Command,
    Del,
    Edit,
    FrameId,
    Pong,
    React,
    Read,
    Report,
    Send,
    Sub,
    Typing,
    Unread,
    Vote,
)

Fields = Mapping[str, Any]
MOMENT_LENGTH = 40
BIGGEST = 2**53 - 1  # what every client's JSON can say exactly
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")


class FrameError(Exception):
    """`code` as in realtime.md; `bad` frames count towards close 4000."""

    def __init__(self, code: str, frame_id: FrameId | None = None, field: str | None = None) -> None:
        super().__init__(code)
        self.code, self.frame_id, self.field = code, frame_id, field

    @property
    def bad(self) -> bool:
        return self.code in ("bad_frame", "unknown_op")


def parse(text: str, ops: Mapping[str, Callable[[Fields], Command]]) -> Command:
    """The command of a frame. Raises `FrameError`."""
    fields = _object(text)
    op = fields.get("op")
    if not isinstance(op, str):
        raise FrameError("bad_frame", _known_id(fields))
    read = ops.get(op)
    if read is None:
        raise FrameError("unknown_op", _known_id(fields))
    try:
        return read(fields)
    except _Wrong as wrong:
        raise FrameError(wrong.code, _known_id(fields), wrong.field)


def _object(text: str) -> dict[str, Any]:
    if len(text) > limits.FRAME_BYTES or not (
        text.isascii() or len(text.encode("utf-8", "surrogatepass")) <= limits.FRAME_BYTES
    ):
        raise FrameError("bad_frame")
    try:
        try:
            value = orjson.loads(text)
        except ValueError:
            # Lone surrogates and numbers beyond 64 bits are JSON; what is wrong with them is said field by field.
            value = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise FrameError("bad_frame")
    if not isinstance(value, dict):
        raise FrameError("bad_frame")
    # Most have too few brackets to be deep.
    if text.count("{") + text.count("[") > limits.FRAME_DEPTH and not _shallow(value, limits.FRAME_DEPTH):
        raise FrameError("bad_frame")
    return value


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _shallow(value: dict[str, Any] | list[Any], left: int) -> bool:
    for one in value.values() if isinstance(value, dict) else value:
        if isinstance(one, (dict, list)) and not (left > 1 and _shallow(one, left - 1)):
            return False
    return True


# ---- one reader per op ---------------------------------------------------------------------------------------------


class _Wrong(Exception):
    def __init__(self, field: str, code: str = "invalid") -> None:
        super().__init__(field)
        self.field, self.code = field, code


def read_sub(fields: Fields) -> Sub:
    epoch = fields.get("epoch")
    if epoch is not None and not (isinstance(epoch, str) and len(epoch) <= limits.ID_LENGTH):
        raise _Wrong("epoch")
    asked = fields.get("rooms")
    if not isinstance(asked, list) or not asked:
        raise _Wrong("rooms")
    if len(asked) > limits.ROOMS_PER_SUB:
        raise _Wrong("rooms", "too_large")
    return Sub(_id(fields), epoch, tuple({_room(one): _since(one) for one in map(_entry, asked)}.items()))


def read_send(fields: Fields) -> Send:
    body, confirm = _text(fields, "body"), _confirm(fields)
    reply_to = None if fields.get("reply_to") is None else _uuid(fields, "reply_to")
    return Send(
        _id(fields), _room(fields), _uuid(fields, "cid"), body, confirm, reply_to, _media(fields), _poll(fields)
    )


def read_edit(fields: Fields) -> Edit:
    body, confirm = _text(fields, "body"), _confirm(fields)
    return Edit(_id(fields), _uuid(fields, "room"), _uuid(fields, "mid"), _uuid(fields, "cid"), body, confirm)


def read_react(fields: Fields) -> React:
    emoji, on = _text(fields, "emoji"), _flag(fields, "on")
    return React(_id(fields), _uuid(fields, "room"), _uuid(fields, "mid"), _uuid(fields, "cid"), emoji, on)


def read_vote(fields: Fields) -> Vote:
    choices = _choices(fields)
    return Vote(_id(fields), _uuid(fields, "room"), _uuid(fields, "mid"), _uuid(fields, "cid"), choices)


def read_close(fields: Fields) -> Close:
    return Close(_id(fields), _uuid(fields, "room"), _uuid(fields, "mid"), _uuid(fields, "cid"))


def read_del(fields: Fields) -> Del:
    return Del(_id(fields), _uuid(fields, "room"), _uuid(fields, "mid"), _uuid(fields, "cid"))


def read_report(fields: Fields) -> Report:
    words = fields.get("words", "")
    if not isinstance(words, str):
        raise _Wrong("words")
    kind, category = _text(fields, "kind"), _text(fields, "category")
    return Report(_id(fields), kind, _uuid(fields, "subject"), category, words)


def read_read(fields: Fields) -> Read:
    return Read(_uuid(fields, "room"), _number(fields.get("seq"), "seq"))


def read_unread(fields: Fields) -> Unread:
    return Unread(_uuid(fields, "room"), _number(fields.get("seq"), "seq"))


def read_typing(fields: Fields) -> Typing:
    return Typing(_uuid(fields, "room"), _flag(fields, "on"))


def read_pong(fields: Fields) -> Pong:
    return Pong(_number(fields.get("n"), "n"))


def _id(fields: Fields) -> FrameId:
    value = fields.get("id")
    if not _is_id(value):
        raise _Wrong("id")
    return cast(FrameId, value)


def _known_id(fields: Fields) -> FrameId | None:
    """For an answer to what cannot be read otherwise."""
    value = fields.get("id")
    return value if _is_id(value) else None


def _is_id(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= limits.ID_LENGTH and value.isprintable()
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= BIGGEST


def _uuid(fields: Fields, name: str) -> UUID:
    value = fields.get(name)
    if not isinstance(value, str) or not _UUID.match(value):
        raise _Wrong(name)
    return UUID(value)


def _room(fields: Fields) -> UUID:
    value = fields.get("room")
    if not isinstance(value, str):
        raise _Wrong("room")
    return _known_room(value)


@lru_cache(maxsize=4096)
def _known_room(value: str) -> UUID:
    """The same few are named again and again; as one object they are found without being compared."""
    return _uuid({"room": value}, "room")


def _text(fields: Fields, name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str):
        raise _Wrong(name)
    return value


def _flag(fields: Fields, name: str) -> bool:
    value = fields.get(name)
    if not isinstance(value, bool):
        raise _Wrong(name)
    return value


def _confirm(fields: Fields) -> tuple[str, ...]:
    rules = fields.get("confirm") or []
    if not isinstance(rules, list) or len(rules) > limits.RULES_PER_CONFIRM:
        raise _Wrong("confirm")
    if not all(isinstance(rule, str) and len(rule) <= limits.RULE_LENGTH for rule in rules):
        raise _Wrong("confirm")
    return tuple(rules)


def _media(fields: Fields) -> tuple[UUID, ...]:
    asked = fields.get("media")
    if asked is None:
        return ()
    if not isinstance(asked, list) or len(asked) > PER_MESSAGE:
        raise _Wrong("media")
    return tuple(_uuid({"media": one}, "media") for one in asked)


def _choices(fields: Fields) -> tuple[int, ...]:
    asked = fields.get("choices")
    if not isinstance(asked, list) or len(asked) > MOST_OPTIONS:
        raise _Wrong("choices")
    return tuple(_number(one, "choices") for one in asked)


def _poll(fields: Fields) -> Asked | None:
    asked = fields.get("poll")
    if asked is None:
        return None
    options = asked.get("options") if isinstance(asked, dict) else None
    if not isinstance(options, list) or len(options) > MOST_OPTIONS or not all(isinstance(one, str) for one in options):
        raise _Wrong("poll")
    multiple, secret = (False if asked.get(name) is None else _flag(asked, name) for name in ("multiple", "secret"))
    return Asked(tuple(options), multiple, secret, _moment(asked.get("ends_at")))


def _moment(value: Any) -> datetime | None:
    """With its offset from UTC."""
    if value is None:
        return None
    try:
        found = parse_datetime(value) if isinstance(value, str) and len(value) <= MOMENT_LENGTH else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise _Wrong("ends_at")
    return found


def _number(value: Any, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= BIGGEST:
        raise _Wrong(name)
    return value


def _entry(value: Any) -> Fields:
    if not isinstance(value, dict):
        raise _Wrong("rooms")
    return value


def _since(entry: Fields) -> int | None:
    since = entry.get("since")
    return None if since is None else _number(since, "since")
