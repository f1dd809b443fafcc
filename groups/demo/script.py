"""Writes the talk of one group as a list of turns: the same list every time, for the same group and day."""

from __future__ import annotations

import random
from collections import Counter, deque
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from groups.demo.cast import PEOPLE, Crew
from groups.demo.clock import BERLIN, pause, window
from groups.demo.gaps import Gaps
from groups.demo.scenes import Line, Scene, read_scenes

WEEKS = 5
REMEMBERED = 120  # lines within which nobody says the same again
LOUD = {"cara": 5, "ben": 4, "ana": 4, "kwame": 3, "jonas": 5, "hal": 5, "cleo": 4, "yusuf": 3, "theo": 2, "freya": 2}
_LINES_PER_SCENE = 2.9
KINDS = ("morning", "noon", "evening", "late", "any", "plan", "before", "after")
_ON_RUN_DAYS = {"before": 2.5, "after": 2.5}  # they have fewer days to happen on
_NOTICE_DAY = 0  # captains write their notice on Mondays


@dataclass(frozen=True, slots=True)
class Turn:
    """`key` says `words` at a time, in Talk or in Notices; without words they join."""

    key: str
    at: datetime
    words: str
    notice: bool
    cid: UUID


class Script:
    def __init__(self, crew: Crew, space: UUID, today: datetime) -> None:
        self._crew, self._space, self._today = crew, space, today
        self._dice = random.Random(f"snug:{crew.name}")  # noqa: S311 (the same demo everywhere is the point)
        self._scenes = [scene for scene in read_scenes() if self._fits(scene)]
        counts = Counter(scene.kind for scene in self._scenes)
        self._often = {kind: counts[kind] * _ON_RUN_DAYS.get(kind, 1.0) for kind in KINDS}
        self._decks: dict[str, list[Scene]] = {}
        self._said: deque[str] = deque(maxlen=REMEMBERED)
        self._turns: list[Turn] = []

    def turns(self) -> list[Turn]:
        """In the order of time; whoever joins late does so between them."""
        first = (self._today - timedelta(weeks=WEEKS)).astimezone(BERLIN).date()
        days = [first + timedelta(days=n) for n in range(WEEKS * 7 + 1)]
        weights = [self._weight(day) for day in days]
        per_weight = self._crew.share / _LINES_PER_SCENE / sum(weights)
        debt = 0.0
        for day, weight in zip(days, weights, strict=True):
            debt += weight * per_weight
            scenes, debt = int(debt), debt % 1
            self._day(day, scenes)
        for key, days_ago in self._crew.late.items():
            self._welcome(key, self._arrival(days_ago))
        return sorted((turn for turn in self._turns if turn.at <= self._today), key=lambda turn: turn.at)

    def _fits(self, scene: Scene) -> bool:
        has_brand = any(line.who == "@" for line in scene.lines)
        return scene.place in ("", self._crew.emblem) and (not has_brand or self._crew.seat == "speaking")

    def _weight(self, day: date) -> float:
        run = window("before", self._crew.emblem, day) is not None
        return (2.2 if run else 1.0) * self._dice.uniform(0.6, 1.4)

    def _arrival(self, days_ago: float) -> datetime:
        if days_ago:
            return self._today - timedelta(days=days_ago)
        midnight = self._today.astimezone(BERLIN).replace(hour=0, minute=0, second=0, microsecond=0)
        return max(self._today - timedelta(hours=2, minutes=40), midnight)

    def _day(self, day: date, scenes: int) -> None:
        kinds = [kind for kind in KINDS if window(kind, self._crew.emblem, day)]
        weights = [self._often[kind] for kind in kinds]
        if notice := window("notice_hour", self._crew.emblem, day) if day.weekday() == _NOTICE_DAY else None:
            self._play(self._draw("notice"), self._between(*notice), notice=True)
        begun = sorted(
            (self._begin(kind, day) for kind in self._dice.choices(kinds, weights, k=scenes)), key=lambda one: one[0]
        )
        free = None
        for at, kind in begun:
            start = max(at, free + timedelta(minutes=6)) if free else at
            free = self._play(self._draw(kind), start)

    def _begin(self, kind: str, day: date) -> tuple[datetime, str]:
        span = window(kind, self._crew.emblem, day)
        assert span is not None
        return self._between(*span), kind

    def _between(self, since: datetime, until: datetime) -> datetime:
        return since + (until - since) * self._dice.random()

    def _draw(self, kind: str) -> Scene:
        """Every scene of a kind once before any comes again."""
        deck = self._decks.setdefault(kind, [])
        if not deck:
            deck.extend(scene for scene in self._scenes if scene.kind == kind)
            self._dice.shuffle(deck)
        return deck.pop()

    def _welcome(self, key: str, at: datetime) -> None:
        self._turns.append(Turn(key, at, "", False, self._cid()))
        first = PEOPLE[key].speaks[0]
        scenes = [one for one in self._scenes if one.kind == "welcome" and one.language == first]
        self._play(self._dice.choice(scenes), at + timedelta(minutes=4), new=key)

    def _play(self, scene: Scene, at: datetime, *, notice: bool = False, new: str = "") -> datetime:
        """The turns of one scene; when its last one is said."""
        parts = self._parts(scene, at, new)
        if parts is None:
            return at
        names = {letter.lower(): PEOPLE[key].name for letter, key in parts.items() if letter.isalpha()}
        names |= {"cap": PEOPLE[self._crew.captain].name, "new": PEOPLE[new].name if new else ""}
        gaps = Gaps(self._dice, self._crew.emblem, at, names)
        for line in scene.lines:
            words = self._words(line, gaps)
            if words is None:
                continue
            self._turns.append(Turn(parts[line.who], at, words, notice, self._cid()))
            self._said.append(words)
            at += pause(self._dice)
        return at

    def _parts(self, scene: Scene, at: datetime, new: str) -> dict[str, str] | None:
        """Who plays whom; None where the group has not enough people who speak so."""
        parts = {"*": self._crew.captain, "@": "bea"} | ({"+": new} if new else {})
        free = [key for key in self._present(at) if key not in parts.values()]
        for line in scene.lines:
            if line.who in parts:
                continue
            able = [key for key in free if _speaks_as(scene, line.who, key)]
            if not able:
                return None
            chosen = self._dice.choices(able, [LOUD.get(key, 1) for key in able])[0]
            parts[line.who] = chosen
            free.remove(chosen)
        return parts

    def _present(self, at: datetime) -> list[str]:
        late = [key for key, ago in self._crew.late.items() if self._arrival(ago) < at]
        return [*self._crew.members, *late]

    def _words(self, line: Line, gaps: Gaps) -> str | None:
        if line.optional and self._dice.random() < 0.35:
            return None
        versions = list(line.versions)
        self._dice.shuffle(versions)
        filled = [gaps.fill(version, line.language) for version in versions]
        return next((words for words in filled if words not in self._said), None)

    def _cid(self) -> UUID:
        return uuid5(self._space, f"demo {len(self._turns)}")


def _speaks_as(scene: Scene, who: str, key: str) -> bool:
    """Whether this person writes all the languages that the part asks for."""
    return all(line.language in PEOPLE[key].speaks for line in scene.lines if line.who == who)
