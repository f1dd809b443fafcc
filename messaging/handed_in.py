"""What the forms of a conversation's page hand in: words, held words put away, a message taken back, a place kept. What
is refused goes back into its form as a `Draft`. Views of the floor above pass it on; the page is `messaging/pages.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from community.errors import Invalid, NotFound, SnugError, Unavailable, Words
from community.surface import Action
from messaging import handed_media
from messaging.access import Seat, load_message
from messaging.actions import held, messages, reading
from messaging.models import Message


@dataclass(frozen=True)
class Draft:
    """What was typed but not taken, and why; it goes back into the field."""

    body: str
    refusal: Words
    cid: UUID | None = None
    nudge: Nudge | None = None
    reply_to: UUID | None = None  # the message that it answers
    media: Sequence[UUID] = ()  # what was sent in already


@dataclass(frozen=True)
class Nudge:
    """What the author is asked to look at once more: `confirm` are the rules that sending it as it is confirms."""

    spans: list[list[int]]
    confirm: list[str]


def post_words(seat: Seat, data: Any, files: Sequence[Any] = ()) -> Draft | None:
    """Sends what the form holds, photos and files with it. A second tap sends the same cid and so the same message.
    None when it is stored, else what to show with the form again. Raises as `messages.send` where no form could help
    (`NotFound`)."""
    body = str(data.get("body", ""))
    cid, confirm, reply_to = None, rules_of(data), None
    media: list[UUID] = []
    try:
        cid, reply_to, media = cid_of(data), answered_of(data), handed_media.media_of(data)
        handed_media.take(seat, cid, files, str(data.get(handed_media.ALTS, "")), media)
        messages.send(seat.person, seat.room.pk, cid, body, confirm=confirm, reply_to=reply_to, media=media)
    except NotFound:
        raise
    except SnugError as refusal:
        draft = refused(refusal, body, cid, confirm)
        # What cannot be answered is let go of: sent once more, the words stand by themselves.
        answered = None if refusal.detail.get("field") == "reply_to" else reply_to
        return draft and replace(draft, reply_to=answered, media=media)
    return None


def refused(refusal: SnugError, body: str, cid: UUID | None, confirm: list[str]) -> Draft | None:
    """What goes back into the form with why; None for what is held: it waits, and the conversation shows it."""
    if refusal.code == "held":
        return None
    if refusal.code == "nudge":
        return Draft(body, refusal.words, cid, Nudge(refusal.detail["spans"], [*confirm, refusal.detail["rule"]]))
    # Where the outcome is unknown the same cid goes again; everything else is a new attempt.
    return Draft(body, refusal.words, cid if isinstance(refusal, Unavailable) else None)


def answer_held(seat: Seat, cid: UUID, data: Any) -> Words:
    """What its author does with held words: `do` is `wrong` or, for all else, to put them away. What has been done, in
    words. Raises as `held.object_to` and `held.put_away`."""
    if data.get("do") == "wrong":
        held.object_to(seat.person, seat.room.pk, cid)
        return _("Noted. Whoever decides sees that you say so.")
    held.put_away(seat.person, seat.room.pk, cid)
    return _("It is put away.")


def new_cid() -> UUID:
    """For a form's hidden field: made once per message, so that a double tap posts once."""
    return uuid4()


def load_own(seat: Seat, mid: UUID) -> Message:
    """One's own message, for the second step before it goes. Raises `NotFound`."""
    return load_message(seat, mid, Action.DELETE_OWN)


def take_back(seat: Seat, mid: UUID, data: Any) -> None:
    """Deletes one's own message. Raises as `messages.delete`."""
    messages.delete(seat.person, seat.room.pk, mid, cid_of(data))


def keep_place(seat: Seat, data: Any) -> None:
    """Marks as read up to `seq`. Raises `Invalid`."""
    seq = str(data.get("seq", ""))
    if not (seq.isascii() and seq.isdigit() and len(seq) < 19):
        raise Invalid(field="seq")
    reading.mark_read(seat.person, seat.room.pk, int(seq))


def mark_unread(seat: Seat, mid: UUID) -> None:
    """From this message on. Raises `NotFound`."""
    message = load_message(seat, mid, Action.MARK_READ)
    reading.mark_unread(seat.person, seat.room.pk, message.seq)


def cid_of(data: Any) -> UUID:
    """What makes a form's act happen once. Raises `Invalid`."""
    try:
        return UUID(str(data.get("cid", "")))
    except ValueError:
        raise Invalid(field="cid")


def answered_of(data: Any) -> UUID | None:
    """The message that the words answer, if any. Raises `Invalid`."""
    asked = str(data.get("reply_to", ""))
    try:
        return UUID(asked) if asked else None
    except ValueError:
        raise Invalid(field="reply_to")


def rules_of(data: Any) -> list[str]:
    """The rules that a form confirms."""
    return [str(rule) for rule in data.getlist("confirm")]
