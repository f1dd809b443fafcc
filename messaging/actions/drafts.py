"""From a command to a draft for the log: cleaned, screened, and marked, so that a retry is known from another wish."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from community.errors import Forbidden, SnugError
from community.surface import Standing
from community.text import clean_text
from community.tokens import keyed_mac
from messaging.actions.commands import Command, Delete, Edit, React, Send
from messaging.emoji import clean_emoji
from messaging.log import Draft, Hold, Kind
from messaging.models import BODY_LENGTH
from moderation.screening import Content, Verdict, screen, sentence

Changed = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Prepared:
    draft: Draft
    changed: Changed | None = None


def prepare(command: Command) -> Prepared | SnugError:
    """The draft, and what screening changed; or the refusal, before anything is asked of the database."""
    try:
        match command:
            case Send():
                return _prepare_send(command)
            case Edit():
                return _prepare_edit(command)
            case React():
                return _prepare_react(command)
            case Delete():
                return _prepare_delete(command)
    except SnugError as refusal:
        return refusal


def _prepare_send(command: Send) -> Prepared:
    said = _screened(command.body, command.confirm)
    # Over the words as they came: a retry is the same whatever the rules have become meanwhile.
    mac = _mac(command, Kind.MESSAGE, said.text)
    return Prepared(
        Draft(
            command.room_id,
            Kind.MESSAGE,
            command.person_id,
            cid=command.cid,
            mac=mac,
            body=said.body,
            at=command.at,
            hold=said.hold,
        ),
        said.changed,
    )


def _prepare_edit(command: Edit) -> Prepared:
    said = _screened(command.body, command.confirm)
    mac = _mac(command, Kind.EDITED, str(command.mid), said.text)
    return Prepared(
        Draft(
            command.room_id,
            Kind.EDITED,
            command.person_id,
            cid=command.cid,
            mac=mac,
            body=said.body,
            mid=command.mid,
            hold=said.hold,
        ),
        said.changed,
    )


def _prepare_react(command: React) -> Prepared:
    emoji = clean_emoji(command.emoji)
    data = {"emoji": emoji, "on": command.on}
    mac = _mac(command, Kind.REACTED, str(command.mid), emoji, str(command.on))
    draft = Draft(
        command.room_id, Kind.REACTED, command.person_id, cid=command.cid, mac=mac, mid=command.mid, data=data
    )
    return Prepared(draft)


def _prepare_delete(command: Delete) -> Prepared:
    mac = _mac(command, Kind.DELETED, str(command.mid))
    return Prepared(Draft(command.room_id, Kind.DELETED, command.person_id, cid=command.cid, mac=mac, mid=command.mid))


@dataclass(frozen=True, slots=True)
class _Screened:
    """The words as they came, as they may be stored, how the two differ, and why they wait where they do."""

    text: str
    body: str
    changed: Changed | None
    hold: Hold | None


def _screened(body: str, confirm: Sequence[str]) -> _Screened:
    text = clean_text(body, most=BODY_LENGTH, field="body", multiline=True)
    verdict = screen(Content(kind="message", text=text, standing=Standing.MEMBER, brand_names=()))
    _refuse(verdict, confirm)
    hold = Hold(verdict.rule or "", verdict.spans) if verdict.action == "hold" else None
    changed = None
    if verdict.text != text:
        changed = {"body": verdict.text, **_detail(verdict)}
    return _Screened(text, verdict.text, changed, hold)


def _refuse(verdict: Verdict, confirmed: Sequence[str]) -> None:
    if verdict.action == "block":
        raise Forbidden(sentence(verdict.rule), code="refused", detail=_detail(verdict))
    if verdict.action == "nudge" and verdict.rule not in confirmed:
        raise Forbidden(sentence(verdict.rule), code="nudge", detail=_detail(verdict))


def _detail(verdict: Verdict) -> dict[str, Any]:
    return {"rule": verdict.rule, "spans": [list(span) for span in verdict.spans]}


def _mac(command: Command, kind: Kind, *content: str) -> bytes:
    return keyed_mac("cid", command.room_id.bytes, command.person_id.bytes, command.cid.bytes, kind, *content)[:16]
