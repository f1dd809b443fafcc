"""What a page without JavaScript does with one message: look at it, put an emoji to it, give it other words. Views of
the floor above say where it hangs; the conversation itself is `messaging/pages.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from community.errors import NotFound, SnugError, Words
from community.surface import Action
from messaging import serializers
from messaging.access import Seat, history, load_message
from messaging.actions import messages, poll_verdicts
from messaging.actions.verdicts import EDIT_WINDOW
from messaging.chips import QUICK
from messaging.handed_in import Draft, cid_of, new_cid, refused, rules_of
from messaging.models import Message, Participant, Pin, Poll
from messaging.page_words import empty_words, out_of_sight, too_late
from messaging.pages import PAGE, Lane, post_facts
from moderation import policy


def about(seat: Seat, mid: UUID, *, lives: Callable[[datetime], timedelta]) -> dict[str, Any]:
    """Context of `messaging/message.html`: what this person can do with the message, and when it goes by itself:
    `lives` is for how long, by when it was said. Raises `NotFound`."""
    message = load_message(seat, mid, Action.READ_MESSAGES)
    own = message.actor_id == seat.profile.pk
    mine = _my_emoji(seat, message)
    quick = [(emoji, emoji in mine) for emoji in QUICK]
    return {
        "message": message,
        "own": own,
        "known": message.actor.name if message.actor is not None and message.actor.person_id else "",
        "disappears": message.created_at + lives(message.created_at),
        "may_answer": policy.may_post(post_facts(seat)) is None,
        "may_edit": own and edit_refusal(seat, message) is None,
        "may_react": policy.may_react(post_facts(seat)) is None,
        "may_pin": policy.may_pin(post_facts(seat)) is None,
        "may_hide": not own and message.hidden_at is None and policy.may_hide(post_facts(seat)) is None,
        "pinned": Pin.objects.filter(message=message).exists(),
        "quick": quick + [(emoji, True) for emoji in mine if emoji not in QUICK],
    }


def by_a_member(message: Message) -> bool:
    """Whether its author is somebody who may be written to alone: not for the brand, and still known."""
    seats = Participant.objects.filter(room=message.room_id, profile=message.actor, active=True)
    return seats.exclude(voice=Participant.Voice.BRAND).exists()


def react(seat: Seat, mid: UUID, data: Any) -> None:
    """Puts the emoji named `on` to the message, or takes the one named `off` away. Raises as `messages.react`."""
    taken = str(data.get("off", ""))
    emoji = taken or str(data.get("on", "")).strip()
    messages.react(seat.person, seat.room.pk, mid, uuid4(), emoji, on=not taken)


def edit(seat: Seat, mid: UUID, data: Any = None) -> dict[str, Any] | None:
    """Saves what the form holds, if anything was changed. None when that is done, else the context of
    `messaging/edit.html`; without a form, the form to fill in. Raises `NotFound`."""
    message = load_message(seat, mid, Action.EDIT_OWN)
    draft = _save(seat, message, data) if data is not None else None
    if data is not None and draft is None:
        return None
    return {
        "message": message,
        "draft": draft or Draft(message.body, ""),
        "cid": (draft and draft.cid) or new_cid(),
        "closed": edit_refusal(seat, message),
    }


def edit_refusal(seat: Seat, message: Message) -> Words | None:
    """Why these own words can no longer be changed; None while they can."""
    code = policy.may_edit(post_facts(seat))
    if code is not None:
        return policy.refusal(code).words
    if message.hidden_at is not None:
        return out_of_sight()
    if Poll.objects.filter(pk=message.pk).exists():
        return poll_verdicts.unchangeable().words
    return too_late() if timezone.now() - message.created_at > EDIT_WINDOW else None


def back_to(seat: Seat, lane: Lane, mid: UUID) -> str:
    """The page of the room where the message is in sight."""
    seq = load_message(seat, mid, Action.READ_MESSAGES).seq
    far = seat.room.last_seq - seq >= PAGE // 2
    return f"{lane.url}{f'?before={seq + PAGE // 2}' if far else ''}#m{seq}"


def _save(seat: Seat, message: Message, data: Any) -> Draft | None:
    body = str(data.get("body", ""))
    if not body.strip():
        return Draft(body, empty_words())
    if body.strip().replace("\r\n", "\n") == message.body:
        return None
    cid, confirm = None, rules_of(data)
    try:
        cid = cid_of(data)
        messages.edit(seat.person, seat.room.pk, message.pk, cid, body, confirm=confirm)
    except NotFound:
        raise
    except SnugError as refusal:
        return refused(refusal, body, cid, confirm)
    return None


def _my_emoji(seat: Seat, message: Message) -> list[str]:
    around = history(seat, around=message.seq, limit=1).messages
    found = next(serializers.message(line) for line in around if line.mid == message.pk)
    return [one["emoji"] for one in found["reactions"] if str(seat.profile.pk) in one["by"]]
