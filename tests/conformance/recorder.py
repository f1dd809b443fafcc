"""Plays the client's part of a scenario to a real server, and compares what it says with the golden file.

What differs from run to run (ids, times, names of connections and logs) is first written as the files write it.
`write` puts what was really said into the scenario instead of comparing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from community.pool import run
from tests.conformance.scenario import Frame, Names, Scenario, Step, fill, first_like, free, listed
from tests.conformance.world import World
from tests.messaging.client import PATIENCE_S, Client

IN_PASSING = ("ping",)  # comes when its time comes
LIMITS_IN = "connect-first"  # one file holds them, so that a new limit changes one file


class Recorder:
    def __init__(self, scenario: Scenario, world: World, connect: Callable[[], Client], *, write: bool = False) -> None:
        self.scenario, self.world, self.connect, self.write = scenario, world, connect, write
        self.line: Client | None = None
        self.connections = 0
        self.bound: Names = {}
        self.epoch = ""

    async def play(self) -> None:
        steps = {
            "connect": self.on_connect,
            "cut": self.on_cut,
            "client": self.on_client,
            "server": self.on_server,
            "world": self.on_world,
        }
        try:
            for number, step in enumerate(self.scenario.steps):
                for kind in step.keys() & steps.keys():
                    try:
                        await steps[kind](step)
                    except (AssertionError, TimeoutError) as failure:
                        raise AssertionError(f"{self.scenario.name}, step {number} {step}: {failure!r}")
            rest = [frame for frame in await self.said() if frame["op"] not in IN_PASSING]
            assert rest == [], "the server said more than the file"
        finally:
            await self.on_cut({})

    @property
    def open(self) -> Client:
        assert self.line is not None, "there is no line"
        return self.line

    # ---- one method per kind of step -------------------------------------------------------------------------------

    async def on_connect(self, step: Step) -> None:
        self.line = await self.connect().__aenter__()
        self.line.taken.clear()  # the hello is compared like all others
        self.connections += 1
        self.epoch = self.line.hello["epoch"]

    async def on_cut(self, step: Step) -> None:
        if self.line is not None:
            await self.line.__aexit__(None, None, None)
            self.line = None

    async def on_world(self, step: Step) -> None:
        act = fill(step["world"], self.bound)
        await self.world.act(**act)

    async def on_client(self, step: Step) -> None:
        for frame in listed(step["client"]):
            for name in free(frame, self.bound):
                self.bound[name] = str(uuid4())
            said = await run(self.world.real, fill(frame, self.bound))
            if said.get("epoch") == "epoch-1":
                said["epoch"] = self.epoch
            await self.open.say(**said)

    async def on_server(self, step: Step) -> None:
        expected = listed(step["server"])
        heard = [await self.hear(fill(frame, self.bound)) for frame in expected]
        together = [[id(frame) for frame in said] for said in self.open.said]
        if isinstance(step["server"], list):
            assert any({id(raw) for raw, _ in heard} <= set(one) for one in together), "not in one array"
        frames = [self.named(frame) for _, frame in heard]
        if self.write:
            step["server"] = frames if isinstance(step["server"], list) else frames[0]
        for frame, golden in zip(frames, expected, strict=True):
            assert self.write or calm(frame) == calm(golden), f"the server said {frame}"

    # ---- hearing ---------------------------------------------------------------------------------------------------

    async def hear(self, like: Frame) -> tuple[Frame, Frame]:
        """The next frame of this op and room: as it came, and as the files write it."""
        real = await run(self.world.real, like)
        raw = await self.open.expect(lambda frame: first_like(real, [frame]) is not None, within=PATIENCE_S)
        return raw, await self.golden(raw)

    async def said(self) -> list[Frame]:
        """What nobody has asked for, with all that a question and its answer bring along."""
        if self.line is None:
            return []
        self.line.ids += 1
        await self.line.say("sub", id="the end", rooms=[])
        await self.line.expect("err", id="the end")
        left = [frame for number, frame in enumerate(self.line.frames) if number not in self.line.taken]
        return [await self.golden(frame) for frame in left]

    async def golden(self, raw: Frame) -> Frame:
        frame: Frame = await run(self.world.golden, raw)
        if "at" in frame:
            frame["at"] = f"2026-06-09T16:{frame['seq'] // 60:02d}:{frame['seq'] % 60:02d}.000Z"
        if frame["op"] == "hello":
            frame |= {"conn": f"conn-{self.connections}", "epoch": "epoch-1", "now": "2026-06-09T16:00:00.000Z"}
            frame["limits"] = frame["limits"] if self.scenario.name == LIMITS_IN else {}
        return frame

    def named(self, value: Any) -> Any:
        """With the names of the file for what the client has chosen."""
        names = {value: name for name, value in self.bound.items()}
        if isinstance(value, dict):
            return {key: self.named(one) for key, one in value.items()}
        return names.get(value, value) if isinstance(value, str) else value


def calm(frame: Frame) -> Frame:
    """Without what is said to people and what depends on the moment."""
    frame = dict(frame)
    if "words" in frame.get("detail", {}):
        frame["detail"] = {**frame["detail"], "words": "…"}
    return frame | ({"retry_ms": 0} if "retry_ms" in frame else {})
