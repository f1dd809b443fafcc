"""May this participant say something in this room, now? Asked by the one write path under its lock, item by item."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from community.surface import Action, Standing
from moderation.policy.share import too_much
from moderation.policy.table import TABLE, State


class PostFacts(NamedTuple):
    """What the write path reads under the lock: of the room its kind and until when the brand is paused there, of the
    participant the rest. `recent`, for the brand alone: as `too_much` takes it; None where nobody has looked."""

    kind: str
    active: bool
    voice: str
    muted_until: datetime | None
    now: datetime
    paused_until: datetime | None = None
    recent: Sequence[bool] | None = None
    slow_until: datetime | None = None
    spoke_at: datetime | None = None  # asked of who is slow alone, and where all are
    room_slow_s: int | None = None  # where everybody says one thing in so many seconds
    closed: str | None = None  # of a direct room: the code by which this one says nothing there
    locked_until: datetime | None = None  # the room: until then captains alone speak


# Room kinds whose day has not come accept nobody's words.
_ACTIONS: Mapping[str, Action] = {
    "talk": Action.SEND_MESSAGE,
    "event": Action.SEND_MESSAGE,
    "notices": Action.POST_NOTICE,
    "direct": Action.SEND_DIRECT,
}
# A participant is a visible one by definition; a brand's takes part only while its seat speaks.
_STANDINGS: Mapping[str, Standing] = {
    "member": Standing.MEMBER,
    "captain": Standing.CAPTAIN,
    "brand": Standing.BRAND_SPEAKING,
}
POLLED = frozenset(("talk", "notices", "event"))
SLOW_PACE = timedelta(minutes=10)
_NO_TIME = timedelta()
_NOTHING: frozenset[State] = frozenset()
_CLOSED = {
    "direct_waits": State.DIRECT_WAITS,
    "direct_unanswered": State.DIRECT_UNANSWERED,
    "direct_blocked": State.DIRECT_BLOCKED,
    "direct_over": State.DIRECT_OVER,
}
_SHARE = {"brand_in_a_row": State.BRAND_IN_A_ROW, "brand_share": State.BRAND_SHARE}


def may_post(facts: PostFacts) -> str | None:
    """None when the words may be stored, else the refusal code. Costs no query."""
    return _may(_ACTIONS.get(facts.kind), facts)


def may_edit(facts: PostFacts) -> str | None:
    """The same for other words in the place of one's own: only who could say them anew. It is no further message, so
    neither the brand's share nor a slow pace matters."""
    return may_post(facts._replace(recent=None, slow_until=None, room_slow_s=None)) or _may(Action.EDIT_OWN, facts)


def may_react(facts: PostFacts) -> str | None:
    """The same for an emoji on a message: also on notices, which not everybody could post."""
    return _may(Action.REACT if facts.kind in _ACTIONS else None, facts)


def may_ask(facts: PostFacts) -> str | None:
    """The same for words that are a poll: where a group talks, and who may say something there."""
    return may_post(facts) if facts.kind in POLLED else "forbidden"


def may_vote(facts: PostFacts) -> str | None:
    """The same for choosing in a poll: also among notices, which not everybody could post."""
    return _may(Action.VOTE if facts.kind in POLLED else None, facts)


def may_call_crew(facts: PostFacts, *, called: bool) -> str | None:
    """The same for words that name the whole crew at once; `called`: twice already in 24 hours."""
    more = frozenset({State.CREW_CALLED}) if called else _NOTHING
    return _may(Action.CALL_CREW if facts.kind in _ACTIONS else None, facts, more)


def may_pin(facts: PostFacts) -> str | None:
    """The same for putting a message at the top, or taking it down. A conversation of two has no captain."""
    return _may(Action.PIN if facts.kind in _ACTIONS and facts.kind != "direct" else None, facts)


def may_hide(facts: PostFacts) -> str | None:
    """The same for taking somebody's message out of sight. Between two nobody but them reads, so nobody can."""
    return _may(Action.HIDE_MESSAGE if facts.kind in _ACTIONS and facts.kind != "direct" else None, facts)


def _may(action: Action | None, facts: PostFacts, more: frozenset[State] = _NOTHING) -> str | None:
    if not facts.active:
        return "not_found"
    standing = _STANDINGS.get(facts.voice)
    if action is None or standing is None:
        return "forbidden"
    plain = facts.muted_until is None and facts.slow_until is None and facts.room_slow_s is None
    plain = plain and facts.locked_until is None and facts.closed is None
    quick = plain and standing is not Standing.BRAND_SPEAKING
    return TABLE[action].answer(standing, more if quick else more | frozenset(_states(facts)))


def _states(facts: PostFacts) -> Iterator[State]:
    if facts.muted_until is not None and facts.muted_until > facts.now:
        yield State.MUTED
    if facts.locked_until is not None and facts.locked_until > facts.now and facts.voice != "captain":
        yield State.LOCKED
    if left_of_pace(facts):
        yield State.SLOW
    if facts.closed is not None:
        yield _CLOSED[facts.closed]
    if facts.voice != "brand":
        return
    if facts.paused_until is not None and facts.paused_until > facts.now:
        yield State.BRAND_PAUSED
    code = too_much(facts.recent) if facts.recent is not None else None
    if code is not None:
        yield _SHARE[code]


def left_of_pace(facts: PostFacts) -> timedelta:
    """How long until who is to go slowly, or whoever is in a slow room, may say the next thing; zero: at once."""
    paces = [SLOW_PACE] if facts.slow_until is not None and facts.slow_until > facts.now else []
    if facts.room_slow_s is not None:
        paces.append(timedelta(seconds=facts.room_slow_s))
    if not paces or facts.spoke_at is None:
        return _NO_TIME
    return max(facts.spoke_at + max(paces) - facts.now, _NO_TIME)
