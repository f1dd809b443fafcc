"""What a batch does to messages that are there already: edits, reactions, deletions. Read after the locks, changed in
memory item by item as the judge goes along, stored in a few statements for the whole batch.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from community.notifications import inbox
from messaging import sealed
from messaging.log import media, polls
from messaging.log.entries import ABOUT, Draft, Facts, Kind, Reacted, Stored, Words
from messaging.log.sql import run
from messaging.models import Message, Reaction
from messaging.sealed import OldWords

# Whom the former words named is named no longer; whom the new ones do is stored with them.
_EDIT = """
WITH v AS (
    SELECT * FROM unnest(%b::uuid[], %b::text[], %b::text[], %b::text[], %b::int[], %b::timestamptz[])
      AS v(id, body, bare, bare_long, version, at)
), unnamed AS (
    DELETE FROM messaging_mention n USING v WHERE n.message_id = v.id
)
UPDATE messaging_message m SET
  body = v.body, bare = v.bare, bare_long = v.bare_long, version = v.version, edited_at = v.at
FROM v WHERE m.id = v.id
"""

_DELETE = """
UPDATE messaging_message m SET body = '', bare = '', bare_long = NULL, deleted_at = v.at, reply_to = NULL
FROM unnest(%b::uuid[], %b::timestamptz[]) AS v(id, at) WHERE m.id = v.id
"""

# Fading (realtime.md "Tables"): what is left of a deleted message's entry is its number, kind, message and cid.
_FADE = """
UPDATE messaging_roomevent e SET actor_id = NULL, cid_mac = NULL, data = '{}'
FROM unnest(%b::uuid[], %b::bigint[]) AS v(room, seq) WHERE e.room_id = v.room AND e.seq = v.seq
"""

# A reaction or vote forgets its cid, too: nothing would be left that says whose it was.
_FADE_ABOUT = """
UPDATE messaging_roomevent e
SET actor_id = NULL, cid_mac = NULL, data = '{}', cid = CASE WHEN e.kind IN ('react', 'poll') THEN NULL ELSE e.cid END
FROM unnest(%b::uuid[]) AS v(id) WHERE e.message_id = v.id AND e.kind IN ('msg.edit', 'react', 'poll')
"""

_REACT = """
INSERT INTO messaging_reaction (message_id, profile_id, emoji, place, created_at)
SELECT * FROM unnest(%b::uuid[], %b::uuid[], %b::text[], %b::bigint[], %b::timestamptz[])
"""

_UNREACT = """
DELETE FROM messaging_reaction r USING unnest(%b::uuid[], %b::uuid[], %b::text[]) AS v(message, profile, emoji)
WHERE r.message_id = v.message AND r.profile_id = v.profile AND r.emoji = v.emoji
"""

_UNREACT_ALL = """
WITH unnamed AS (
    DELETE FROM messaging_mention n USING unnest(%b::uuid[]) AS v(id) WHERE n.message_id = v.id
)
DELETE FROM messaging_reaction r USING unnest(%b::uuid[]) AS v(id) WHERE r.message_id = v.id
"""

_Mark = tuple[UUID, UUID | None, str]  # message, profile, emoji


def with_words(drafts: Sequence[Draft], facts: dict[int, Facts]) -> dict[int, Facts]:
    """Adds the messages that drafts are about or answer. A batch that only says something new asks nothing for it."""
    about = {n: draft for n, draft in enumerate(drafts) if n in facts and draft.kind in ABOUT}
    answers = {n: draft.reply_to for n, draft in enumerate(drafts) if n in facts and draft.reply_to is not None}
    if not about and not answers:
        return facts
    known = _load({draft.mid for draft in about.values() if draft.mid is not None} | set(answers.values()))
    reacted = {draft.mid for draft in about.values() if draft.kind is Kind.REACTED} & set(known)
    for mid, emoji, profile, place in _standing(reacted):
        known[mid].reactions.setdefault(emoji, Reacted(place)).by[profile] = None
    polls.add_votes(known, [(draft.mid, facts[n].profile_id) for n, draft in about.items() if draft.votes])
    found = dict(facts)
    for n, draft in about.items():
        words = known.get(draft.mid) if draft.mid is not None else None
        if words is not None and words.room_id == draft.room_id:
            found[n] = facts[n]._replace(words=words)
    for n, mid in answers.items():
        words = known.get(mid)
        if words is not None and words.room_id == drafts[n].room_id:
            found[n] = found[n]._replace(answered=words)
    return found


def _load(mids: Collection[UUID]) -> dict[UUID, Words]:
    rows = Message.objects.filter(pk__in=mids).values_list(
        "pk",
        "room_id",
        "seq",
        "actor_id",
        "body",
        "version",
        "created_at",
        "deleted_at",
        "hidden_at",
        media.shapes(),
        *polls.COLUMNS,
    )
    known = {}
    for row in rows:
        known[row[0]] = Words(*row[:10])
        known[row[0]].poll = polls.standing(*row[10:])
    return known


def _standing(mids: Collection[UUID | None]) -> Iterable[tuple[UUID, str, UUID, int]]:
    if not mids:
        return ()
    rows = Reaction.objects.filter(message__in=mids).order_by("message", "place", "pk")
    return rows.values_list("message_id", "emoji", "profile_id", "place")


class Changes:
    """What the numbered items of one batch come to."""

    def __init__(self) -> None:
        self.old: list[OldWords] = []
        self.edited: dict[UUID, tuple[Words, datetime]] = {}
        self.deleted: list[tuple[Words, datetime]] = []
        self.on: dict[_Mark, tuple[int, datetime]] = {}
        self.off: set[_Mark] = set()
        self.polls = polls.Changes()

    def take(self, entry: Stored) -> None:
        """One more item. The items after it are judged by what it leaves."""
        words = entry.facts.words
        if entry.draft.poll is not None:
            self.polls.ask(entry)
        if words is None:
            return
        if entry.draft.kind is Kind.POLLED:
            self.polls.take(entry, words)
            return
        if entry.draft.kind is Kind.REACTED:
            self._react(entry, words)
            return
        if words.actor_id is not None:
            self.old.append(OldWords(words.mid, words.actor_id, words.version, polls.whole(words), entry.at))
        if entry.draft.kind is Kind.EDITED:
            words.body, words.version, words.mentions = entry.draft.body, words.version + 1, entry.draft.mentions
            self.edited[words.mid] = (words, entry.at)
        else:
            words.body, words.deleted_at, words.mentions = "", entry.at, ()
            self.polls.drop(words.mid)
            self.deleted.append((words, entry.at))

    def _react(self, entry: Stored, words: Words) -> None:
        emoji, profile = entry.draft.data["emoji"], entry.facts.profile_id
        mark = (words.mid, profile, emoji)
        assert profile is not None
        if entry.draft.data["on"]:
            standing = words.reactions.setdefault(emoji, Reacted(entry.seq))
            if profile not in standing.by:
                standing.by[profile] = None
                self.on[mark] = (standing.place, entry.at)
        elif emoji in words.reactions:
            words.reactions[emoji].by.pop(profile, None)
            if not words.reactions[emoji].by:
                del words.reactions[emoji]
            self.on.pop(mark, None)
            self.off.add(mark)

    def store(self) -> None:
        self.polls.store()
        if self.edited:
            rows = ((w.mid, w.body, *polls.found_by(w), w.version, at) for w, at in self.edited.values())
            run(_EDIT, zip(*rows, strict=True))
        if self.off:
            run(_UNREACT, zip(*self.off, strict=True))
        if self.on:
            run(_REACT, zip(*((*mark, place, at) for mark, (place, at) in self.on.items()), strict=True))
        if self.deleted:
            run(_DELETE, zip(*((words.mid, at) for words, at in self.deleted), strict=True))
            run(_FADE, zip(*((words.room_id, words.seq) for words, _ in self.deleted), strict=True))
            take_down([words.mid for words, _ in self.deleted])
            if shown := [words.mid for words, _ in self.deleted if words.media]:
                media.take_back(shown, self.deleted[0][1])
        if self.old:
            sealed.seal(self.old)


def put_away(mids: Sequence[UUID]) -> None:
    """Out of people's inboxes, where a message is named by its id or by its place in a room."""
    places: defaultdict[UUID, list[int]] = defaultdict(list)
    for room, seq in Message.objects.filter(pk__in=mids).values_list("room", "seq"):
        places[room].append(seq)
    inbox.put_away(mids, places)


def take_down(mids: Sequence[UUID]) -> None:
    """What messages that go have asked and what was chosen there, the reactions to them, whom they named, what the
    entries about them still say, and what people's inboxes hold of them."""
    polls.take_down(mids)
    run(_UNREACT_ALL, [mids, mids])
    run(_FADE_ABOUT, [mids])
    transaction.on_commit(partial(put_away, mids), robust=True)
