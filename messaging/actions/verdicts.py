"""The policy under the lock: may this person do this, in this room, to this message, now?"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from community.errors import Forbidden, Invalid, NotFound, SnugError
from messaging.actions import poll_verdicts
from messaging.log import Draft, Facts, Hold, Kind, Words
from messaging.log.media import are_there
from messaging.media import barring
from messaging.models import Room
from messaging.realtime import limits
from moderation import policy
from moderation.screening import sentence

_TOO_LATE, _TOO_MANY, _HIDDEN = "edit_window_over", "too_many_reactions", "hidden"
_SHARE = frozenset(("brand_in_a_row", "brand_share"))
EDIT_WINDOW = timedelta(seconds=limits.EDIT_S)


def decide(draft: Draft, facts: Facts, *, written_at: datetime | None = None) -> SnugError | None:
    """None where it may be done. Others' messages, deleted ones, those from before one's time and those that never
    were are one answer (trust.md R1, R3). `written_at`: of words that have waited since."""
    if not facts.active:
        return NotFound()
    now = timezone.now()
    if draft.hold is not None and facts.room_kind == Room.Kind.DIRECT:
        return not_read_by_a_third(draft.hold)
    if draft.kind is Kind.MESSAGE:
        asked = _post_facts(facts, now)
        wrong = poll_verdicts.decide_asked(draft.poll, facts.room_kind, now) if draft.poll is not None else None
        if (code := policy.may_post(asked)) is not None:
            return _too_soon(asked) if code == "slow_mode" else _refusal(code, facts)
        if not are_there(draft, facts):
            return Invalid(_("A photo or file is no longer there. Add it again."), field="media")
        if any(one.barred for one in facts.media):
            return barring.refusal()
        return wrong or _decide_answer(draft, facts) or _decide_call(draft, facts, asked)
    words = _standing_words(facts)
    if words is None:
        return NotFound()
    if draft.kind is Kind.POLLED:
        return poll_verdicts.decide_polled(draft, facts, words, _post_facts(facts, now))
    if draft.kind is Kind.REACTED:
        return _decide_reaction(draft, facts, words, now)
    if words.actor_id is None or words.actor_id != facts.profile_id:
        return NotFound()
    if draft.kind is not Kind.EDITED:
        return None
    if words.poll is not None:
        return poll_verdicts.unchangeable()
    return _decide_edit(facts, words, now, written_at or now) or _decide_call(draft, facts, _post_facts(facts, now))


def not_read_by_a_third(hold: Hold) -> SnugError:
    """Whoever decides about held words reads them. Between two nobody does, so there what would be held is refused."""
    detail = {"rule": hold.rule, "spans": [list(span) for span in hold.spans]}
    return Forbidden(sentence(hold.rule), code="refused", detail=detail)


def _standing_words(facts: Facts) -> Words | None:
    return facts.words if _is_there(facts.words, facts) else None


def _is_there(words: Words | None, facts: Facts) -> bool:
    """For the author of the draft."""
    return words is not None and words.deleted_at is None and words.seq > (facts.visible_from_seq or 0)


def _decide_answer(draft: Draft, facts: Facts) -> SnugError | None:
    """What was held was an answer when it was written: what it answers may have gone since."""
    if draft.reply_to is None or draft.pending is not None or _is_there(facts.answered, facts):
        return None
    return Invalid(_("The message you answer is no longer there. Send your words without it."), field="reply_to")


def _decide_call(draft: Draft, facts: Facts, asked: policy.PostFacts) -> SnugError | None:
    """Words that call the whole crew. Changing them is no further call."""
    if not draft.calls_crew:
        return None
    calls, again = facts.calls, facts.words is not None and facts.calls is not None and facts.calls.has(facts.words.mid)
    return _refusal(policy.may_call_crew(asked, called=calls is not None and not calls.left and not again))


def _decide_edit(facts: Facts, words: Words, now: datetime, written_at: datetime) -> SnugError | None:
    refusal = _refusal(policy.may_edit(_post_facts(facts, now)))
    if words.hidden_at is not None:
        return Forbidden(_("This is out of sight while it is looked at. You can delete it."), code=_HIDDEN)
    if refusal is None and written_at - words.created_at > EDIT_WINDOW:
        return Forbidden(_("Words can be changed for fifteen minutes. You can still delete them."), code=_TOO_LATE)
    return refusal


def _decide_reaction(draft: Draft, facts: Facts, words: Words, now: datetime) -> SnugError | None:
    refusal = _refusal(policy.may_react(_post_facts(facts, now)))
    full = len(words.reactions) >= limits.EMOJI_PER_MESSAGE
    if refusal is None and full and draft.data["on"] and draft.data["emoji"] not in words.reactions:
        return Forbidden(_("This message has all the emoji it can carry. Use one that is there."), code=_TOO_MANY)
    return refusal


def _post_facts(facts: Facts, now: datetime) -> policy.PostFacts:
    return policy.PostFacts(
        facts.room_kind,
        bool(facts.active),
        facts.voice or "",
        facts.muted_until,
        now,
        facts.brand_paused_until,
        facts.recent,
        facts.slow_until,
        facts.spoke_at,
        facts.room_slow_s,
        facts.closed,
        facts.locked_until,
    )


def _too_soon(asked: policy.PostFacts) -> SnugError:
    """With the moment from which they may say the next thing, and whose pace it is."""
    left = policy.left_of_pace(asked)
    own = asked.slow_until is not None and asked.slow_until > asked.now
    words = policy.REFUSALS["slow_mode"] if own else _wait(-(-left // timedelta(seconds=1)))
    return Forbidden(words, code="slow_mode", retry_ms=max(1, -(-left // timedelta(milliseconds=1))))


def _refusal(code: str | None, facts: Facts | None = None) -> SnugError | None:
    """With the moment from which the brand may speak again, where that is what it asks itself."""
    if code in _SHARE and facts is not None and facts.recent is not None:
        return Forbidden(_again(code, policy.others_first(facts.recent)), code=code)
    return policy.refusal(code) if code else None


def _after_others(code: str, others: int) -> str:
    again = ngettext("After %(n)d more message by others.", "After %(n)d more messages by others.", others)
    return f"{policy.REFUSALS[code]} {again % {'n': others}}"


def _slow_room(seconds: int) -> str:
    next_one = ngettext("Send it again in %(n)d second.", "Send it again in %(n)d seconds.", seconds)
    return f"{gettext('Talk goes slowly for now.')} {next_one % {'n': seconds}}"


_again, _wait = lazy(_after_others, str), lazy(_slow_room, str)
