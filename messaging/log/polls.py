"""Polls in a batch: what is asked, who chooses what, what is closed. Read after the room's lock, stored in the same
transaction; a batch without any asks nothing and writes nothing for them.

A secret ballot leaves no entry in the log. What it says goes into the poll's box and nowhere else, and who has handed
one in into a row that says no more than that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db.models import F

from community.tokens import keyed_mac
from messaging import ballot_box
from messaging.bare import kept
from messaging.log.entries import Draft, Facts, Standing, Stored, Words
from messaging.log.sql import run
from messaging.models import Poll, PollBallot, PollVote
from messaging.polling import listed

# Of a query of messages; what `standing` takes.
COLUMNS = (
    *("poll__options", "poll__multiple", "poll__secret", "poll__closes_at", "poll__closed_at", "poll__handed"),
    "poll__box",
)

# As JSON, of the message that the statement around it calls `{message}`; `messaging/polling.py` makes the
# wire's shape of it, and decides what of a secret one is told. Who has become a former member is counted and unnamed.
# Who has left a secret one is no longer among its people, voted or not: else their leaving would show which.
KEPT = """(
    SELECT json_build_object(
        'options', to_json(q.options), 'multiple', q.multiple, 'secret', q.secret, 'version', q.version,
        'ends_at', COALESCE(q.closed_at, q.closes_at), 'handed', q.handed, 'box', encode(q.box, 'hex'),
        'votes', (
            SELECT json_agg(
                json_build_array(CASE WHEN g.person_id IS NOT NULL THEN v.profile_id END, to_json(v.choices))
                ORDER BY v.id
            ) FROM messaging_pollvote v JOIN community_profile g ON g.id = v.profile_id WHERE v.poll_id = q.message_id
        ),
        'people', (
            SELECT count(*) FROM messaging_participant s
            WHERE s.room_id = {message}.room_id AND (
                s.active AND s.visible_from_seq < {message}.seq
                OR NOT s.active AND s.profile_id IN (
                    SELECT v.profile_id FROM messaging_pollvote v WHERE v.poll_id = q.message_id
                )
            )
        )
    ) FROM messaging_poll q WHERE q.message_id = {message}.id
)"""

_TAKE_DOWN = """
WITH gone AS (SELECT * FROM unnest(%b::uuid[]) AS gone(id)), votes AS (
    DELETE FROM messaging_pollvote v USING gone WHERE v.poll_id = gone.id
), ballots AS (
    DELETE FROM messaging_pollballot b USING gone WHERE b.poll_id = gone.id
)
DELETE FROM messaging_poll p USING gone WHERE p.message_id = gone.id
"""


def standing(
    options: list[str] | None, multiple: bool, secret: bool, closes: Any, closed: Any, cast: int, box: bytes | None
) -> Any:
    """None of a message that is no poll."""
    return Standing(tuple(options), multiple, secret, closed or closes, cast, box) if options is not None else None


def add_votes(known: Mapping[UUID, Words], voting: Sequence[tuple[UUID | None, UUID | None]]) -> None:
    """What those who vote in this batch have chosen before, and where they have handed in a ballot."""
    if not voting:
        return
    where = {"poll__in": {mid for mid, _ in voting}, "profile__in": {one for _, one in voting}}
    for mid, profile, choices in PollVote.objects.filter(**where).values_list("poll", "profile", "choices"):
        _of(known, mid).votes[profile] = tuple(choices)
    for mid, profile, mark in PollBallot.objects.filter(**where).values_list("poll", "profile", "mark"):
        _of(known, mid).handed[profile] = bytes(mark)


def _of(known: Mapping[UUID, Words], mid: UUID) -> Standing:
    poll = known[mid].poll
    assert poll is not None
    return poll


def whole(words: Words) -> str:
    """What is sealed: of a poll its options as well. What stands there while a case looks at it has none."""
    return words.body if words.poll is None or words.hidden_at else listed(words.body, words.poll.options)


def found_by(words: Words) -> tuple[str | None, str | None]:
    """As search compares it; of a poll with its options, also while it is out of sight, where nothing is found."""
    return kept(words.body, words.poll.options if words.poll else ())


def is_ballot(draft: Draft, facts: Facts) -> bool:
    """A vote in a secret poll."""
    return draft.votes and facts.words is not None and facts.words.poll is not None and facts.words.poll.secret


def handed_before(draft: Draft, facts: Facts, now: datetime) -> Stored | None:
    """The same ballot once more, by the same cid. What it said nobody can compare."""
    words = facts.words
    if not facts.active or not is_ballot(draft, facts) or facts.profile_id is None:
        return None
    assert words and words.poll and draft.cid
    if words.poll.handed.get(facts.profile_id) != _mark(draft.cid):
        return None
    return Stored(draft, facts, words.seq, words.mid, now, dup=True)


def _mark(cid: UUID) -> bytes:
    return keyed_mac("poll.ballot", cid.bytes)[:16]


class Changes:
    """What the items of one batch come to."""

    def __init__(self) -> None:
        self.asked: dict[UUID, Stored] = {}
        self.votes: dict[tuple[UUID, UUID], tuple[tuple[int, ...], datetime]] = {}
        self.closed: dict[UUID, datetime] = {}
        self.told: defaultdict[UUID, int] = defaultdict(int)  # entries, by poll
        self.ballots: defaultdict[UUID, list[tuple[UUID, bytes, tuple[int, ...]]]] = defaultdict(list)

    def ask(self, entry: Stored) -> None:
        assert entry.mid
        self.asked[entry.mid] = entry

    def take(self, entry: Stored, words: Words) -> None:
        """A choice, or an end; the items after it are judged by what it leaves."""
        self.told[words.mid] += 1
        profile, poll, vote = entry.facts.profile_id, words.poll, entry.draft.vote
        if poll is None:
            return
        if vote is None:
            if profile is not None and not poll.is_over(entry.at):
                poll.ends_at = self.closed[words.mid] = entry.at
            return
        assert profile is not None
        poll.votes[profile] = vote
        self.votes[words.mid, profile] = (vote, entry.at)

    def hand_in(self, entry: Stored, words: Words) -> None:
        profile, poll, vote, cid = entry.facts.profile_id, words.poll, entry.draft.vote, entry.draft.cid
        assert profile is not None and poll is not None and vote is not None and cid is not None
        mark = poll.handed[profile] = _mark(cid)
        poll.cast += 1
        self.ballots[words.mid].append((profile, mark, vote))

    def drop(self, mid: UUID) -> None:
        """Its message goes in this very batch."""
        self.closed.pop(mid, None)
        self.told.pop(mid, None)
        self.ballots.pop(mid, None)
        self.votes = {key: vote for key, vote in self.votes.items() if key[0] != mid}

    def store(self) -> None:
        if self.asked:
            Poll.objects.bulk_create([_row(mid, entry) for mid, entry in self.asked.items()])
        self._store_votes()
        self._store_ballots()
        for mid, number in self.told.items():
            Poll.objects.filter(pk=mid).update(version=F("version") + number)
        for mid, at in self.closed.items():
            Poll.objects.filter(pk=mid).update(closed_at=at)

    def _store_votes(self) -> None:
        taken_back = [key for key, (choices, _) in self.votes.items() if not choices]
        for mid, profile in taken_back:
            PollVote.objects.filter(poll=mid, profile=profile).delete()
        rows = [
            PollVote(poll_id=mid, profile_id=profile, choices=list(choices), voted_at=at)
            for (mid, profile), (choices, at) in self.votes.items()
            if choices
        ]
        if rows:
            PollVote.objects.bulk_create(
                rows,
                update_conflicts=True,
                unique_fields=["poll", "profile"],
                update_fields=["choices", "voted_at"],
            )

    def _store_ballots(self) -> None:
        """Rows of one batch in the order of their keys, which are drawn by lot."""
        rows = []
        for mid, ballots in self.ballots.items():
            poll = Poll.objects.select_for_update(no_key=True).get(pk=mid)
            assert poll.box is not None
            box = ballot_box.put(mid, bytes(poll.box), [choices for _, _, choices in ballots])
            Poll.objects.filter(pk=mid).update(box=box, handed=F("handed") + len(ballots))
            rows += [PollBallot(id=uuid4(), poll_id=mid, profile_id=one, mark=mark) for one, mark, _ in ballots]
        if rows:
            PollBallot.objects.bulk_create(sorted(rows, key=lambda row: row.pk))


def _row(mid: UUID, entry: Stored) -> Poll:
    asked = entry.draft.poll
    assert asked is not None
    box = ballot_box.empty(mid, len(asked.options)) if asked.secret else None
    return Poll(
        message_id=mid,
        options=list(asked.options),
        multiple=asked.multiple,
        secret=asked.secret,
        asked_at=entry.at,
        closes_at=asked.closes_at,
        box=box,
    )


def take_down(mids: Iterable[UUID]) -> None:
    """Of messages that go: what was asked, and all that was chosen."""
    run(_TAKE_DOWN, [list(mids)])
