"""Web Push against a real push service on loopback that checks signatures and opens what comes."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from community import vapid
from community.models import PushSubscription
from community.notifications import Said
from community.notifications.channels.base import Outcome
from community.notifications.channels.push import AT_ONCE, MOST_BYTES, WebPush, payload
from tests.cast import Cast, make_people
from tests.community.parcels import Alarm, carried, endpoints_of, holds, parcel
from tests.push_service import Device, PushService, decoded, hang_up


def test_the_browser_alone_can_open_what_it_is_sent_and_the_signature_is_ours(cast: Cast, service: PushService) -> None:
    device = holds(cast.ana, service.device())
    sent = parcel(cast.ana)
    assert carried(sent) == [Outcome.SENT]
    (push,) = service.pushes
    own = str(sent.dispatch.pk)
    assert push.said == {
        "id": own,
        "tag": own,
        "title": "Harbour Runners",
        "body": "Your run starts soon.",
        "url": "/g/harbour-runners/",
        "kind": "knock",
    }
    assert push.device == device
    assert push.claims["k"] == vapid.public_key()
    assert (push.topic, push.urgency) == (sent.dispatch.pk.hex, "normal")
    assert 24 * 3600 - 60 <= push.ttl <= 24 * 3600
    assert PushSubscription.objects.get(person=cast.ana).accepted_at is not None


def test_the_browser_of_these_tests_opens_the_example_of_the_rfc() -> None:
    """RFC 8291, appendix A."""
    key = ec.derive_private_key(
        int.from_bytes(decoded("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"), "big"), ec.SECP256R1()
    )
    body = decoded(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8w"
        "EqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    device = Device("", key, decoded("BTBZMqHH6r4Tts7J_aSIgg"))
    assert device.open(body) == b"When I grow up, I want to be a watermelon"


def test_the_service_of_these_tests_refuses_what_is_signed_for_another_or_for_other_keys(
    cast: Cast, service: PushService
) -> None:
    holds(cast.ana, service.device())
    service.audience = "https://push.example.org"
    assert carried(parcel(cast.ana)) == [Outcome.NEVER]
    assert service.refused == [f"audience {service.origin}"]
    service.audience = None
    device = holds(cast.ben, service.device())
    device.secret = uuid.uuid4().bytes
    assert carried(parcel(cast.ben)) == [Outcome.NEVER]
    assert service.refused[1] == "not encrypted for this browser"
    assert service.pushes == []


def test_what_cannot_wait_wakes_the_phone_and_is_kept_only_as_long_as_it_helps(
    cast: Cast, service: PushService
) -> None:
    holds(cast.ana, service.device())
    carried(parcel(cast.ana, useful=2))
    carried(parcel(cast.ana, kind=Alarm(), useful=24 * 90))
    carried(parcel(cast.ana, useful=-1))
    assert [push.urgency for push in service.pushes] == ["high", "high", "high"]
    assert [round(push.ttl, -2) for push in service.pushes] == [7200, 28 * 24 * 3600, 0]


def test_a_second_delivery_bears_the_same_topic_and_tag(cast: Cast, service: PushService) -> None:
    holds(cast.ana, service.device())
    same = parcel(cast.ana)
    assert carried(same) + carried(same) == [Outcome.SENT, Outcome.SENT]
    assert len({push.topic for push in service.pushes}) == len({push.said["tag"] for push in service.pushes}) == 1
    assert len(service.pushes) == 2


@pytest.mark.parametrize("title", ["a", "ø", "走", "👩‍🚀", '"', "\x01"])
def test_what_is_said_fits_whatever_its_letters(title: str) -> None:
    endless = Said(title=title * 5000, line=title * 5000, url="/" + "x" * 499, why="")
    raw = payload(parcel(None, said=endless))
    assert b'"title":"' in raw
    assert len(raw) <= MOST_BYTES


def test_an_address_that_is_too_long_leads_to_the_inbox() -> None:
    assert b'"url":"/inbox/"' in payload(parcel(None, said=Said(title="", line="", url="/" + "x" * 600, why="")))


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (201, Outcome.SENT),
        (429, Outcome.LATER),
        (500, Outcome.LATER),
        (503, Outcome.LATER),
        (400, Outcome.NEVER),
        (403, Outcome.NEVER),
        (413, Outcome.NEVER),
    ],
)
def test_each_answer_of_a_service_has_its_outcome(
    cast: Cast, service: PushService, status: int, outcome: Outcome
) -> None:
    device = holds(cast.ana, service.device())
    service.answer = status
    assert carried(parcel(cast.ana)) == [outcome]
    assert service.requests == 1
    assert endpoints_of(cast.ana) == {device.endpoint}, "a refusal does not end a subscription"


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_has_gone_is_forgotten_before_anybody_hears_of_it(
    cast: Cast, service: PushService, status: int
) -> None:
    holds(cast.ana, service.device())
    bens = holds(cast.ben, service.device())
    service.answer = status
    for _, outcome in WebPush().carry([parcel(cast.ana)]):
        assert outcome == Outcome.NOWHERE
        assert endpoints_of(cast.ana) == set()
    assert endpoints_of(cast.ben) == {bens.endpoint}


def test_a_person_without_a_browser_is_nowhere(cast: Cast, service: PushService) -> None:
    holds(cast.ben, service.device())
    assert carried(parcel(cast.ana), parcel(None)) == [Outcome.NOWHERE, Outcome.NOWHERE]
    assert service.requests == 0


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ((201, 410, 500), Outcome.SENT),
        ((201, 400, hang_up), Outcome.SENT),
        ((410, 404), Outcome.NOWHERE),
        ((410, 500), Outcome.LATER),
        ((400, 500), Outcome.LATER),
        ((500, hang_up), Outcome.UNSURE),
        ((410, 400), Outcome.NEVER),
    ],
)
def test_one_browser_that_takes_it_is_enough(
    cast: Cast, service: PushService, answers: tuple[Any, ...], outcome: Outcome
) -> None:
    devices = [holds(cast.ana, service.device()) for _ in answers]
    for device, answer in zip(devices, answers, strict=True):
        service.by_device[device.endpoint.rsplit("/", 1)[-1]] = answer
    assert carried(parcel(cast.ana)) == [outcome]
    assert service.requests == len(answers)
    kept = {device.endpoint for device, answer in zip(devices, answers, strict=True) if answer not in (404, 410)}
    assert endpoints_of(cast.ana) == kept


def test_who_asks_for_rest_gets_it(cast: Cast, service: PushService) -> None:
    holds(cast.ana, service.device())
    bens = holds(cast.ben, service.device())
    service.by_device[bens.endpoint.rsplit("/", 1)[-1]] = 201
    service.answer, service.headers = 429, {"Retry-After": "120"}
    carrier, knock, bens_knock = WebPush(), parcel(cast.ana), parcel(cast.ben)
    assert [outcome for _, outcome in carrier.carry([knock])] == [Outcome.LATER]
    service.answer = 201
    assert {one.pk: outcome for one, outcome in carrier.carry([knock, bens_knock])} == {
        knock.dispatch.pk: Outcome.LATER,
        bens_knock.dispatch.pk: Outcome.SENT,
    }
    assert service.requests == 2, "the one that rests is left alone, others are not"


def test_some_go_at_the_same_time_and_never_too_many(cast: Cast, service: PushService) -> None:
    full = threading.Barrier(AT_ONCE)

    def wait_for_the_others(handler: Any, running: PushService) -> None:
        full.wait(20)
        handler.say(201)

    everybody = make_people(f"runner{n}" for n in range(2 * AT_ONCE))
    for person in everybody:
        holds(person, service.device())
    service.answer = wait_for_the_others
    assert set(carried(*map(parcel, everybody))) == {Outcome.SENT}
    assert (service.requests, service.most_at_once) == (2 * AT_ONCE, AT_ONCE)


def test_what_nobody_waits_for_any_more_does_not_go_out(cast: Cast, service: PushService) -> None:
    people = make_people(f"runner{n}" for n in range(2 * AT_ONCE))
    for person in people:
        for _ in range(AT_ONCE):
            holds(person, service.device())
    outcomes = WebPush().carry([parcel(person) for person in people])
    next(iter(outcomes))
    assert isinstance(outcomes, Iterator)
    outcomes.close()  # type: ignore[attr-defined]
    taken = service.requests
    assert taken < len(people) * AT_ONCE
    assert service.requests == taken


def test_after_the_end_of_the_tick_nothing_is_begun_and_nothing_said(cast: Cast, service: PushService) -> None:
    holds(cast.ana, service.device())
    assert list(WebPush().carry([parcel(cast.ana)], time.monotonic())) == []
    assert service.requests == 0


def test_a_row_with_keys_that_are_none_hurts_nobody_else(cast: Cast, service: PushService) -> None:
    holds(cast.ana, service.device())
    PushSubscription.objects.filter(person=cast.ana).update(p256dh="bm90IGEga2V5")
    holds(cast.ben, service.device())
    assert carried(parcel(cast.ana), parcel(cast.ben)) == [Outcome.NEVER, Outcome.SENT]
