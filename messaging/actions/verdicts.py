"""The policy under the lock: may this person do this, in this room, to this message, now?"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.errors import Forbidden, NotFound, SnugError
from messaging.log import Draft, Facts, Kind, Words
from messaging.realtime import limits
from moderation import policy

_TOO_LATE, _TOO_MANY, _HIDDEN = "edit_window_over", "too_many_reactions", "hidden"
EDIT_WINDOW = timedelta(seconds=limits.EDIT_S)


def decide(draft: Draft, facts: Facts) -> SnugError | None:
    """None where it may be done. Others' messages, deleted ones, those from before one's time and those that never
    were are one answer (trust.md R1, R3)."""
    if not facts.active:
        return NotFound()
    now = timezone.now()
    if draft.kind is Kind.MESSAGE:
        return _refusal(policy.may_post(_post_facts(facts, now)))
    words = _standing_words(facts)
    if words is None:
        return NotFound()
    if draft.kind is Kind.REACTED:
        return _decide_reaction(draft, facts, words, now)
    if words.actor_id is None or words.actor_id != facts.profile_id:
        return NotFound()
    return _decide_edit(facts, words, now) if draft.kind is Kind.EDITED else None


def _standing_words(facts: Facts) -> Words | None:
    words = facts.words
    if words is None or words.deleted_at is not None or words.seq <= (facts.visible_from_seq or 0):
        return None
    return words


def _decide_edit(facts: Facts, words: Words, now: datetime) -> SnugError | None:
    refusal = _refusal(policy.may_edit(_post_facts(facts, now)))
    if words.hidden_at is not None:
        return Forbidden(_("This is out of sight while it is looked at. You can delete it."), code=_HIDDEN)
    if refusal is None and now - words.created_at > EDIT_WINDOW:
        return Forbidden(_("Words can be changed for fifteen minutes. You can still delete them."), code=_TOO_LATE)
    return refusal


def _decide_reaction(draft: Draft, facts: Facts, words: Words, now: datetime) -> SnugError | None:
    refusal = _refusal(policy.may_react(_post_facts(facts, now)))
    full = len(words.reactions) >= limits.EMOJI_PER_MESSAGE
    if refusal is None and full and draft.data["on"] and draft.data["emoji"] not in words.reactions:
        return Forbidden(_("This message has all the emoji it can carry. Use one that is there."), code=_TOO_MANY)
    return refusal


def _post_facts(facts: Facts, now: datetime) -> policy.PostFacts:
    slow, spoke = facts.slow_until, facts.spoke_at
    return policy.PostFacts(facts.room_kind, bool(facts.active), facts.voice or "", facts.muted_until, now, slow, spoke)


def _refusal(code: str | None) -> SnugError | None:
    return policy.refusal(code) if code else None
