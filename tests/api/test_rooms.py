"""Rooms, messages and the read state over the API."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from messaging.models import Message, SocketTicket
from tests.api.conftest import Api
from tests.cast import Cast

# Authors, savepoint of the test's transaction, time-outs, room lock, facts, all that is stored, release.
SENDING = 7


def test_one_says_something_and_others_read_it(cast: Cast, api: Api) -> None:
    path = f"/api/v1/rooms/{cast.talk(cast.harbour).pk}/messages"
    cid = str(uuid4())
    sent = api(cast.ana).post(path, {"cid": cid, "body": "Tuesday at seven?\n🙂 e\u0301"})
    assert sent.status_code == 201
    page = api(cast.ben).get(path).json()
    assert page["at_seq"] >= sent.json()["seq"]
    (message,) = page["messages"]
    assert message["body"] == "Tuesday at seven?\n🙂 é"
    assert message["cid"] == cid
    assert message["mid"] == sent.json()["mid"]
    assert message["actor"] == {"id": str(cast.profile(cast.ana, cast.harbour).pk), "name": "Ana", "badge": None}


def test_the_cid_makes_a_message_once(cast: Cast, api: Api) -> None:
    path = f"/api/v1/rooms/{cast.talk(cast.harbour).pk}/messages"
    said = {"cid": str(uuid4()), "body": "Once"}
    first, again = api(cast.ana).post(path, said), api(cast.ana).post(path, said)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {**first.json(), "dup": True}
    other = api(cast.ana).post(path, {**said, "body": "Twice"})
    assert other.status_code == 409
    assert other.json()["code"] == "cid_conflict"
    assert Message.objects.count() == 1


def test_outsiders_find_no_room(cast: Cast, api: Api) -> None:
    room = cast.talk(cast.harbour).pk
    assert api(cast.ana).get(f"/api/v1/rooms/{room}/messages").status_code == 200
    for person in (cast.cleo, cast.dov, cast.eve, cast.maya, cast.otto, cast.olga):
        client, missing = api(person), uuid4()
        for method, tail, body in (
            ("get", "messages", None),
            ("post", "messages", {"cid": str(uuid4()), "body": "Hello"}),
            ("delete", f"messages/{uuid4()}", None),
            ("patch", f"messages/{uuid4()}", {"cid": str(uuid4()), "body": "Hello"}),
            ("put", f"messages/{uuid4()}/reactions/👍", None),
            ("delete", f"messages/{uuid4()}/reactions/👍", None),
            ("put", "read", {"seq": 1}),
        ):
            answers = [getattr(client, method)(f"/api/v1/rooms/{one}/{tail}", body) for one in (room, missing)]
            assert {answer.status_code for answer in answers} == {404}
            assert answers[0].content == answers[1].content
    assert Message.objects.count() == 0


def test_only_captains_post_notices(cast: Cast, api: Api) -> None:
    path = f"/api/v1/rooms/{cast.notices(cast.harbour).pk}/messages"
    assert api(cast.cara).post(path, {"cid": str(uuid4()), "body": "Race on Sunday"}).status_code == 201
    refused = api(cast.ana).post(path, {"cid": str(uuid4()), "body": "Me too"})
    assert refused.status_code == 403
    assert refused.json()["code"] == "captains_post"


def test_pages_of_the_past(cast: Cast, api: Api) -> None:
    path = f"/api/v1/rooms/{cast.talk(cast.harbour).pk}/messages"
    seqs = [
        api(cast.ana).post(path, {"cid": str(uuid4()), "body": f"Number {number}"}).json()["seq"] for number in range(7)
    ]
    ben = api(cast.ben)

    def read(**query: int) -> list[int]:
        return [message["seq"] for message in ben.get(path, query).json()["messages"]]

    assert read(limit=3) == seqs[-3:]
    assert read(limit=3, before=seqs[4]) == seqs[1:4]
    assert read(limit=3, after=seqs[2]) == seqs[3:6]
    assert seqs[3] in read(limit=3, around=seqs[3])
    assert read(after=2**62) == []
    for query in (
        {"limit": 0},
        {"limit": 101},
        {"before": -1},
        {"before": "x"},
        {"after": 2**63},
        {"before": 1, "after": 1},
    ):
        assert ben.get(path, query).status_code == 400, query


def test_a_newcomer_sees_from_the_day_they_joined(cast: Cast, api: Api) -> None:
    path = f"/api/v1/rooms/{cast.talk(cast.harbour).pk}/messages"
    api(cast.ana).post(path, {"cid": str(uuid4()), "body": "Before Eve"})
    invite = api(cast.cara).post(f"/api/v1/groups/{cast.harbour.pk}/invites", {}).json()
    eve = api(cast.eve)
    eve.post("/api/v1/join", {"token": invite["token"], "name": "Eve", "charter_version": 1})
    assert eve.get(path).json()["messages"] == []
    api(cast.ana).post(path, {"cid": str(uuid4()), "body": "Hello Eve"})
    assert [message["body"] for message in eve.get(path).json()["messages"]] == ["Hello Eve"]


def test_ones_own_words_are_taken_back_once(cast: Cast, api: Api) -> None:
    path = f"/api/v1/rooms/{cast.talk(cast.harbour).pk}/messages"
    mid = api(cast.ana).post(path, {"cid": str(uuid4()), "body": "Oh no"}).json()["mid"]
    assert api(cast.ben).delete(f"{path}/{mid}").status_code == 404
    assert api(cast.ana).delete(f"{path}/{mid}").status_code == 204
    assert api(cast.ana).delete(f"{path}/{mid}").status_code == 204
    (message,) = api(cast.ben).get(path).json()["messages"]
    assert message["deleted"] is True
    assert message["body"] == ""


def test_ones_own_words_are_changed(cast: Cast, api: Api) -> None:
    path = f"/api/v1/rooms/{cast.talk(cast.harbour).pk}/messages"
    mid = api(cast.ana).post(path, {"cid": str(uuid4()), "body": "Tuesday"}).json()["mid"]
    change = {"cid": str(uuid4()), "body": "Wednesday"}
    first, again = api(cast.ana).patch(f"{path}/{mid}", change), api(cast.ana).patch(f"{path}/{mid}", change)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json() == {**first.json(), "dup": True}
    assert first.json()["mid"] == mid
    (message,) = api(cast.ben).get(path).json()["messages"]
    assert (message["body"], message["version"], message["deleted"]) == ("Wednesday", 2, False)
    assert message["edited_at"] > message["at"]
    assert api(cast.ana).patch(f"{path}/{mid}", {**change, "body": "Thursday"}).json()["code"] == "cid_conflict"
    assert api(cast.ana).patch(f"{path}/{mid}", {"cid": str(uuid4()), "body": " "}).status_code == 400
    foreign = api(cast.ben).patch(f"{path}/{mid}", {"cid": str(uuid4()), "body": "Never"})
    assert (foreign.status_code, foreign.json()["code"]) == (404, "not_found")
    Message.objects.update(created_at=timezone.now() - timedelta(minutes=16))
    late = api(cast.ana).patch(f"{path}/{mid}", {"cid": str(uuid4()), "body": "Too late"})
    assert (late.status_code, late.json()["code"]) == (403, "edit_window_over")
    assert Message.objects.get().body == "Wednesday"


def test_an_emoji_is_there_or_it_is_not(cast: Cast, api: Api) -> None:
    path = f"/api/v1/rooms/{cast.talk(cast.harbour).pk}/messages"
    mid = api(cast.ana).post(path, {"cid": str(uuid4()), "body": "Tuesday at seven"}).json()["mid"]
    ben = str(cast.profile(cast.ben, cast.harbour).pk)

    def shown() -> Any:
        return api(cast.ana).get(path).json()["messages"][0]["reactions"]

    for emoji in ("👍", "❤", "❤%EF%B8%8F", "👍"):
        put = api(cast.ben).put(f"{path}/{mid}/reactions/{emoji}")
        assert (put.status_code, put.json()["mid"]) == (200, mid)
    assert shown() == [{"emoji": "👍", "by": [ben]}, {"emoji": "❤\ufe0f", "by": [ben]}]
    for _ in range(2):
        assert api(cast.ben).delete(f"{path}/{mid}/reactions/👍/").status_code == 204
    assert shown() == [{"emoji": "❤\ufe0f", "by": [ben]}]
    for bad in ("x", "%00", "👍👍", "A" * 500):
        answer = api(cast.ben).put(f"{path}/{mid}/reactions/{bad}")
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "emoji"), bad
    api(cast.ana).delete(f"{path}/{mid}")
    assert shown() == []
    assert api(cast.ben).put(f"{path}/{mid}/reactions/👍").status_code == 404


def test_reactions_and_edits_have_buckets_of_their_own(cast: Cast, api: Api) -> None:
    path = f"/api/v1/rooms/{cast.talk(cast.harbour).pk}/messages"
    ana = api(cast.ana)
    mid = ana.post(path, {"cid": str(uuid4()), "body": "Tuesday"}).json()["mid"]
    for least, change in (
        (20, lambda: ana.put(f"{path}/{mid}/reactions/👍")),
        (10, lambda: ana.patch(f"{path}/{mid}", {"cid": str(uuid4()), "body": "Wednesday"})),
    ):
        done = 0
        while (answer := change()).status_code == 200 and done < 200:
            done += 1
        assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")
        assert done >= least
    assert ana.post(path, {"cid": str(uuid4()), "body": "A third bucket"}).status_code == 201


def test_unread_and_read(cast: Cast, api: Api) -> None:
    room = cast.talk(cast.harbour)
    for number in range(3):
        api(cast.ana).post(f"/api/v1/rooms/{room.pk}/messages", {"cid": str(uuid4()), "body": f"Number {number}"})

    def talk_of(person: object) -> dict[str, int]:
        items = api(person).get("/api/v1/rooms").json()["items"]  # type: ignore[arg-type]
        assert {item["kind"] for item in items} == {"talk", "notices"}
        found: dict[str, int] = next(item for item in items if item["kind"] == "talk")
        return found

    assert talk_of(cast.ana)["unread"] == 0
    before = talk_of(cast.ben)
    assert before["unread"] == 3
    read = api(cast.ben).put(f"/api/v1/rooms/{room.pk}/read", {"seq": 10**12})
    assert read.json()["seq"] == before["last_seq"]
    assert talk_of(cast.ben)["unread"] == 0
    assert talk_of(cast.ben)["read_seq"] == before["last_seq"]
    assert api(cast.ben).put(f"/api/v1/rooms/{room.pk}/read", {"seq": 0}).json()["seq"] == before["last_seq"]


def test_one_says_twenty_things_at_once_and_then_waits(cast: Cast, api: Api) -> None:
    """The buckets are those of the socket (realtime.md "Heartbeat and back-pressure are one mechanism")."""
    ana, path = api(cast.ana), f"/api/v1/rooms/{cast.talk(cast.harbour).pk}/messages"
    said = refused = 0
    answer: Any = None
    while not refused and said < 200:  # one more is allowed each second meanwhile
        answer = ana.post(path, {"cid": str(uuid4()), "body": f"Number {said}"})
        said, refused = (said + 1, 0) if answer.status_code == 201 else (said, answer.status_code)
    assert refused == 429
    assert said >= 20
    assert answer.json()["code"] == "rate_limited"
    assert 0 < answer.json()["retry_ms"] <= 1000
    assert answer.headers["Retry-After"] == "1"
    assert Message.objects.count() == said
    assert api(cast.ben).post(path, {"cid": str(uuid4()), "body": "My own bucket"}).status_code == 201


def test_hot_paths_cost_what_they_cost(cast: Cast, api: Api, django_assert_num_queries: Any) -> None:
    """The first two are the session and the account."""
    ana, path = api(cast.ana), f"/api/v1/rooms/{cast.talk(cast.harbour).pk}/messages"
    for number in range(3):
        ana.post(path, {"cid": str(uuid4()), "body": f"Number {number}"})
    with django_assert_num_queries(2 + 2):  # the rooms, what is unread
        assert len(ana.get("/api/v1/rooms").json()["items"]) == 2
    with django_assert_num_queries(2 + 3):  # the seat, messages, comings and goings
        assert len(ana.get(path).json()["messages"]) == 3
    with django_assert_num_queries(2 + SENDING):
        ana.post(path, {"cid": str(uuid4()), "body": "One more"})


def test_a_ticket_is_kept_as_its_hash(cast: Cast, api: Api) -> None:
    answer = api(cast.ana).post("/api/v1/ws-ticket")
    assert answer.status_code == 201
    assert answer.json()["expires_in_s"] == 60
    kept = SocketTicket.objects.get()
    assert kept.person == cast.ana
    assert answer.json()["ticket"].encode() not in bytes(kept.token_hash)
    assert kept.session_key


def test_the_session_says_why_a_handshake_failed(cast: Cast, api: Api) -> None:
    assert api(None).get("/api/v1/session").status_code == 401
    assert api(cast.ana).get("/api/v1/session").json() == {"protocol": "snug.v1"}
    old = api(cast.ana).get("/api/v1/session", {"protocol": "snug.v0"})
    assert old.status_code == 426
    assert old.json()["code"] == "update_required"
