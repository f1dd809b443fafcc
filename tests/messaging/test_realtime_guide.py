"""docs/realtime.md says what the engine does: held against the limits, the schemas and the op table."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from messaging.realtime import limits
from messaging.realtime.document import ERRORS
from messaging.realtime.ops import OPS, Direction
from messaging.realtime.schemas import DOWN, EVENTS, UP, check_down

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "realtime.md").read_text()
BASE = {"op", "room", "seq", "kind", "at", "actor"}
ARROWS = {Direction.UP: "client to server", Direction.DOWN: "server to client", Direction.BOTH: "both"}


def table(heading: str) -> list[list[str]]:
    """The rows of the table whose first column is called so; the first cell without back ticks."""
    [found] = re.findall(rf"^\| {heading} \|.*\n\|[-| ]+\|\n((?:\|.*\n)+)", GUIDE, re.MULTILINE)
    rows = [[cell.strip() for cell in line.strip("|").split(" |")] for line in found.splitlines()]
    return [[first.strip("`"), *rest] for first, *rest in rows]


def fields(text: str) -> dict[str, bool]:
    """By name, whether it must be there, of a cell such as `id room changed?`."""
    words = re.sub(r":\[.*?\]", "", text.strip("`")).split()
    return {word.removesuffix("?"): not word.endswith("?") for word in words if word != "…"}


def schema_fields(schema: dict[str, Any], hidden: set[str]) -> dict[str, bool]:
    return {name: name in schema["required"] for name in schema["properties"] if name not in hidden}


def test_every_op_stands_there_with_its_direction_its_fields_and_what_it_says() -> None:
    rows = {name: rest for name, *rest in table("op")}
    assert {name: (way, says) for name, (way, _, says) in rows.items()} == {
        op.name: (ARROWS[op.direction], op.says) for op in OPS.values()
    }
    for name, (_, told, _says) in rows.items():
        schema = DOWN.get(name) or UP[name]
        if name != "ev":
            assert fields(told) == schema_fields(schema, {"op"}), name


def test_every_kind_stands_there_with_its_fields() -> None:
    rows = {name: fields(told) for name, told, _ in table("kind")}
    assert rows == {kind: schema_fields(schema, BASE) for kind, schema in EVENTS.items()}


def test_limits_and_rates_are_the_published_ones() -> None:
    published = limits.published()
    assert set(published.pop("rates")) == {row[0] for row in table("Rate")} - {"address", "failed"}
    assert "`address` and `failed` of them per address" in " ".join(GUIDE.split())
    assert {name: int(value) for name, value, _ in table("Limit")} == published
    told = [(name, int(count), int(seconds), int(burst)) for name, count, seconds, burst in table("Rate")]
    assert told == [
        (rate.name, rate.count, rate.seconds, rate.burst) for rate in limits.PERSON_RATES + limits.ADDRESS_RATES
    ]


def test_every_error_and_close_code_stands_there_with_its_meaning() -> None:
    assert {code: means for code, means, _ in table("code")} == ERRORS
    assert {int(code): f"{means}: {then}" for code, means, then in table("Code")} == limits.CLOSE


def test_the_numbers_in_the_text_are_those_of_the_engine() -> None:
    text = " ".join(GUIDE.split())
    for phrase in (
        f"good once, and for {limits.TICKET_S} s",
        f"more than {limits.QUEUE} commands that wait",
        f"more than {limits.BEHIND_EVENTS} events, or something older than {limits.BEHIND_DAYS} days",
        f"sends a `ping` every {limits.PING_S} s",
        f"Who does not answer for {limits.PONG_S} s",
        f"it is over after {limits.TYPING_S} s",
        f"`{limits.PATH}`, the subprotocol is `{limits.SUBPROTOCOL}`",
        f"after each {limits.PING_BYTES // 1024} KiB that are not confirmed",
        f"With {limits.WINDOW_BYTES // 1024} KiB unconfirmed",
        f"own, for {limits.EDIT_S // 60} minutes",
        f"yet another emoji where {limits.EMOJI_PER_MESSAGE} stand",
        {5: "A person has at most five connections"}[limits.SOCKETS_PER_PERSON],
    ):
        assert phrase in text, phrase


def test_the_frames_of_the_whole_session_are_frames_of_the_protocol() -> None:
    lines = re.findall(r"^([←→]) ([{\[].*)$", GUIDE.split("## A whole session")[1], re.MULTILINE)
    assert len(lines) >= 12
    for arrow, text in lines:
        said = json.loads(text)
        for frame in said if isinstance(said, list) else [said]:
            if arrow == "←":
                check_down(frame)
            else:
                Draft202012Validator(UP[frame["op"]]).validate(frame)


def test_it_is_linked_from_where_app_builders_begin_and_its_own_links_lead_somewhere() -> None:
    for place in ("README.md", "docs/api.md"):
        assert "realtime.md" in (ROOT / place).read_text(), place
    for page in ("realtime.md", "conformance/README.md"):
        path = ROOT / "docs" / page
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text()):
            assert (path.parent / target).exists(), f"{page}: {target}"
