"""The golden files of `snug.v1`: read, written, and matched against what a client or a server really says.

The form is docs/conformance/README.md's: a name in angle brackets stands for what its maker chooses.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "conformance"
SCHEMA = json.loads((FOLDER / "scenario.schema.json").read_text())
_NAME = re.compile(r"<\w+>\Z")

Frame = dict[str, Any]
Step = dict[str, Any]
Names = dict[str, Any]


@dataclass
class Scenario:
    name: str
    title: str
    proves: str
    recorded: bool
    future: bool
    start: dict[str, Any]
    steps: list[Step]

    @property
    def path(self) -> Path:
        return FOLDER / "scenarios" / f"{self.name}.json"

    def frames(self, side: str) -> list[Frame]:
        """All frames of a side, `server` or `client`."""
        return [frame for step in self.steps if side in step for frame in listed(step[side])]

    def handshakes(self) -> list[bool]:
        """Which are let in."""
        plan: list[bool] = []
        for step in self.steps:
            plan += [True] if "connect" in step else [False] * step.get("refuse", 0)
        return plan


def listed(said: Any) -> list[Any]:
    return said if isinstance(said, list) else [said]


def names() -> list[str]:
    return sorted(path.stem for path in (FOLDER / "scenarios").glob("*.json"))


def load(name: str) -> Scenario:
    text = (FOLDER / "scenarios" / f"{name}.json").read_text()
    found = json.loads(text)
    flags = {"recorded": False, "future": False}
    return Scenario(name, **flags | found)


def dump(scenario: Scenario) -> str:
    """One line per step, so that a changed frame is a changed line."""
    head: dict[str, Any] = {"title": scenario.title, "proves": scenario.proves}
    head |= {flag: True for flag in ("recorded", "future") if getattr(scenario, flag)}
    lines = [f'  "{key}": {_line(value)},' for key, value in head.items()]
    lines.append(f'  "start": {_line(scenario.start)},')
    steps = ",\n".join(f"    {_line(step)}" for step in scenario.steps)
    return "{\n" + "\n".join(lines) + '\n  "steps": [\n' + steps + "\n  ]\n}\n"


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


# ---- names in angle brackets ---------------------------------------------------------------------------------------


def matches(expected: Any, got: Any, bound: Names) -> bool:
    """Whether it is what was expected; names that were free are bound to what is found. `<any>` is never bound."""
    if isinstance(expected, str) and _NAME.match(expected):
        if expected == "<any>":
            return got is not None
        return got is not None and bool(bound.setdefault(expected, got) == got)
    if isinstance(expected, dict):
        return isinstance(got, dict) and all(matches(value, got.get(key), bound) for key, value in expected.items())
    if isinstance(expected, list):
        return (
            isinstance(got, list)
            and len(got) == len(expected)
            and all(matches(one, other, bound) for one, other in zip(_ordered(expected), _ordered(got), strict=True))
        )
    return bool(expected == got)


def _ordered(values: list[Any]) -> list[Any]:
    """Rooms may be named in any order."""
    if all(isinstance(value, dict) and "room" in value for value in values):
        return sorted(values, key=lambda value: str(value["room"]))
    return values


def fill(value: Any, bound: Names) -> Any:
    """The same with the names replaced by what they are bound to. Raises `KeyError` for a free one."""
    if isinstance(value, str) and _NAME.match(value):
        return bound[value]
    if isinstance(value, dict):
        return {key: fill(one, bound) for key, one in value.items()}
    if isinstance(value, list):
        return [fill(one, bound) for one in value]
    return value


def free(value: Any, bound: Names) -> list[str]:
    """The names in it that are not bound yet."""
    if isinstance(value, str):
        return [value] if _NAME.match(value) and value not in bound else []
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [name for one in inner for name in free(one, bound)]


def first_like(expected: Frame, frames: list[Frame]) -> Frame | None:
    """The first of its op and room: across ops and rooms there is no order, within them there is."""
    like = (expected["op"], expected.get("room"))
    return next((frame for frame in frames if (frame["op"], frame.get("room")) == like), None)
