"""The policy of polls under the lock: may this person choose this, close it, ask until then?"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from community.errors import Forbidden, Invalid, NotFound, SnugError
from community.surface import Action, Standing
from messaging import ballot_box
from messaging.log import Draft, Facts, Words
from messaging.log.entries import Standing as Poll
from messaging.models.polls import LASTS
from messaging.polling import Asked
from moderation import policy

OVER, HANDED_IN, STAYS, NO_POLLS = "poll_closed", "poll_handed_in", "poll_stays", "no_polls"
BOX_LOST = "poll_lost"
_CLOCKS = timedelta(seconds=5)  # by which two may differ: the database counts from a moment before


def decide_asked(asked: Asked, room_kind: str, now: datetime) -> SnugError | None:
    """Whether this room takes polls, and one until then: a held poll may be let in after its end."""
    if room_kind not in policy.POLLED:
        return Forbidden(_("Polls are for the group's conversations. Between two, just ask."), code=NO_POLLS)
    if asked.closes_at is None or now < asked.closes_at <= now + LASTS - _CLOCKS:
        return None
    return Invalid(_("The end of a poll lies ahead, and not more than thirty days."), field="ends_at")


def decide_polled(draft: Draft, facts: Facts, words: Words, asked: policy.PostFacts) -> SnugError | None:
    """A vote, or an end. What is no poll is not found."""
    poll = words.poll
    if poll is None:
        return NotFound()
    if words.hidden_at is not None:
        return Forbidden(_("This is out of sight while it is looked at."), code="hidden")
    if draft.vote is None:
        return _decide_close(facts, words, poll, asked)
    code = policy.may_vote(asked)
    if code is not None:
        return policy.refusal(code)
    return _over(poll, asked.now) or _decide_choice(draft.vote, facts, poll) or _lost(words.mid, poll)


def unchangeable() -> SnugError:
    return Forbidden(_("A poll stays as it was asked. Delete it and ask anew."), code=STAYS)


def _decide_close(facts: Facts, words: Words, poll: Poll, asked: policy.PostFacts) -> SnugError | None:
    standings = {"captain": Standing.CAPTAIN, "brand": Standing.BRAND_SPEAKING}
    code = policy.check(Action.CLOSE_POLL, [standings.get(asked.voice, Standing.MEMBER)])
    if code is not None:
        return policy.refusal(code)
    if facts.voice != "captain" and (words.actor_id is None or words.actor_id != facts.profile_id):
        return Forbidden(_("Who asked can close it, and a captain."), code="forbidden")
    return _over(poll, asked.now)


def _over(poll: Poll, now: datetime) -> SnugError | None:
    return Forbidden(_("This poll has ended."), code=OVER) if poll.is_over(now) else None


def _lost(mid: UUID, poll: Poll) -> SnugError | None:
    """Ballots are added to a box: into one that no key opens none goes."""
    if poll.box is None or ballot_box.read(mid, poll.box) is not None:
        return None
    return Forbidden(_("What was chosen in this poll can no longer be read. Ask anew."), code=BOX_LOST)


def _decide_choice(vote: tuple[int, ...], facts: Facts, poll: Poll) -> SnugError | None:
    if poll.secret and facts.profile_id in poll.handed:
        return Forbidden(_("You have handed in your ballot. It is secret, and so it stays as it is."), code=HANDED_IN)
    if len(set(vote)) < len(vote) or any(not 0 <= place < len(poll.options) for place in vote):
        return Invalid(_("This is none of the options."), field="choices")
    if len(vote) > 1 and not poll.multiple:
        return Invalid(_("Choose one of them."), field="choices")
    if poll.secret and not vote:
        return Invalid(_("Choose something before you hand in your ballot."), field="choices")
    return None
