"""The golden files are what their README says: valid, whole, and free of frames that the server could not say."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from messaging.realtime import limits
from messaging.realtime.schemas import DOWN, EVENTS, UP, check_down
from messaging.realtime.socket import CODES
from tests.conformance import scenario
from tests.conformance.scenario import Frame, Scenario, fill, free, listed

CHOSEN = "c1d00000-0000-4000-8000-00000000c1d0"
ALL = [scenario.load(name) for name in scenario.names()]
TODAY = [told for told in ALL if not told.future]
each = pytest.mark.parametrize("told", ALL, ids=lambda told: told.name)


def chosen(frame: Frame) -> Any:
    """With an id wherever the client chooses one."""
    return fill(frame, dict.fromkeys(free(frame, {}), CHOSEN))


def test_there_are_some() -> None:
    assert len(ALL) >= 60
    assert sum(told.recorded for told in ALL) >= 24


@each
def test_a_file_has_the_form_and_one_line_per_step(told: Scenario) -> None:
    text = told.path.read_text()
    Draft202012Validator(scenario.SCHEMA).validate({"start": told.start, "steps": told.steps, **head(told)})
    assert scenario.dump(told) == text


def head(told: Scenario) -> dict[str, Any]:
    flags = {flag: True for flag in ("recorded", "future") if getattr(told, flag)}
    return {"title": told.title, "proves": told.proves, **flags}


@pytest.mark.parametrize("told", TODAY, ids=lambda told: told.name)
def test_every_frame_of_the_server_is_one_that_the_server_can_say(told: Scenario) -> None:
    for frame in told.frames("server"):
        check_down(chosen(frame))


@each
def test_every_frame_of_the_client_is_one_that_the_server_takes(told: Scenario) -> None:
    for frame in told.frames("client"):
        spoken = {key: value for key, value in frame.items() if value is not None}
        Draft202012Validator(UP[frame["op"]]).validate(chosen(spoken))


@each
def test_an_err_goes_before_a_close_and_names_it(told: Scenario) -> None:
    before: Frame = {}
    for step in told.steps:
        if step.get("close") in limits.CLOSE and told.name.startswith("close-"):
            assert before["op"] == "err", before
            assert before["detail"] == {"close": step["close"]}
        before = listed(step["server"])[-1] if "server" in step else before


def test_nothing_that_is_published_is_left_out() -> None:
    down = [frame for told in TODAY for frame in told.frames("server")]
    up = [frame for told in TODAY for frame in told.frames("client")]
    assert {frame["op"] for frame in down} == set(DOWN)
    # These our own clients say over HTTP; tests/messaging/test_polls_live.py says them over the socket.
    assert {frame["op"] for frame in up} == set(UP) - {"vote", "close"}
    assert {frame["kind"] for frame in down if frame["op"] == "ev"} == set(EVENTS)
    assert {step["close"] for told in TODAY for step in told.steps if "close" in step} == set(limits.CLOSE)
    # A client that keeps to the protocol never hears that it does not.
    assert {frame["code"] for frame in down if frame["op"] == "err"} == CODES - {"unknown_op"}
    reasons = {(frame["op"], frame["reason"]) for frame in down if "reason" in frame and frame["op"] != "ev"}
    published = {op: DOWN[op]["properties"]["reason"]["enum"] for op in ("resync", "unsubd")}
    assert reasons == {(op, reason) for op, known in published.items() for reason in known}
