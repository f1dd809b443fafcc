"""A browser subscribes, within its session, and is forgotten with it; ten of a person, one person of a browser."""

from __future__ import annotations

import base64
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from community import tasks, vapid
from community.actions import people, push, sessions
from community.errors import Invalid, NotFound, Unauthenticated
from community.models import Person, PushSubscription
from tests.api.conftest import documented
from tests.api.documented import Documented
from tests.cast import Cast
from tests.community.doors import signed_in
from tests.community.parcels import endpoints_of
from tests.groups.parallel import at_once
from tests.push_service import Device, PushService, encoded

ADDRESS = "/api/v1/me/push-subscriptions"


def said(device: Device) -> dict[str, str]:
    return {"endpoint": device.endpoint, "p256dh": device.p256dh, "auth": device.auth}


def subscribed(person: Person, device: Device) -> PushSubscription:
    return push.subscribe(person, "", device.endpoint, device.p256dh, device.auth)


def from_page(client: Client, service: PushService) -> Device:
    """The browser of this page subscribes; the session's cookie says who it is."""
    device = service.device()
    answer = client.post(ADDRESS, said(device), content_type="application/json")
    assert answer.status_code == 200, answer.content
    return device


def test_a_browser_subscribes_and_sees_itself_on_the_list(cast: Cast, service: PushService) -> None:
    here, elsewhere = documented(cast.ana), documented(cast.ana)
    first = elsewhere.post(ADDRESS, said(service.device())).json()
    second = here.post(ADDRESS, said(service.device()) | {"expirationTime": None}).json()
    told = here.get(ADDRESS).json()
    assert told["public_key"] == vapid.public_key()
    assert [(one["id"], one["here"]) for one in told["items"]] == [(second["id"], True), (first["id"], False)]
    assert "localhost" not in here.get(ADDRESS).text, "an endpoint is a capability"
    assert documented(cast.ben).get(ADDRESS).json()["items"] == []


def test_said_again_it_only_takes_newer_keys(cast: Cast, service: PushService) -> None:
    client, device = documented(cast.ana), service.device()
    first = client.post(ADDRESS, said(device)).json()
    newer = Device(device.endpoint)
    assert client.post(ADDRESS, said(newer)).json()["id"] == first["id"]
    row = PushSubscription.objects.get()
    assert (row.p256dh, row.auth) == (newer.p256dh, newer.auth)


def test_one_can_end_it_and_nobody_elses(cast: Cast, service: PushService) -> None:
    anas, bens = documented(cast.ana), documented(cast.ben)
    own = anas.post(ADDRESS, said(service.device())).json()["id"]
    assert bens.delete(f"{ADDRESS}/{own}").status_code == 404
    assert PushSubscription.objects.count() == 1
    assert anas.delete(f"{ADDRESS}/{own}").status_code == 204
    assert anas.delete(f"{ADDRESS}/{own}").status_code == 404
    assert not PushSubscription.objects.exists()
    with pytest.raises(NotFound):
        push.unsubscribe(cast.ana, subscription=cast.ana.pk)


def test_who_is_signed_out_has_none_and_a_page_needs_its_token(cast: Cast, service: PushService) -> None:
    for method in ("get", "post"):
        assert getattr(Documented(), method)(ADDRESS).status_code == 401
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = cast.client(cast.ana).cookies
    answer = strict.post(ADDRESS, said(service.device()), content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("p256dh", ""),
        ("p256dh", "x"),
        ("p256dh", "%" * 87),
        ("p256dh", encoded(b"\4" + b"\0" * 64)),
        ("p256dh", encoded(b"\2" + b"\1" * 32)),
        ("p256dh", encoded(b"\5" + b"\1" * 64)),
        ("p256dh", encoded(b"\4" + b"\1" * 63)),
        ("p256dh", "ø" * 87),
        ("auth", ""),
        ("auth", encoded(b"a" * 15)),
        ("auth", encoded(b"a" * 17)),
        ("auth", "a b c d e f g h i j k l"),
    ],
)
def test_keys_that_are_none_are_refused(cast: Cast, service: PushService, field: str, wrong: str) -> None:
    right = said(service.device())
    assert documented(cast.ana).post(ADDRESS, right | {field: wrong}).status_code == 400
    with pytest.raises(Invalid) as refused:
        push.subscribe(cast.ana, "", **(right | {field: wrong}))
    assert refused.value.field == field
    assert not PushSubscription.objects.exists()


def test_keys_are_taken_in_either_spelling_of_base64_and_kept_in_one(cast: Cast, service: PushService) -> None:
    device = service.device()
    plain = base64.b64encode(device.point).decode(), base64.b64encode(device.secret).decode()
    push.subscribe(cast.ana, "", device.endpoint, *plain)
    row = PushSubscription.objects.get()
    assert (row.p256dh, row.auth) == (device.p256dh, device.auth)


