"""What a client shows of a room: the page it read, and every event since, applied as the contract says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.faults.history import Shown

Frame = dict[str, Any]


@dataclass
class Said:
    seq: int
    author: str | None
    body: str
    version: int
    deleted: bool
    reactions: dict[str, set[str]] = field(default_factory=dict)

    def shown(self) -> Shown:
        by = ((emoji, tuple(sorted(people))) for emoji, people in self.reactions.items() if people)
        return self.body, self.deleted, tuple(sorted(by))

    def delete(self) -> None:
        self.body, self.deleted, self.reactions = "", True, {}


class Model:
    """Messages with seq > `floor`, by mid."""

    def __init__(self, floor: int, messages: list[Frame]) -> None:
        self.floor = floor
        self.said: dict[str, Said] = {}
        for message in messages:
            self._new(message)

    def standing(self) -> list[str]:
        return [mid for mid, one in self.said.items() if not one.deleted]

    def stands(self, mid: str) -> bool:
        return mid in self.said and not self.said[mid].deleted

    def raise_floor(self, floor: int) -> None:
        """A later window: what came before is not ours any more."""
        self.floor = max(self.floor, floor)
        self.said = {mid: one for mid, one in self.said.items() if one.seq > self.floor}

    def shown(self) -> dict[int, Shown]:
        return {one.seq: one.shown() for one in self.said.values()}

    def take(self, frame: Frame) -> None:
        """One event. What is about a message that is not here changes nothing here."""
        kind = frame["kind"]
        if kind == "msg.new":
            self._new(frame)
        elif kind == "msg.gone":
            self._gone(frame)
        elif kind in ("msg.del", "msg.edit", "react"):
            said = self.said.get(frame["mid"])
            if said is not None and not said.deleted:
                self._change(said, frame)

    def _new(self, frame: Frame) -> None:
        known = self.said.get(frame["mid"])
        if known is None:
            actor = (frame["actor"] or {}).get("id")
            said = Said(frame["seq"], actor, frame["body"], frame["version"], frame["deleted"])
            said.reactions = {one["emoji"]: set(one["by"]) for one in frame.get("reactions", [])}
            self.said[frame["mid"]] = said
        elif frame["version"] >= known.version and not known.deleted:
            known.body, known.version = frame["body"], frame["version"]
            if frame["deleted"]:
                known.delete()

    def _change(self, said: Said, frame: Frame) -> None:
        if frame["kind"] == "react":
            people = said.reactions.setdefault(frame["emoji"], set())
            if frame["actor"] is not None:
                (people.add if frame["on"] else people.discard)(frame["actor"]["id"])
        elif frame["kind"] == "msg.del" or frame["deleted"]:
            said.delete()
        elif frame["version"] >= said.version:
            said.body, said.version = frame["body"], frame["version"]

    def _gone(self, frame: Frame) -> None:
        whose = frame.get("profile")
        for said in self.said.values():
            if frame["from"] <= said.seq <= frame["to"] and whose in (None, said.author):
                said.delete()
            for people in said.reactions.values():
                people.discard(whose or "")
