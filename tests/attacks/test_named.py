"""What a name or a reply could tell: whether somebody is elsewhere, whether one is blocked, what was said before one
came, what was taken back (trust.md R1, R3, R4, R39)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from community.models import Dispatch
from community.notifications import planning, sending
from messaging.actions import messages
from messaging.models import Mention, Message
from moderation.models import Block
from tests.cast import Cast, join

pytestmark = pytest.mark.django_db
SECRET = "High water at the pier"


def rooms_url(cast: Cast) -> str:
    return f"/api/v1/rooms/{cast.talk(cast.harbour).pk}"


def post(cast: Cast, who: str, body: str, **more: Any) -> Any:
    api = cast.api(getattr(cast, who))
    return api.post(f"{rooms_url(cast)}/messages", {"cid": str(uuid4()), "body": body, **more}, format="json")


def newest(cast: Cast, who: str) -> dict[str, Any]:
    page = cast.api(getattr(cast, who)).get(f"{rooms_url(cast)}/messages").json()
    found: dict[str, Any] = page["messages"][-1]
    return found


def without_marks(message: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in message.items() if name not in ("seq", "mid", "cid", "at", "body")}


def test_a_name_tells_nothing_of_who_is_elsewhere_or_was_here(cast: Cast) -> None:
    """Cleo is in another group, Dov was removed, Nobody is nowhere: one answer for all three."""
    join(cast.cleo, cast.lake)
    told = set()
    for name in ("Cleo", "Dov", "Nobody", "Otto"):
        answer = post(cast, "ana", f"@{name} are you in {uuid4().hex[:6]}?")
        assert answer.status_code == 201
        told.add((tuple(sorted(answer.json())), json.dumps(without_marks(newest(cast, "ana")), sort_keys=True)))
    assert len(told) == 1 and "mentions" not in newest(cast, "ana") and not Mention.objects.exists()


def test_whoever_is_blocked_is_named_and_replied_to_as_anybody(cast: Cast) -> None:
    """To the author, to the others and in what is answered nothing differs; only that Ben hears of nothing."""
    asked = post(cast, "ben", "Who brings the lamp?").json()["mid"]
    ana, ben = cast.profile(cast.ana, cast.harbour), cast.profile(cast.ben, cast.harbour)

    def seen() -> list[dict[str, Any]]:
        posted = post(cast, "ana", f"@Ben, I do, {uuid4().hex[:6]}", reply_to=asked)
        assert posted.status_code == 201
        return [without_marks(newest(cast, who)) for who in ("ana", "cara")] + [dict.fromkeys(posted.json())]

    before = seen()
    assert before[0]["mentions"][0]["profile"] == str(ben.pk) and before[0]["quote"]["body"] == "Who brings the lamp?"
    Block.objects.create(space=cast.harbour.pk, blocker=ben, blocked=ana)
    assert seen() == before
    Mention.objects.update(at=timezone.now() - timedelta(minutes=1))
    Message.objects.filter(actor=ana).update(created_at=timezone.now() - timedelta(minutes=1))
    planning.plan_due()
    sending.send_due()
    assert not Dispatch.objects.filter(person=cast.ben, kind__in=["mention", "reply"]).exists()


def test_a_newcomer_gets_no_word_and_no_name_of_what_a_reply_from_before_their_time_answers(cast: Cast) -> None:
    asked = post(cast, "ben", SECRET).json()["mid"]
    newcomer = join(cast.eve, cast.harbour).profile.person
    assert newcomer == cast.eve
    post(cast, "cara", "With pleasure", reply_to=asked)
    told = newest(cast, "eve")
    assert told["quote"] is None and set(told["reply_to"]) == {"mid", "seq"}
    assert SECRET not in json.dumps(told) and "Ben" not in json.dumps(told)
    around = cast.api(cast.eve).get(f"{rooms_url(cast)}/messages?around={told['reply_to']['seq']}&limit=1").content
    page = cast.client(cast.eve).get(f"/g/harbour-runners/?at={told['reply_to']['seq']}").content
    assert SECRET.encode() not in around + page
    refused = post(cast, "eve", "Me too", reply_to=asked)
    assert refused.status_code == 400 and [one["field"] for one in refused.json()["errors"]] == ["reply_to"]


def test_what_can_be_replied_to_tells_nothing_of_other_rooms(cast: Cast) -> None:
    """A message of a group that one is not in, one of another room of one's own, and none at all: one answer."""
    foreign = messages.send(cast.hal, cast.talk(cast.hill).pk, uuid4(), SECRET).mid
    notice = messages.send(cast.cara, cast.notices(cast.harbour).pk, uuid4(), SECRET).mid
    answers = {post(cast, "ana", "And me", reply_to=str(mid)).content for mid in (foreign, notice, uuid4())}
    assert len({json.dumps({k: v for k, v in json.loads(one).items() if k != "instance"}) for one in answers}) == 1


def test_words_taken_back_are_in_no_quote_page_answer_or_push(cast: Cast) -> None:
    asked = UUID(post(cast, "ben", SECRET).json()["mid"])
    post(cast, "ana", "With pleasure", reply_to=str(asked))
    assert SECRET in cast.client(cast.cara).get("/g/harbour-runners/").content.decode()
    messages.delete(cast.ben, cast.talk(cast.harbour).pk, asked, uuid4())
    for who in ("ben", "cara", "ana"):
        person = getattr(cast, who)
        assert SECRET not in cast.client(person).get("/g/harbour-runners/").content.decode()
        assert SECRET not in cast.api(person).get(f"{rooms_url(cast)}/messages").content.decode()
    Message.objects.update(created_at=timezone.now() - timedelta(minutes=1))
    planning.plan_due()
    sending.send_due()
    assert not Dispatch.objects.filter(kind="reply").exists()


def test_how_far_a_call_goes_is_told_to_captains_alone_and_counts_whom_they_blocked(cast: Cast) -> None:
    url = f"{rooms_url(cast)}/crew"
    assert cast.api(cast.cara).get(url).json() == {"reach": 4, "left": 2}
    cara, ben = cast.profile(cast.cara, cast.harbour), cast.profile(cast.ben, cast.harbour)
    Block.objects.create(space=cast.harbour.pk, blocker=ben, blocked=cara)
    assert cast.api(cast.cara).get(url).json() == {"reach": 4, "left": 2}
    for who, status, code in (("ana", 403, "captains_call"), ("dov", 404, "not_found"), ("eve", 404, "not_found")):
        answer = cast.api(getattr(cast, who)).get(url)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