def test_of_more_than_ten_the_oldest_goes(cast: Cast, service: PushService) -> None:
    bens = service.device()
    subscribed(cast.ben, bens)
    devices = [service.device() for _ in range(12)]
    for device in devices:
        subscribed(cast.ana, device)
    assert endpoints_of(cast.ana) == {device.endpoint for device in devices[2:]}
    subscribed(cast.ana, devices[2])
    assert endpoints_of(cast.ana) == {device.endpoint for device in devices[2:]}, "a renewal pushes nobody out"
    assert endpoints_of(cast.ben) == {bens.endpoint}


def test_under_another_account_a_browser_moves(cast: Cast, service: PushService) -> None:
    shared = service.device()
    subscribed(cast.ana, shared)
    before = service.device()
    for _ in range(9):
        subscribed(cast.ben, service.device())
    subscribed(cast.ben, before)
    subscribed(cast.ben, shared)
    assert endpoints_of(cast.ana) == set()
    assert {shared.endpoint, before.endpoint} < endpoints_of(cast.ben)
    assert len(endpoints_of(cast.ben)) == push.MOST


@pytest.mark.django_db(transaction=True)
def test_in_the_same_moment_too_ten_is_the_most_and_a_browser_has_one_person(cast: Cast, service: PushService) -> None:
    shared = service.device()
    jobs = [partial(subscribed, cast.ana, service.device()) for _ in range(14)]
    jobs += [partial(subscribed, person, shared) for person in (cast.ben, cast.cara) * 3]
    outcomes = at_once(jobs)
    assert [one for one in outcomes if isinstance(one, Exception)] == []
    assert len(endpoints_of(cast.ana)) == push.MOST
    assert PushSubscription.objects.filter(endpoint=shared.endpoint).count() == 1


@pytest.mark.django_db(transaction=True)
def test_signing_out_ends_the_pushes_to_that_browser_alone(db: None, service: PushService) -> None:
    ana = people.register("ana@example.org")
    phone, laptop = signed_in(ana.email), signed_in(ana.email)
    from_page(phone, service)
    kept = from_page(laptop, service)
    assert len(endpoints_of(ana)) == 2
    phone.post("/signout/")
    assert endpoints_of(ana) == {kept.endpoint}


@pytest.mark.django_db(transaction=True)
def test_a_session_that_is_ended_elsewhere_or_with_the_account_takes_its_browser_along(
    db: None, service: PushService
) -> None:
    ana, olga = people.register("ana@example.org"), people.register("olga@example.org")
    phone, laptop = signed_in(ana.email), signed_in(ana.email)
    from_page(phone, service)
    kept = from_page(laptop, service)
    laptop.post("/me/devices/sessions/end-others/")
    assert endpoints_of(ana) == {kept.endpoint}
    people.disable(olga, ana)
    assert endpoints_of(ana) == set()


@pytest.mark.django_db(transaction=True)
def test_with_a_session_that_runs_out_its_browser_is_forgotten_by_the_clock(db: None, service: PushService) -> None:
    ana = people.register("ana@example.org")
    from_page(signed_in(ana.email), service)
    lives_without = service.device()
    subscribed(ana, lives_without)
    tasks.forget_sessions()
    assert len(endpoints_of(ana)) == 2
    with time_machine.travel(timezone.now() + timedelta(days=91)):
        tasks.forget_sessions()
    assert endpoints_of(ana) == {lives_without.endpoint}


@pytest.mark.django_db(transaction=True)
def test_subscribing_while_the_session_ends_leaves_nothing_behind(cast: Cast, service: PushService) -> None:
    """Whichever comes first: R2 holds for a browser that asks in the very moment of its sign-out."""
    for _ in range(12):
        key, device = str(cast.client(cast.ana).session.session_key), service.device()
        ask = partial(push.subscribe, cast.ana, key, device.endpoint, device.p256dh, device.auth)
        asked, ended = at_once([ask, partial(sessions.end_key, cast.ana, key)])
        assert ended is None
        assert isinstance(asked, PushSubscription | Unauthenticated)
        assert endpoints_of(cast.ana) == set()
    with pytest.raises(Unauthenticated):
        push.subscribe(cast.ana, "nobodys", **said(service.device()))


def test_without_a_key_the_list_says_that_push_is_not_set_up(cast: Cast, settings: Any) -> None:
    settings.PRODUCTION, settings.VAPID_PRIVATE_KEY = True, ""
    settings.VAR_DIR = settings.VAR_DIR / "empty"
    assert documented(cast.ana).get(ADDRESS).json() == {"public_key": "", "items": []}
