"""What is said in a room: its log from the first to the last number, as rows for COPY, in order of time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from bench.pages.cast import Crew, Member, new_id
from messaging.bare import bare
from messaging.log import Kind
from messaging.models import Room

NULL = r"\N"
DELETED_SHARE = 0.01
REACTED_SHARE = 0.05
QUICK_SHARE = 0.35  # answers within seconds
Row = tuple[object, ...]

_SAID = """
the and we at by to on for a is it run hill lake crane bridge river harbour tuesday thursday sunday seven morning
evening slow easy loop long rain wind late early coffee after before who comes bring light shoes see you there
thanks great maybe tomorrow next week route ten kilometres start finish stairs park bench photo ride home train
"""
_WORDS = _SAID.split()
# Now and then somebody says something that few others do: what a search for it finds is far back.
_RARELY = ("Über den Fluß", "火曜日の朝に橋で", "Kaleidoscope", "عند الجسر")
_RARE_SHARE = 0.002
_EMOJI = "👍❤🎉😂"


class Entry(NamedTuple):
    """An entry of a log, with the message or the reaction that it brought."""

    at: float
    event: Row
    message: Row | None = None
    reaction: Row | None = None


def bodies(chance: random.Random, count: int = 4_000) -> list[str]:
    """Words as people write them in a chat: mostly a line, now and then a paragraph; 120 characters on average."""
    lengths = (min(240, 2 + int(chance.expovariate(1 / 20))) for _ in range(count))
    return [" ".join(chance.choices(_WORDS, k=length)).capitalize() for length in lengths]


def stamp(at: float | None) -> str:
    return NULL if at is None else datetime.fromtimestamp(at, UTC).isoformat()


class Log:
    """One room. `entries` is read once; afterwards `last_seq` and where everybody came, went and last spoke stand."""

    def __init__(self, crew: Crew, kind: str, messages: int, until: float, words: list[str], seed: str) -> None:
        self.chance = random.Random(seed)
        self.id = new_id(self.chance)
        self.crew = crew
        self.kind = kind
        self.messages = messages
        self.until = until
        self.words = words
        self.last_seq = 0
        self.joined: dict[str, int] = {}
        self.left: dict[str, int] = {}
        self.spoke: dict[str, int] = {}
        self.speakers: list[Member] = []

    def entries(self) -> Iterator[Entry]:
        coming = self._comings()
        at = self.crew.opened + 60.0 * self.crew.cap
        for said in range(self.messages):
            at += self._pause(at, self.messages - said)
            while coming and coming[-1][0] <= at:
                yield self._come_or_go(*coming.pop())
            yield from self._say(at)
        while coming:
            yield self._come_or_go(*coming.pop())

    def _comings(self) -> list[tuple[float, int, Member]]:
        """(when, place in the crew, who), the last first."""
        members = self.crew.members
        found = [(one.joined, n, one) for n, one in enumerate(members)]
        found += [(one.left, n, one) for n, one in enumerate(members) if one.left is not None]
        return sorted(found, reverse=True)

    def _pause(self, at: float, to_say: int) -> float:
        if self.chance.random() < QUICK_SHARE:
            return self.chance.uniform(0.001, 0.01) * (self.until - at) / (to_say + 1)
        return self.chance.uniform(0.2, 1.8) * (self.until - at) / (to_say + 1)

    def _speaks(self, one: Member) -> bool:
        return one.captain if self.kind == Room.Kind.NOTICES else not one.quiet

    def _come_or_go(self, at: float, _place: int, one: Member) -> Entry:
        seq = self._next()
        if one.profile not in self.joined:
            self.joined[one.profile] = seq
            if self._speaks(one):
                self.speakers.append(one)
            voice = "captain" if one.captain else "member"
            return Entry(at, self._event(seq, Kind.JOINED, at, actor=one.profile, data=f'{{"voice": "{voice}"}}'))
        self.left[one.profile] = seq
        self.speakers = [other for other in self.speakers if other is not one]
        return Entry(at, self._event(seq, Kind.LEFT, at, actor=one.profile, data='{"reason": "left"}'))

    def _say(self, at: float) -> Iterator[Entry]:
        """Some say much, most say little; one message of a hundred is taken back at once."""
        chance = self.chance
        author = self.speakers[int(len(self.speakers) * chance.random() ** 2)].profile
        seq, mid = self._next(), new_id(chance)
        self.spoke[author] = seq
        back = chance.random() < DELETED_SHARE
        body = "" if back else self._words()
        message = (mid, self.id, seq, author, body, bare(body), 1, stamp(at), stamp(at) if back else NULL)
        event = self._event(seq, Kind.MESSAGE, at, actor=NULL if back else author, message=mid, cid=True, mac=not back)
        yield Entry(at, event, message)
        if back:
            taken = self._event(self._next(), Kind.DELETED, at, actor=author, message=mid, of=seq, cid=True, mac=True)
            yield Entry(at, taken)
        elif chance.random() < REACTED_SHARE:
            yield from self._react(at, mid, seq)

    def _words(self) -> str:
        said = self.words[int(len(self.words) * self.chance.random())]
        return f"{said} {self.chance.choice(_RARELY)}" if self.chance.random() < _RARE_SHARE else said

    def _react(self, at: float, mid: str, of: int) -> Iterator[Entry]:
        places: dict[str, int] = {}  # of each emoji: the number that brought it
        for one in self.chance.sample(self.speakers, min(len(self.speakers), self.chance.randint(1, 3))):
            emoji, seq = self.chance.choice(_EMOJI), self._next()
            data = f'{{"on": true, "emoji": "{emoji}"}}'
            event = self._event(
                seq, Kind.REACTED, at, actor=one.profile, message=mid, of=of, cid=True, mac=True, data=data
            )
            yield Entry(at, event, reaction=(mid, one.profile, emoji, places.setdefault(emoji, seq), stamp(at)))

    def _event(
        self,
        seq: int,
        kind: Kind,
        at: float,
        *,
        actor: str,
        message: str = NULL,
        of: object = NULL,
        cid: bool = False,
        mac: bool = False,
        data: str = "{}",
    ) -> Row:
        key = new_id(self.chance) if cid else NULL
        seal = rf"\\x{new_id(self.chance)}" if mac else NULL
        return (self.id, seq, kind.value, message, actor, of, key, seal, data, stamp(at))

    def _next(self) -> int:
        self.last_seq += 1
        return self.last_seq

    def read_to(self, one: Member) -> int:
        """How far somebody has read: many all of it, some up to lately, a few nothing since they came."""
        last = self.left.get(one.profile, self.last_seq)
        since = self.spoke.get(one.profile, self.joined[one.profile])
        lot = self.chance.random()
        if lot < 0.45:
            unread = 0
        elif lot < 0.75:
            unread = self.chance.randint(1, 30)
        elif lot < 0.90:
            unread = self.chance.randint(30, 500)
        elif lot < 0.98:
            unread = self.chance.randint(500, 3_000)
        else:
            unread = last
        return max(since, last - unread)
