"""Saying something, changing it, reacting to it, taking it back. The only way for words into a room, for sockets,
pages, API and seeds alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from community.errors import SnugError
from community.models import Person
from messaging import log
from messaging.actions.announce import announce
from messaging.actions.commands import Ack, Answer, Close, Command, Delete, Edit, React, Send, Vote
from messaging.actions.drafts import Prepared, prepare
from messaging.actions.verdicts import decide
from messaging.log import Busy, Outcome, Stored
from messaging.polling import Asked
from messaging.rates import take_edit, take_message, take_reaction

__all__ = [
    "Ack",
    "Answer",
    "Close",
    "Command",
    "Delete",
    "Edit",
    "React",
    "Send",
    "Vote",
    "close",
    "delete",
    "edit",
    "react",
    "rehearse",
    "seed",
    "send",
    "send_many",
    "vote",
    "write_many",
    "write_one",
]


def send(
    person: Person,
    room_id: UUID,
    cid: UUID,
    body: str,
    *,
    confirm: Sequence[str] = (),
    reply_to: UUID | None = None,
    media: Sequence[UUID] = (),
    poll: Asked | None = None,
) -> Ack:
    """Stores a message and tells the room; with `media`, uploaded before, it needs no words. `reply_to`: the message of
    this room that it answers; `poll`: what it asks. Raises `NotFound`, `Forbidden` (code of the policy), `Conflict`
    (`cid_conflict`), `Invalid` (on `reply_to` where there is no such message for them), `TooLarge`, `RateLimited`,
    `Unavailable` (repeat with the same cid)."""
    take_message(person.pk)
    return _or_raise(
        write_one(Send(person.pk, room_id, cid, body, tuple(confirm), reply_to=reply_to, media=tuple(media), poll=poll))
    )


def seed(person: Person, room_id: UUID, cid: UUID, body: str, at: datetime) -> Ack:
    """The same with a time of its own and no rate: for the seed commands only."""
    return _or_raise(write_one(Send(person.pk, room_id, cid, body, at=at)))


def edit(person: Person, room_id: UUID, mid: UUID, cid: UUID, body: str, *, confirm: Sequence[str] = ()) -> Ack:
    """Gives one's own message other words, within fifteen minutes; the old ones are sealed. Raises as `send` does;
    `NotFound` for others' messages and deleted ones, `Forbidden` `edit_window_over` when it is too late."""
    take_edit(person.pk)
    return _or_raise(write_one(Edit(person.pk, room_id, mid, cid, body, tuple(confirm))))


def react(person: Person, room_id: UUID, mid: UUID, cid: UUID, emoji: str, *, on: bool) -> Ack:
    """Puts one's emoji on a message, or takes it off; doing so again changes nothing. Raises as `send` does; `NotFound`
    for deleted messages, `Forbidden` `too_many_reactions` for yet another emoji where twenty stand."""
    take_reaction(person.pk)
    return _or_raise(write_one(React(person.pk, room_id, mid, cid, emoji, on)))


def vote(person: Person, room_id: UUID, mid: UUID, cid: UUID, choices: Sequence[int]) -> Ack:
    """Chooses these options of a poll (by their places) instead of what was chosen before; none takes that back. A
    secret ballot is handed in once, and leaves no entry in the log: its ack has the message's `seq`. Raises as `send`
    does; `Forbidden` `poll_closed`, `poll_handed_in`, `poll_lost`, `Invalid` on `choices`."""
    take_reaction(person.pk)
    return _or_raise(write_one(Vote(person.pk, room_id, mid, cid, tuple(choices))))


def close(person: Person, room_id: UUID, mid: UUID, cid: UUID) -> Ack:
    """Ends a poll before its time: one's own, or as captain any. Raises as `vote` does."""
    take_edit(person.pk)
    return _or_raise(write_one(Close(person.pk, room_id, mid, cid)))


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


def write_many(
    commands: Sequence[Command], tell: log.Announce = announce, *, wait: bool = False
) -> list[Answer | Busy]:
    """As `send_many`, but `BUSY` where somebody else holds the room: for the outbox, which sends those beside, and with
    `wait`."""
    prepared = prepare(commands)
    drafts = [item.draft for item in prepared if not isinstance(item, SnugError)]
    outcomes = iter(log.append_many(drafts, decide, tell, wait=wait))
    return [item if isinstance(item, SnugError) else _answer(item, next(outcomes)) for item in prepared]


def write_one(command: Command, tell: log.Announce = announce) -> Answer:
    """One command, waiting for its room."""
    (prepared,) = prepare([command])
    if isinstance(prepared, SnugError):
        return prepared
    answer = _answer(prepared, log.append(prepared.draft, decide, tell))
    assert not isinstance(answer, Busy)
    return answer


def rehearse() -> None:
    """What the first message in this thread would wait for is done before it; nothing is left of it."""
    (prepared,) = prepare([Send(uuid4(), uuid4(), uuid4(), "Is anybody here?")])
    assert isinstance(prepared, Prepared)
    log.rehearse(prepared.draft)


def _answer(prepared: Prepared, outcome: Outcome) -> Answer | Busy:
    if isinstance(outcome, Stored):
        cid = prepared.draft.cid
        assert cid is not None
        return Ack(prepared.draft.room_id, cid, outcome.seq, outcome.mid, outcome.dup, prepared.changed)
    return outcome


def _or_raise(answer: Answer) -> Ack:
    if isinstance(answer, SnugError):
        raise answer
    return answer
