"""Plays a scenario to a client: the server's part is said, the client's part is waited for and compared."""

from __future__ import annotations

from typing import Any, Protocol

from tests.conformance.scenario import Names, Scenario, Step, fill, listed, matches
from tests.conformance.stage import Line, Stage, until

EARLY_MS = 5  # clocks of two programs
State = dict[str, Any]


class Driver(Protocol):
    """A client under test. `state` is as docs/conformance/README.md says."""

    def start(self, stage: Stage, start: dict[str, Any]) -> None: ...
    def do(self, act: dict[str, Any]) -> None: ...
    def state(self) -> State: ...


class Player:
    def __init__(self, scenario: Scenario, driver: Driver) -> None:
        self.scenario, self.driver = scenario, driver
        self.stage = Stage(scenario.handshakes())
        self.line: Line | None = None
        self.left_at = 0.0  # when the client was last told to go, or not to come
        self.bound: Names = {}

    def play(self) -> None:
        try:
            self.driver.start(self.stage, self.scenario.start)
            for number, step in enumerate(self.scenario.steps):
                try:
                    self.step(step)
                except AssertionError as failure:
                    raise AssertionError(f"{self.scenario.name}, step {number} {step}: {failure}")
            if self.line is not None:
                self.quiet()
            assert self.stage.handshakes == len(self.scenario.handshakes()), "the client came back unasked"
        finally:
            self.stage.stop()

    def step(self, step: Step) -> None:
        for kind in ("connect", "refuse", "server", "client", "do", "cut", "close", "quiet", "expect"):
            if kind in step:
                getattr(self, kind)(step) if kind != "quiet" else self.quiet()

    @property
    def open(self) -> Line:
        assert self.line is not None, "there is no line"
        return self.line

    # ---- one method per kind of step -------------------------------------------------------------------------------

    def connect(self, step: Step) -> None:
        self.line = self.stage.next_line()
        if "after_ms" in step:
            waited = (self.line.last_said - self.left_at) * 1000
            assert waited >= step["after_ms"] - EARLY_MS, f"it came back after {waited:.0f} ms"

    def refuse(self, step: Step) -> None:
        self.stage.session_status = step["session"]
        self.stage.session_retry_after = step.get("retry_after_s", 0)
        asked = self.stage.session_asked + 1
        until(lambda: self.stage.session_asked >= asked, lambda: "the session was not asked")
        self.left_at = self.stage.session_asked_at
        self.went(step["then"])

    def server(self, step: Step) -> None:
        self.open.say(fill(step["server"], self.bound))

    def client(self, step: Step) -> None:
        for expected in listed(step["client"]):
            after, frame = self.open.take(fill_known(expected, self.bound))
            assert matches(expected, frame, self.bound), f"the client said {frame}"
            assert after * 1000 >= step.get("after_ms", 0) - EARLY_MS, f"it said so after {after * 1000:.0f} ms"

    def do(self, step: Step) -> None:
        self.driver.do(fill(step["do"], self.bound))

    def cut(self, step: Step) -> None:
        self.open.fence()
        self.open.socket.socket.shutdown(2)
        self.leave()

    def close(self, step: Step) -> None:
        self.open.socket.close(step["close"])
        self.leave()
        self.went(step["then"])

    def leave(self) -> None:
        assert self.open.rest() == [], "what the client said was not expected"
        self.left_at, self.line = self.open.last_said, None

    def quiet(self) -> None:
        self.open.fence()
        assert self.open.rest() == [], "what the client said was not expected"

    def went(self, then: str) -> None:
        """Where a client does not come back its line says so; where it does, the next step waits for it."""
        if then == "stop":
            until(lambda: bool(self.driver.state()["line"] == "stopped"), lambda: self.driver.state())

    def expect(self, step: Step) -> None:
        if self.line is not None:
            self.line.fence()
        expected = step["expect"]
        until(
            lambda: matches(expected, self.driver.state(), dict(self.bound)),
            lambda: f"the client's state is {self.driver.state()}",
        )


def fill_known(value: Any, bound: Names) -> Any:
    """Op and room of an expected frame, as far as they have a name."""
    return {key: bound.get(one, one) if isinstance(one, str) else one for key, one in value.items()}
