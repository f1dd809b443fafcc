"""Saying something and taking it back. The only way for words into a room, for sockets, pages, API and seeds alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from community.errors import Forbidden, NotFound, SnugError
from community.models import Person
from community.surface import Standing
from community.text import clean_text
from community.tokens import keyed_mac
from messaging import log
from messaging.actions.announce import announce
from messaging.log import Busy, Draft, Facts, Kind, Outcome, Stored
from messaging.models import BODY_LENGTH
from messaging.rates import take_edit, take_message
from moderation import policy
from moderation.screening import Content, Verdict, screen


@dataclass(frozen=True, slots=True)
class Send:
    """New words. `cid` is made once per message and kept through retries; `confirm` names rules the author has read."""

    person_id: UUID
    room_id: UUID
    cid: UUID
    body: str
    confirm: tuple[str, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    """One's own message taken back."""

    person_id: UUID
    room_id: UUID
    mid: UUID
    cid: UUID


@dataclass(frozen=True, slots=True)
class Ack:
    """It is committed. `dup`: it was so before. `changed`: what was stored differs (`{body, rule, spans}`)."""

    room: UUID
    cid: UUID
    seq: int
    mid: UUID | None
    dup: bool
    changed: dict[str, Any] | None = None


Command = Send | Delete
Answer = Ack | SnugError


def send(person: Person, room_id: UUID, cid: UUID, body: str, *, confirm: Sequence[str] = ()) -> Ack:
    """Stores a message and tells the room. Raises `NotFound`, `Forbidden` (code of the policy), `Conflict`
    (`cid_conflict`), `Invalid`, `TooLarge`, `RateLimited`, `Unavailable` (repeat with the same cid)."""
    take_message(person.pk)
    return _or_raise(write_one(Send(person.pk, room_id, cid, body, tuple(confirm))))


def seed(person: Person, room_id: UUID, cid: UUID, body: str, at: datetime) -> Ack:
    """The same with a time of its own and no rate: for the seed commands only."""
    return _or_raise(write_one(Send(person.pk, room_id, cid, body, at=at)))


def delete(person: Person, room_id: UUID, mid: UUID, cid: UUID) -> Ack:
    """Takes back one's own message: its words go at once, its place stays. Raises as `send` does;
    `NotFound` for others' messages and for those already deleted."""
    take_edit(person.pk)
    return _or_raise(write_one(Delete(person.pk, room_id, mid, cid)))


def send_many(commands: Sequence[Command]) -> list[Answer]:
    """Writes a batch in order of arrival, one transaction, and answers item by item; rates are the caller's."""
    answers = write_many(commands)
    return [
        write_one(command) if isinstance(answer, Busy) else answer
        for command, answer in zip(commands, answers, strict=True)
    ]


def write_many(commands: Sequence[Command], tell: log.Announce = announce) -> list[Answer | Busy]:
    """As `send_many`, but `BUSY` where somebody else holds the room: for the outbox, which sends those beside."""
    prepared = [_prepare(command) for command in commands]
    drafts = [item.draft for item in prepared if not isinstance(item, SnugError)]
    outcomes = iter(log.append_many(drafts, _decide, tell))
    return [item if isinstance(item, SnugError) else _answer(item, next(outcomes)) for item in prepared]


def write_one(command: Command, tell: log.Announce = announce) -> Answer:
    """One command, waiting for its room."""
    prepared = _prepare(command)
    if isinstance(prepared, SnugError):
        return prepared
    answer = _answer(prepared, log.append(prepared.draft, _decide, tell))
    assert not isinstance(answer, Busy)
    return answer


@dataclass(frozen=True, slots=True)
class _Prepared:
    draft: Draft
    changed: dict[str, Any] | None = None


def _prepare(command: Command) -> _Prepared | SnugError:
    try:
        return _prepare_send(command) if isinstance(command, Send) else _prepare_delete(command)
    except SnugError as refusal:
        return refusal


def _prepare_send(command: Send) -> _Prepared:
    text = clean_text(command.body, most=BODY_LENGTH, field="body", multiline=True)
    verdict = screen(Content(kind="message", text=text, standing=Standing.MEMBER, brand_names=()))
    _refuse(verdict, command.confirm)
    # Over the words as they came: a retry is the same whatever the rules have become meanwhile.
    mac = _mac(command, text)
    draft = Draft(
        command.room_id, Kind.MESSAGE, command.person_id, cid=command.cid, mac=mac, body=verdict.text, at=command.at
    )
    changed = None
    if verdict.text != text:
        changed = {"body": verdict.text, "rule": verdict.rule, "spans": [list(span) for span in verdict.spans]}
    return _Prepared(draft, changed)


def _refuse(verdict: Verdict, confirmed: Sequence[str]) -> None:
    detail = {"rule": verdict.rule, "spans": [list(span) for span in verdict.spans]}
    if verdict.action == "block":
        raise Forbidden(code="refused", detail=detail)
    if verdict.action == "hold":
        raise Forbidden(code="held", detail=detail)
    if verdict.action == "nudge" and verdict.rule not in confirmed:
        raise Forbidden(code="nudge", detail=detail)


def _prepare_delete(command: Delete) -> _Prepared:
    mac = _mac(command, str(command.mid))
    return _Prepared(Draft(command.room_id, Kind.DELETED, command.person_id, cid=command.cid, mac=mac, mid=command.mid))


def _mac(command: Command, content: str) -> bytes:
    kind = Kind.MESSAGE if isinstance(command, Send) else Kind.DELETED
    return keyed_mac("cid", command.room_id.bytes, command.person_id.bytes, command.cid.bytes, kind, content)[:16]


def _decide(draft: Draft, facts: Facts) -> SnugError | None:
    """The policy, under the lock."""
    if not facts.active:
        return NotFound()
    if draft.kind is Kind.DELETED:
        return _decide_delete(facts)
    now = timezone.now()
    code = policy.may_post(policy.PostFacts(facts.room_kind, facts.active, facts.voice or "", facts.muted_until, now))
    return policy.refusal(code) if code else None


def _decide_delete(facts: Facts) -> SnugError | None:
    own = facts.message_actor_id is not None and facts.message_actor_id == facts.profile_id
    seen = facts.message_seq is not None and facts.message_seq > (facts.visible_from_seq or 0)
    return None if own and seen and facts.deleted_at is None else NotFound()


def _answer(prepared: _Prepared, outcome: Outcome) -> Answer | Busy:
    if isinstance(outcome, Stored):
        cid = prepared.draft.cid
        assert cid is not None
        return Ack(prepared.draft.room_id, cid, outcome.seq, outcome.mid, outcome.dup, prepared.changed)
    return outcome


def _or_raise(answer: Answer) -> Ack:
    if isinstance(answer, SnugError):
        raise answer
    return answer
