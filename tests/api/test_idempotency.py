"""One key, one thing made: in turn, in parallel, after a fault (`Idempotency-Key`)."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from community.api.docs import document
from community.api.idempotency import KEPT_HOURS
from community.models import IdempotencyKey, Person
from community.tasks import forget_answers
from community.tokens import keyed_mac, token_hash
from groups.actions.leaving import hand_over, remove
from groups.models import Invite
from tests.api.conftest import Api, documented
from tests.cast import Cast

PARALLEL = 20


def invite(person: Person, cast: Cast, key: str | None, body: dict[str, Any] | None = None) -> Any:
    headers = {"Idempotency-Key": key} if key is not None else {}
    return documented(person).post(f"/api/v1/groups/{cast.harbour.pk}/invites", body or {}, headers=headers)


def test_without_a_key_each_request_makes_one(cast: Cast) -> None:
    assert invite(cast.cara, cast, None).json()["id"] != invite(cast.cara, cast, None).json()["id"]
    assert Invite.objects.count() == 2
    assert IdempotencyKey.objects.count() == 0


def test_a_repeat_gets_the_same_answer_and_makes_nothing(cast: Cast) -> None:
    first = invite(cast.cara, cast, "one", {"vouch": "Fast", "uses": 2})
    again = invite(cast.cara, cast, "one", {"uses": 2, "vouch": "Fast"})
    assert first.status_code == again.status_code == 201
    assert again.json() == first.json()
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert bytes(Invite.objects.get().token_hash) == token_hash(again.json()["token"])


def test_the_same_key_with_another_request_is_a_conflict(cast: Cast) -> None:
    assert invite(cast.cara, cast, "one", {"uses": 1}).status_code == 201
    other = invite(cast.cara, cast, "one", {"uses": 2})
    assert other.status_code == 422
    assert other.json()["code"] == "key_conflict"
    elsewhere = documented(cast.cara).post(
        f"/api/v1/groups/{cast.harbour.pk}/charter", {"approval": "captain"}, headers={"Idempotency-Key": "one"}
    )
    assert elsewhere.status_code == 422
    assert Invite.objects.count() == 1


def test_a_key_belongs_to_one_person(cast: Cast) -> None:
    first = invite(cast.cara, cast, "one")
    assert first.status_code == 201
    stranger = invite(cast.cleo, cast, "one")
    assert stranger.status_code == 404


def test_a_refused_request_leaves_the_key_free(cast: Cast) -> None:
    assert invite(cast.cara, cast, "one", {"uses": 99}).status_code == 400
    assert IdempotencyKey.objects.count() == 0
    assert invite(cast.cara, cast, "one", {"uses": 2}).status_code == 201


@pytest.mark.parametrize("key", ["", "a" * 65, "with space", "ümlaut", "tab\t"])
def test_a_key_of_another_form_is_invalid(cast: Cast, key: str) -> None:
    response = invite(cast.cara, cast, key)
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == "Idempotency-Key"
    assert Invite.objects.count() == 0


def test_neither_key_nor_token_is_kept_in_the_clear(cast: Cast) -> None:
    token = invite(cast.cara, cast, "a-key-to-look-for").json()["token"]
    row = IdempotencyKey.objects.get()
    kept = bytes(row.key_mac) + bytes(row.fingerprint) + bytes(row.answer or b"")
    assert row.answer
    assert token.encode() not in kept
    assert b"a-key-to-look-for" not in kept


def test_who_is_out_of_the_group_is_answered_like_a_stranger_with_an_old_key_too(cast: Cast) -> None:
    first = invite(cast.cara, cast, "one")
    hand_over(cast.place(cast.cara, cast.harbour), cast.membership(cast.ana, cast.harbour))
    assert invite(cast.cara, cast, "one").json() == first.json()
    remove(cast.place(cast.ana, cast.harbour), cast.membership(cast.cara, cast.harbour), reason="For the test")
    repeated, stranger = invite(cast.cara, cast, "one"), invite(cast.eve, cast, "one")
    assert (
        (repeated.status_code, repeated.content) == (stranger.status_code, stranger.content) == (404, stranger.content)
    )


def test_answers_are_forgotten_after_a_day(cast: Cast) -> None:
    invite(cast.cara, cast, "old")
    IdempotencyKey.objects.update(created_at=timezone.now() - timedelta(hours=KEPT_HOURS, minutes=1))
    invite(cast.cara, cast, "new")
    forget_answers()
    assert IdempotencyKey.objects.count() == 1
    assert invite(cast.cara, cast, "old").status_code == 201
    assert Invite.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_twenty_parallel_posts_with_one_key_make_one_thing(cast: Cast) -> None:
    def post(_number: int) -> Any:
        try:
            response = invite(cast.cara, cast, "the-one", {"vouch": "Fast"})
            return response.status_code, response.json()
        finally:
            connection.close()

    with ThreadPoolExecutor(PARALLEL) as pool:
        answers = list(pool.map(post, range(PARALLEL)))
    assert {status for status, _ in answers} == {201}
    assert len({answer["token"] for _, answer in answers}) == 1
    assert Invite.objects.count() == 1


class Held:
    """A first request that has claimed the key and is still under way, on a connection of its own."""

    def __init__(self, cast: Cast, key: str) -> None:
        self.cast, self.key = cast, key
        self.claimed, self.end = Event(), Event()
        self.thread = Thread(target=self._hold)

    def __enter__(self) -> "Held":
        self.thread.start()
        assert self.claimed.wait(20)
        return self

    def __exit__(self, *_error: object) -> None:
        self.end.set()
        self.thread.join(20)

    def _hold(self) -> None:
        try:
            with transaction.atomic():
                mac = keyed_mac("idempotency.key", str(self.cast.cara.pk), self.key)
                IdempotencyKey.objects.create(person=self.cast.cara, key_mac=mac, fingerprint=b"")
                self.claimed.set()
                self.end.wait(20)
                transaction.set_rollback(True)
        finally:
            connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_twin_does_not_wait_for_ever(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("community.whole._LIMITS", "SET LOCAL lock_timeout = '200ms'")
    with Held(cast, "one"):
        response = invite(cast.cara, cast, "one")
        assert response.status_code == 409
        assert response.json()["code"] == "in_progress"
        assert response.headers["Retry-After"] == "1"
        assert invite(cast.cara, cast, "two").status_code == 201
    assert invite(cast.cara, cast, "one").status_code == 201


@pytest.mark.django_db(transaction=True)
def test_a_twin_acts_itself_when_the_first_fails(cast: Cast) -> None:
    with ThreadPoolExecutor(1) as pool:
        with Held(cast, "one"):
            twin = pool.submit(post_and_close, cast, "one")
            wait_for_a_waiting_statement()
            assert not twin.done()
        assert twin.result(20) == 201
    assert Invite.objects.count() == 1


def post_and_close(cast: Cast, key: str) -> int:
    try:
        status: int = invite(cast.cara, cast, key).status_code
        return status
    finally:
        connection.close()


def wait_for_a_waiting_statement() -> None:
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    deadline = time.monotonic() + 20
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(asked)
            if cursor.fetchone()[0]:
                return
    raise AssertionError("the twin never waited")


@pytest.mark.django_db(transaction=True)
def test_a_fault_half_way_leaves_neither_thing_nor_claim(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(*_args: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as broken:
        broken.setattr("community.api.idempotency._keep", fault)
        client = cast.api(cast.cara)
        client.raise_request_exception = False
        path = f"/api/v1/groups/{cast.harbour.pk}/invites"
        response = client.post(path, {}, headers={"Idempotency-Key": "one"})
        assert response.status_code == 500
        assert response.json()["code"] == "server_error"
    assert Invite.objects.count() == 0
    assert IdempotencyKey.objects.count() == 0
    assert invite(cast.cara, cast, "one").status_code == 201
    assert Invite.objects.count() == 1


def test_every_post_that_creates_takes_a_key(cast: Cast, api: Api) -> None:
    without = set()
    for path, operations in document()["paths"].items():
        post = operations.get("post")
        if post and "201" in post["responses"]:
            names = {parameter["name"] for parameter in post.get("parameters", ())}
            if "Idempotency-Key" not in names:
                without.add(path)
    # What is said and sent in carries its cid; a ticket is good once, and a repeated answer would be one that is spent.
    by_cid = {"/api/v1/rooms/{room}/messages", "/api/v1/rooms/{room}/media", "/api/v1/directs"}
    assert without == {*by_cid, "/api/v1/ws-ticket"}
