"""From rows to people: claim, ask once more whether it is still true, hand over, note how it went (reminders.md).

Any number of workers may do this at the same moment. A row is claimed by one of them, and the statement that lets it
go asks everything anew, so that nobody hears of what has changed since it was planned.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import DatabaseError, connection

from community import failpoints, live
from community.models import Channel, Dispatch
from community.notifications import inbox, letting_go, outcomes, sleeping
from community.notifications.channels.base import Carrier, Outcome, Parcel
from community.notifications.channels.mail import MailCarrier
from community.notifications.channels.push import WebPush
from community.notifications.kinds import Kind, kind_of
from community.notifications.speaking import parcels

log = logging.getLogger(__name__)
MAILS = MailCarrier()
CARRIERS: Mapping[str, Carrier] = {Channel.PUSH: WebPush()}
BUDGET_S = 15.0  # of one tick; the next goes on
# How many are claimed at once, and how many of those are asked about in one statement right before they leave.
_SIZES = {Channel.APP: (1000, 1000), Channel.PUSH: (1000, 500), Channel.MAIL: (50, 10)}
_CLAIM = """
UPDATE community_dispatch SET
    state = 'claimed', claim_token = %s, claimed_until = statement_timestamp() + make_interval(secs => %s),
    attempts = attempts + 1
WHERE id IN (
    SELECT id FROM community_dispatch WHERE state = 'pending' AND send_at <= statement_timestamp() AND channel = %s
    ORDER BY send_at, subject, id LIMIT %s FOR UPDATE SKIP LOCKED
)
RETURNING id, kind, subject
"""


@dataclass(frozen=True, slots=True)
class _Task:
    """Some of a claim, of one kind; what of it is not begun when the tick `ends` is given back."""

    channel: Channel
    token: UUID
    kind: str
    ids: Sequence[UUID]
    ends: float


def send_due(budget_s: float = BUDGET_S) -> Counter[str]:
    """Sends what is due until nothing is, or the time is over; how many ended in which state. The inbox comes first:
    it is never waited for."""
    ends = time.monotonic() + budget_s
    done: Counter[str] = Counter()
    for channel, (size, _) in _SIZES.items():
        while time.monotonic() < ends:
            token = uuid4()
            claimed = _claim(channel, token, size)
            failpoints.hit(failpoints.DISPATCH_CLAIMED)
            for kind, ids in _chunks(channel, claimed):
                done.update(_try(_Task(channel, token, kind, ids, ends)))
            if len(claimed) < size:
                break
    return +done


def _claim(channel: Channel, token: UUID, size: int) -> list[tuple[UUID, str]]:
    """What is about one thing stands together: it is spoken of once."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [token, letting_go.HELD_FOR.total_seconds(), channel.value, size])
        found: list[tuple[UUID, str, UUID]] = cursor.fetchall()
    return [(pk, kind) for pk, kind, subject in sorted(found, key=lambda row: row[2].int)]


def _chunks(channel: Channel, claimed: Sequence[tuple[UUID, str]]) -> Iterator[tuple[str, list[UUID]]]:
    by_kind: dict[str, list[UUID]] = {}
    for pk, kind in claimed:
        by_kind.setdefault(kind, []).append(pk)
    size = _SIZES[channel][1]
    for kind, ids in by_kind.items():
        for start in range(0, len(ids), size):
            yield kind, ids[start : start + size]


def _try(task: _Task) -> Counter[str]:
    """One kind that cannot speak must not keep all others from being heard: the reaper brings its rows back."""
    try:
        return _send(task)
    except DatabaseError:
        raise
    except Exception:
        log.exception("%d of %s did not go out", len(task.ids), task.kind)
        return Counter({"stuck": len(task.ids)})


def _send(task: _Task) -> Counter[str]:
    channel, kind, ids = task.channel, kind_of(task.kind), task.ids
    if time.monotonic() >= task.ends:
        outcomes.give_back(ids, task.token)
        return Counter()
    if kind is None:  # of a version that is gone
        return letting_go.give_up(ids, task.token)
    if channel != Channel.APP:
        ids = sleeping.put_off(kind, ids, task.token)
    done = letting_go.let_go(kind, channel, ids, task.token)
    if channel == Channel.APP:
        _tell(done.people)
    elif done.going:
        failpoints.hit(failpoints.DISPATCH_SENDING)
        done.counts.update(_carry(channel, kind, done.going, task.ends))
    return done.counts


def _carry(channel: Channel, kind: Kind, going: Sequence[Dispatch], ends: float) -> Counter[str]:
    counts: Counter[str] = Counter()
    spoken, silent = parcels(kind, going)
    for dispatch in silent:
        counts[outcomes.note(dispatch, kind, Outcome.NOWHERE)] += 1
    if channel == Channel.PUSH:
        return counts + _push(kind, spoken, ends)
    for dispatch, outcome in MAILS.carry(spoken, outcomes.begin):
        failpoints.hit(failpoints.DISPATCH_CARRIED)
        counts[outcomes.note(dispatch, kind, outcome)] += 1
    return counts


def _push(kind: Kind, spoken: Sequence[Parcel], ends: float) -> Counter[str]:
    """What was taken is noted for all together: a push sent anew for want of a note replaces the one before. Where the
    services are slow, whoever is free has the rest."""
    counts: Counter[str] = Counter()
    taken: list[Dispatch] = []
    left = {parcel.dispatch.pk for parcel in spoken}
    try:
        for dispatch, outcome in CARRIERS[Channel.PUSH].carry(spoken, ends):
            failpoints.hit(failpoints.DISPATCH_CARRIED)
            left.discard(dispatch.pk)
            if outcome is Outcome.SENT:
                taken.append(dispatch)
            else:
                counts[outcomes.note(dispatch, kind, outcome)] += 1
    finally:
        counts.update(outcomes.sent(taken))
    if left:
        outcomes.give_back(left, spoken[0].dispatch.claim_token)
    return counts


def _tell(people: Collection[UUID]) -> None:
    """The open pages of those whose inbox has something new."""
    counts = inbox.unread_of(people)
    live.tell_many([(f"person:{pk}", {"frame": {"op": "inbox", "unread": count}}) for pk, count in counts.items()])
