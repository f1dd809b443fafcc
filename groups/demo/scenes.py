"""Scenes of the demo's talk: short exchanges with gaps to fill, read from `scenes/*.txt`.

A scene begins with `== language kind [place]` and has one line per turn: the speaker, then the words. Speakers are
letters (somebody else for each), `*` is the captain, `@` the brand's seat, `+` a newcomer; `B:en` speaks another
language than the scene's. A line that begins with `?` may be missing; ` || ` stands between versions of it; `{name}`
is a gap.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "scenes"


@dataclass(frozen=True, slots=True)
class Line:
    who: str
    language: str
    versions: tuple[str, ...]
    optional: bool


@dataclass(frozen=True, slots=True)
class Scene:
    """`kind`: when it can happen (see `clock.py`); `place`: the emblem of the only group it fits, or ""."""

    language: str
    kind: str
    place: str
    lines: tuple[Line, ...]


def read_scenes() -> list[Scene]:
    """All scenes, in the order of files and lines: the demo is the same on every machine."""
    found: list[Scene] = []
    for file in sorted(FOLDER.glob("*.txt")):
        for block in file.read_text(encoding="utf-8").split("\n== ")[1:]:
            found.append(_scene(block))
    return found


def _scene(block: str) -> Scene:
    head, *body = [line for line in block.splitlines() if line.strip()]
    language, kind, *place = head.split()
    return Scene(language, kind, place[0] if place else "", tuple(_line(line, language) for line in body))


def _line(line: str, language: str) -> Line:
    optional = line.startswith("?")
    who, _, words = line.removeprefix("?").partition(" ")
    who, _, other = who.partition(":")
    return Line(who, other or language, tuple(version.strip() for version in words.split(" || ")), optional)
