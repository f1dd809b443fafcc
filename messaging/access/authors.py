"""Who writes, and where: what screening is told beside the words, for a whole batch in one statement."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from community import prepared
from community.surface import Standing
from messaging.log.sql import uuids
from messaging.models import Participant
from moderation.ports import Author, Circumstances, registry
from moderation.screening.book import rules_for
from moderation.screening.content import NO_RULES, Content
from moderation.screening.links import possible

NEW_FOR_DAYS = 7  # nobody is new for longer (trust.md R20); whether they still are knows the group
DIGITS = 6  # fewer are no telephone number, and of which country the place is matters to nothing else
LAST = 5  # of an author's messages are read together with the next (trust.md R22)
# Messages that stand in between count, others' too: further back nobody reads pieces as one. What stands on no page
# (reactions, words that are gone again) parts nothing; only so that nobody goes through all of an emptied room there
# is a number of places, too.
_BACK, _PLACES = 40, 400

# With the options of a poll, and where there are photos or files alone what is written on those, as screening has read
# them: else pieces would be put there.
_SAID = """CASE WHEN m.body = '' THEN COALESCE((
        SELECT string_agg(d.alt || d.name, chr(10) ORDER BY d.place) FROM messaging_media d WHERE d.message_id = m.id
    ), '') ELSE m.body || COALESCE(
        (SELECT chr(10) || array_to_string(q.options, chr(10)) FROM messaging_poll q WHERE q.message_id = m.id), ''
    ) END"""


def _own(room: str, author: str, also: str, order: str) -> str:
    """The author's words of that room, from its end or from a place on."""
    return f"""
    SELECT {_SAID} FROM (
        SELECT * FROM (
            SELECT id, seq, actor_id, body, deleted_at FROM messaging_message
            WHERE room_id = {room} {also} ORDER BY seq {order} LIMIT {_PLACES}
        ) a WHERE a.deleted_at IS NULL ORDER BY a.seq {order} LIMIT {_BACK}
    ) m WHERE m.actor_id = {author} ORDER BY m.seq {order} LIMIT {LAST}
"""  # noqa: S608


_AUTHORS = f"""
SELECT i.n - 1, b.name, b.rules_version, p.voice, p.joined_at > now() - interval '{NEW_FOR_DAYS} days',
       f.id::text, r.space::text, b.id::text, ARRAY({_own("r.id", "f.id", "", "DESC")})
FROM unnest(%t::uuid[], %t::uuid[]) WITH ORDINALITY AS i(room, person, n)
JOIN messaging_room r ON r.id = i.room
JOIN community_brand b ON b.id = r.brand_id
JOIN LATERAL (
    SELECT id FROM community_profile WHERE person_id = i.person AND space = r.space LIMIT 1
) f ON true
JOIN LATERAL (
    SELECT voice, joined_at FROM messaging_participant WHERE room_id = r.id AND profile_id = f.id AND active LIMIT 1
) p ON true
"""  # noqa: S608

# What stands around words that are to be changed; of one's own alone, so that nobody asks about others'.
_NEAR = f"""
SELECT i.n - 1, ARRAY({_own("e.room_id", "e.actor_id", "AND seq < e.seq", "DESC")}),
       ARRAY({_own("e.room_id", "e.actor_id", "AND seq > e.seq", "ASC")})
FROM unnest(%t::uuid[], %t::uuid[], %t::uuid[]) WITH ORDINALITY AS i(message, room, person, n)
JOIN messaging_message e ON e.id = i.message AND e.room_id = i.room
JOIN community_profile f ON f.id = e.actor_id AND f.person_id = i.person
"""  # noqa: S608

_STANDINGS = {
    Participant.Voice.MEMBER.value: Standing.MEMBER,
    Participant.Voice.CAPTAIN.value: Standing.CAPTAIN,
    Participant.Voice.BRAND.value: Standing.BRAND_SPEAKING,
}
_DIGIT = re.compile(r"\d")
_NO_DIGITS = bytes(code for code in range(128) if not chr(code).isdigit())


