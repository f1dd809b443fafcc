"""Words that a rule holds: written beside the log within the same transaction, without a number (trust.md R23)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.utils.translation import gettext_lazy as _

from community.errors import Conflict, Forbidden, SnugError
from messaging import held_words
from messaging.log import media
from messaging.log.entries import Attached, Draft, Facts
from messaging.models import Pending
from messaging.models.pending import WAITS
from moderation.screening import sentence

MOST = 20  # of one person in one room: whoever decides must be able to


class Holds:
    """What the items of one batch leave to be decided."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.fresh: dict[tuple[UUID, UUID | None, UUID | None], Pending] = {}
        self.media: list[tuple[UUID, tuple[Attached, ...]]] = []

    def again(self, draft: Draft, facts: Facts) -> SnugError | None:
        """The same answer for a cid that was held before, in this batch or an earlier one; None for all others."""
        if draft.pending is not None or (facts.held_id is None and not self.fresh):
            return None
        first = self.fresh.get((draft.room_id, facts.profile_id, draft.cid))
        if first is None and facts.held_id is not None:
            first = Pending.objects.get(pk=facts.held_id)
        if first is not None and bytes(first.mac) != draft.mac:
            return Conflict(code="cid_conflict")
        return refusal(first) if first is not None else None

    def take(self, draft: Draft, facts: Facts) -> SnugError:
        """One more, and what its author is told."""
        assert draft.hold and draft.cid and draft.mac and facts.profile_id
        if self._waiting(draft.room_id, facts.profile_id) >= MOST:
            return Forbidden(_("Many of your messages wait to be looked at. Give it some time."), code="too_many_held")
        pk, words = uuid4(), facts.words
        held = Pending(
            id=pk,
            room_id=draft.room_id,
            actor_id=facts.profile_id,
            cid=draft.cid,
            mac=draft.mac,
            message_id=words.mid if words else None,
            version=words.version if words else None,
            reply_to_id=facts.answered.mid if facts.answered else None,
            words=held_words.lock_up(pk, draft.body, draft.poll, draft.mentions),
            rule=draft.hold.rule,
            spans=[list(span) for span in draft.hold.spans],
            held_at=self.now,
            until=self.now + WAITS,
        )
        self.fresh[draft.room_id, facts.profile_id, draft.cid] = held
        self.media.append((pk, facts.media))
        media.take(facts)
        return refusal(held)

    def store(self) -> None:
        if self.fresh:
            Pending.objects.bulk_create(self.fresh.values())
            media.hold(self.media)

    def _waiting(self, room_id: UUID, profile_id: UUID | None) -> int:
        before = Pending.objects.waiting().filter(room=room_id, actor=profile_id).count()
        return before + sum(key[:2] == (room_id, profile_id) for key in self.fresh)


def refusal(held: Pending) -> Forbidden:
    """What a send of these words is answered: `held`, and with `state` where it has been decided meanwhile."""
    detail = {"rule": held.rule, "spans": held.spans}
    if held.state != Pending.State.HELD:
        detail["state"] = held.state
    return Forbidden(sentence(held.rule), code="held", detail=detail)
