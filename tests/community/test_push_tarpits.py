"""Browsers whose push service takes all and never answers: they cost their own people their pushes, and nobody else."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from community.models import Person
from community.notifications.channels import push, wire
from community.notifications.channels.base import Outcome
from community.notifications.channels.push import AT_ONCE, LONGEST_OWN_REST, WebPush
from tests.cast import Cast, make_people
from tests.community.parcels import holds, parcel
from tests.push_service import PushService, hang

pytestmark = pytest.mark.django_db


class Tarpit:
    """Takes all and says nothing until the test has seen enough."""

    def __init__(self) -> None:
        self.enough = threading.Event()

    def __call__(self, handler: Any, running: PushService) -> None:
        self.enough.wait(wire.WHOLE_S)
        handler.say(201)


def lure(service: PushService, person: Person, answer: Any) -> None:
    service.by_device[holds(person, service.device()).endpoint.rsplit("/", 1)[-1]] = answer


def test_whose_browsers_hang_waits_alone(cast: Cast, service: PushService) -> None:
    tarpit = Tarpit()
    for _ in range(10):
        lure(service, cast.ana, tarpit)
    lure(service, cast.ben, 201)
    bens = parcel(cast.ben)
    outcomes = WebPush().carry([*(parcel(cast.ana) for _ in range(3)), bens])
    assert next(outcomes) == (bens.dispatch, Outcome.SENT)
    tarpit.enough.set()
    assert [outcome for _, outcome in outcomes] == [Outcome.SENT] * 3


def test_who_did_not_answer_is_left_alone_for_a_while(
    cast: Cast, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "READ_S", 0.2)
    holds(cast.ana, service.device())
    service.answer = hang
    carrier = WebPush()
    ended = [outcome for _, outcome in carrier.carry([parcel(cast.ana) for _ in range(3)])]
    assert ended == [Outcome.UNSURE, Outcome.LATER, Outcome.LATER]
    assert service.requests == 1


def test_it_is_left_alone_longer_each_time_until_it_answers(cast: Cast, service: PushService) -> None:
    endpoint = holds(cast.ana, service.device()).endpoint
    carrier, rests = WebPush(), []
    for _ in range(6):
        begun = time.monotonic()
        carrier._rest(endpoint)
        rests.append(round(carrier._resting[endpoint].until - begun))
    assert rests == [30, 60, 120, 240, LONGEST_OWN_REST, LONGEST_OWN_REST]
    carrier._resting[endpoint] = push._Rest(0, 6)
    assert [outcome for _, outcome in carrier.carry([parcel(cast.ana)])] == [Outcome.SENT]
    assert not carrier._resting


def test_nobody_listening_is_left_alone_too(cast: Cast, settings: Any) -> None:
    with PushService() as gone:
        device = gone.device()
        settings.PUSH_LOCAL_ENDPOINTS = [gone.prefix]
    holds(cast.ana, device)
    carrier = WebPush()
    assert [outcome for _, outcome in carrier.carry([parcel(cast.ana)])] == [Outcome.LATER]
    assert device.endpoint in carrier._resting


def test_who_did_not_answer_of_late_comes_last(
    cast: Cast, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many as there are lines, so that all are taken when their rest is over; Ben is not behind them."""
    monkeypatch.setattr(push, "FIRST_REST", 0.0)
    crowd, tarpit = make_people(f"runner{n}" for n in range(AT_ONCE)), Tarpit()
    for person in crowd:
        lure(service, person, hang)
    carrier = WebPush()
    with monkeypatch.context() as hurried:
        hurried.setattr(wire, "READ_S", 0.2)
        assert {outcome for _, outcome in carrier.carry([parcel(person) for person in crowd])} == {Outcome.UNSURE}
    service.by_device = dict.fromkeys(service.by_device, tarpit)
    lure(service, cast.ben, 201)
    bens = parcel(cast.ben)
    outcomes = carrier.carry([*(parcel(person) for person in crowd), bens])
    assert next(outcomes) == (bens.dispatch, Outcome.SENT)
    tarpit.enough.set()
    assert {outcome for _, outcome in outcomes} == {Outcome.SENT}


def test_a_push_that_one_browser_has_while_there_was_no_time_for_others_is_sent(
    cast: Cast, service: PushService
) -> None:
    ends = time.monotonic() + 0.3

    def slowly(handler: Any, running: PushService) -> None:
        while time.monotonic() < ends:
            pass
        handler.say(201)

    for _ in range(2):
        lure(service, cast.ana, slowly)
    assert [outcome for _, outcome in WebPush().carry([parcel(cast.ana), parcel(cast.ana)], ends)] == [Outcome.SENT]
    assert service.requests == 1