class _Row(NamedTuple):
    """Keys as text: few of them are ever needed as keys, and thousands come in a second."""

    brand_name: str
    rules_version: int
    voice: str
    may_be_new: bool
    profile: str
    space: str
    brand: str
    last: list[str]  # the newest first

    @property
    def author(self) -> Author:
        return UUID(self.space), UUID(self.profile)


class Said(NamedTuple):
    """Words that somebody wants to stand in a room; with `mid` in the place of those of this message of theirs.
    `confirmed`: the nudges that they have said yes to."""

    room_id: UUID
    person_id: UUID
    text: str
    mid: UUID | None = None
    confirmed: tuple[str, ...] = ()


class _Near(NamedTuple):
    """The author's words before and after; both in the order of the log."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    def among(self, fresh: Sequence[str]) -> _Near:
        """With those of the same batch, wherever they will stand."""
        return _Near((*self.before, *fresh), (*self.after, *fresh))


def contents(batch: Sequence[Said]) -> list[Content]:
    """What is to be screened, in order. Earlier words of the batch count as said before later ones. Who is not in the
    room is screened as anybody would be: the write path will not let them in."""
    rows = _rows(batch)
    around, near = _around(batch, rows), _near(batch)
    last: dict[tuple[UUID, str], deque[str]] = {}
    fresh: defaultdict[tuple[UUID, str], list[str]] = defaultdict(list)
    found = []
    for n, said in enumerate(batch):
        row = rows.get(n)
        if row is None:
            found.append(Content("message", said.text, Standing.MEMBER, (), confirmed=said.confirmed))
            continue
        key = said.room_id, row.profile
        before = last.get(key)
        if before is None:
            before = last[key] = deque(reversed(row.last), maxlen=LAST)
        beside = _Near(tuple(before)) if said.mid is None else near.get(n, _Near()).among(fresh[key])
        found.append(_content(said, row, around.get(row.author) if around else None, beside))
        before.append(said.text)
        fresh[key].append(said.text)
    return found


def _rows(batch: Sequence[Said]) -> dict[int, _Row]:
    if not batch:
        return {}
    ids = [uuids([said.room_id for said in batch]), uuids([said.person_id for said in batch])]
    return {n: _Row(*columns) for n, *columns in prepared.rows_by_keys(_AUTHORS, ids)}


def _near(batch: Sequence[Said]) -> dict[int, _Near]:
    """Of those that are to be changed, by their place in the batch."""
    asked = [(n, one) for n, one in enumerate(batch) if one.mid is not None]
    if not asked:
        return {}
    ids = zip(*((one.mid, one.room_id, one.person_id) for _n, one in asked), strict=True)
    found = prepared.rows_by_keys(_NEAR, [uuids(column) for column in ids])
    return {asked[n][0]: _Near(tuple(reversed(before)), tuple(after)) for n, before, after in found}


def _around(batch: Sequence[Said], rows: dict[int, _Row]) -> dict[Author, Circumstances]:
    """Of those few of whom more must be known than the room knows."""
    asked = {row.author for n, row in rows.items() if _matters(row, batch[n].text)}
    found: dict[Author, Circumstances] = {}
    for finder in registry.circumstances.values() if asked else ():
        found |= finder(asked)
    return found


def _matters(row: _Row, text: str) -> bool:
    """Where the place is, for telephone numbers; whether its author is new, for links and for rules of the place."""
    if _digits(text) >= DIGITS:
        return True
    return row.may_be_new and (row.rules_version > 0 or possible(text))


def _digits(text: str) -> int:
    if text.isascii():
        return len(text.encode().translate(None, _NO_DIGITS))
    return len(_DIGIT.findall(text))


def _content(said: Said, row: _Row, around: Circumstances | None, near: _Near) -> Content:
    standing = _STANDINGS[row.voice]
    if standing is Standing.MEMBER and around is not None and around.new:
        standing = Standing.NEW_MEMBER
    return Content(
        "message",
        said.text,
        standing,
        (row.brand_name,),
        region=around.region if around else "",
        before=near.before,
        after=near.after,
        rules=rules_for(UUID(row.brand), row.rules_version, UUID(row.space)) if row.rules_version else NO_RULES,
        confirmed=said.confirmed,
    )
