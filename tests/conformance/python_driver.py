"""The Python example client as the scenarios drive it: a loop of its own in a thread."""

from __future__ import annotations

import asyncio
import importlib.util
import sys
import threading
from concurrent.futures import Future
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect

from tests.conformance.scenario import Frame
from tests.conformance.stage import Stage

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"


def example(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


steady, timelines = example("steady_client"), example("timeline")
OPS = {"say": "send", "edit": "edit", "react": "react", "delete": "del"}


class PythonDriver:
    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.took: dict[str, list[int]] = {}
        self.told: list[Frame] = []
        self.folding: set[str] = set()
        self.shows: dict[str, Any] = {}

    def start(self, stage: Stage, start: dict[str, Any]) -> None:
        async def open_line() -> ClientConnection:
            return await connect(stage.socket_url, subprotocols=["snug.v1"], ping_interval=None, proxy=None)  # type: ignore[list-item]

        async def ask_session() -> tuple[int, float]:
            answer = await asyncio.to_thread(httpx.get, stage.url + "/session", trust_env=False)
            return answer.status_code, float(answer.headers.get("Retry-After", 0))

        self.client = steady.SteadyClient(open_line, ask_session, self.tell, dice=lambda: 0.01)
        for letter in start.get("outbox", []):
            self.client.letters[letter["cid"]] = self.letter(letter["op"], letter)
        self.thread.start()
        for room in start["rooms"]:
            self.do({"what": "follow", **room})
        self.running = self.call(self.client.run())

    def stop(self) -> None:
        self.call(self.end()).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()

    async def end(self) -> None:
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    def call(self, work: Any) -> Future[Any]:
        return asyncio.run_coroutine_threadsafe(work, self.loop)

    def tell(self, frame: Frame) -> None:
        if frame["op"] == "ev":
            self.took[frame["room"]].append(frame["seq"])
            self.shows[frame["room"]].take(frame)
        elif frame["op"] in (
            "resync",
            "unsubd",
            "note",
            "read",
            "inbox",
            "event",
            "direct",
            "unread",
            "draft",
            "muted",
            "voted",
            "typing",
        ):
            self.told.append(frame)
        elif frame["op"] == "folded" and (frame["profiles"] or frame["room"] in self.folding):
            self.folding.add(frame["room"])
            self.told.append(frame)
        if frame["op"] == "unsubd":
            self.shows.pop(frame["room"], None)

    def letter(self, op: str, act: dict[str, Any]) -> Any:
        fields = {key: act[key] for key in ("body", "mid", "emoji", "on") if key in act}
        return steady.Letter(op, act["room"], fields, **({"cid": act["cid"]} if "cid" in act else {}))

    def do(self, act: dict[str, Any]) -> None:
        what = act["what"]
        if what == "follow":
            self.took.setdefault(act["room"], [])
            self.shows[act["room"]] = timelines.Timeline(act.get("messages", []))
            self.call(self.client.follow(act["room"], act["since"], act.get("epoch"))).result()
        elif what in OPS:
            self.call(self.client.post(self.letter(OPS[what], act))).result()
        elif what == "confirm":
            self.call(self.client.confirm(act["cid"])).result()
        elif what == "discard":
            self.client.letters.pop(act["cid"])
        else:
            self.call(self.client.say({"op": what, **{key: act[key] for key in act if key != "what"}})).result()

    def state(self) -> dict[str, Any]:
        client = self.client
        letters = [{"cid": one.cid, "state": one.state, "code": one.code} for one in list(client.letters.values())]
        rooms = {room: {"since": place.since, "live": place.live} for room, place in list(client.places.items())}
        shows = {room: timeline.shown() for room, timeline in list(self.shows.items())}
        line = {"line": client.state, "why": client.why}
        return {**line, "rooms": rooms, "took": self.took, "letters": letters, "told": self.told, "shows": shows}
