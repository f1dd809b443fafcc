"""Saying more than one thing at a time where everybody goes slowly, by every door (trust.md R28)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import Error, transaction
from django.utils import timezone

from community.errors import SnugError
from community.models import AuditLogEntry
from community.surface import Action
from groups.access import load_group
from groups.actions import pace
from groups.models import SlowTalk
from messaging.actions import messages
from messaging.models import Message, Room
from tests.attacks.test_brand_loudness import refused_by_the_database, stored
from tests.cast import Cast
from tests.groups.pages import text
from tests.groups.parallel import at_once

GROUP = "/g/harbour-runners/"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rates")]


def slows(cast: Cast, seconds: int = 60) -> SlowTalk:
    return pace.slow(load_group(cast.cara, cast.harbour.pk, Action.SLOW_TALK), seconds)


def says(cast: Cast, who: str, words: str) -> str:
    """`sent`, or the refusal's code with the seconds after which it may be tried again."""
    try:
        messages.send(cast.names[who], cast.talk(cast.harbour).pk, uuid4(), words)
    except SnugError as refusal:
        return f"{refusal.code} {(refusal.retry_ms or 0) // 1000}"
    return "sent"


def shown(cast: Cast, who: str) -> str:
    """Talk as it is drawn, without what the web client is given to draw it."""
    return text(cast.client(cast.names[who]), GROUP).split("conversation-data")[0]


def test_nobody_is_exempt_neither_captain_nor_brand(cast: Cast) -> None:
    for n, who in enumerate(("ana", "ben", "nia", "cara")):
        assert says(cast, who, f"Before it is slow, {n}") == "sent"
        assert says(cast, who, f"And once more, {n}") == "sent"
    with time_machine.travel(timezone.now() + timedelta(minutes=10), tick=False) as clock:
        slows(cast)
        for who in ("ana", "cara", "bea"):
            assert says(cast, who, f"One thing by {who}") == "sent"
        for who in ("ana", "cara", "bea"):
            assert says(cast, who, f"Another one by {who}") == "slow_mode 60"
        clock.shift(timedelta(seconds=40))
        assert says(cast, "ana", "Is it time yet?") == "slow_mode 20"
        clock.shift(timedelta(seconds=20))
        assert says(cast, "ana", "Now it is") == "sent"


def test_page_and_api_are_no_way_around_and_lose_nothing_that_was_typed(cast: Cast) -> None:
    slows(cast)
    room, page, api = cast.talk(cast.harbour).pk, cast.client(cast.ana), cast.api(cast.ana)
    said = {"body": "By the page", "cid": str(uuid4())}
    assert page.post(f"{GROUP}say/", said).status_code == 302
    again = page.post(f"{GROUP}say/", {"body": "Twice by the page", "cid": str(uuid4())})
    assert again.status_code == 422
    assert "Twice by the page</textarea>" in again.content.decode()
    assert "Talk goes slowly for now." in again.content.decode()
    refused = api.post(f"/api/v1/rooms/{room}/messages", {"cid": str(uuid4()), "body": "By an app"}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (403, "slow_mode")
    assert 50_000 < refused.json()["retry_ms"] <= 60_000
    assert Message.objects.filter(room=room).count() == 1


def test_everybody_sees_how_slowly_it_goes_and_when_they_are_next(cast: Cast) -> None:
    assert "One message a minute" not in shown(cast, "ana")
    slows(cast)
    assert says(cast, "ana", "Just said") == "sent"
    for who, line in (("ana", "One message a minute here. Your next one in "), ("ben", "One message a minute here.<")):
        assert line in shown(cast, who)
        assert "The captain slows Talk down: one message a minute each." in shown(cast, who)
    assert "For everybody in Talk, until" in text(cast.client(cast.nia), f"{GROUP}trust/")


@pytest.mark.django_db(transaction=True)
def test_ten_messages_at_once_are_one(cast: Cast) -> None:
    slows(cast, 300)
    outcomes = Counter(at_once([lambda n=n: says(cast, "ana", f"Number {n}") for n in range(10)]))
    assert (outcomes["sent"], sum(outcomes.values())) == (1, 10)
    assert Message.objects.filter(room=cast.talk(cast.harbour)).count() == 1


def test_code_that_forgets_the_pace_is_stopped_by_the_database(cast: Cast) -> None:
    stored(cast, "ana")
    stored(cast, "ana")
    slows(cast)
    stored(cast, "ben")
    for who in ("ana", "ben"):
        assert refused_by_the_database(stored, cast, who)
    assert Message.objects.count() == 3


def test_taking_back_and_changing_words_is_no_way_to_say_more_and_stays_open(cast: Cast) -> None:
    slows(cast)
    room = cast.talk(cast.harbour).pk
    ack = messages.send(cast.ana, room, uuid4(), "Seven o'clock")
    assert ack.mid
    messages.edit(cast.ana, room, ack.mid, uuid4(), "Eight o'clock")
    messages.react(cast.ana, room, ack.mid, uuid4(), "👍", on=True)
    messages.delete(cast.ana, room, ack.mid, uuid4())
    assert says(cast, "ana", "Nine o'clock").startswith("slow_mode")


def test_it_ends_after_a_day_by_itself_or_earlier_by_the_captain(cast: Cast) -> None:
    slows(cast, 300)
    assert says(cast, "ana", "First") == "sent"
    with time_machine.travel(timezone.now() + timedelta(days=1, seconds=1), tick=False):
        # The database has its own clock; what the policy is given says whether the day is over.
        assert (
            "One message in five minutes here" not in text(cast.client(cast.ana), GROUP).split("conversation-data")[0]
        )
    captain = cast.client(cast.cara)
    assert captain.post(f"{GROUP}slow/", {"pace": "0"}).status_code == 302
    assert says(cast, "ana", "Second") == "sent"
    assert SlowTalk.objects.filter(ended_at=None).count() == 0
    verbs = AuditLogEntry.objects.filter(verb__startswith="talk.").order_by("seq").values_list("verb", flat=True)
    assert list(verbs) == ["talk.slowed", "talk.quickened"]


def test_another_pace_takes_the_place_of_the_first_and_odd_ones_are_refused(cast: Cast) -> None:
    captain = cast.api(cast.cara)
    path = f"/api/v1/groups/{cast.harbour.pk}/pace"
    assert captain.put(path, {"pace_s": 10}, format="json").json()["pace_s"] == 10
    assert captain.put(path, {"pace_s": 300}, format="json").json()["pace_s"] == 300
    for odd in (0, 11, 299, 86_400, "60", None):
        assert captain.put(path, {"pace_s": odd}, format="json").status_code == 400
    assert cast.api(cast.ana).get(path).json()["pace_s"] == 300
    assert SlowTalk.objects.count() == 2
    for changed in ({"pace_s": 3600}, {"until": timezone.now() + timedelta(days=30)}):
        with pytest.raises(Error), transaction.atomic():
            SlowTalk.objects.update(**changed)
    with pytest.raises(Error, match="room_slow_whole"), transaction.atomic():
        Room.objects.filter(space=cast.harbour.pk).update(slow_s=3600, slow_until=timezone.now())


@pytest.mark.parametrize("who", ["ana", "nia", "bea", "maya", "olga", "cleo", "eve"])
def test_only_a_captain_slows_or_quickens(cast: Cast, who: str) -> None:
    slows(cast)
    person, path = cast.names[who], f"/api/v1/groups/{cast.harbour.pk}/pace"
    assert cast.client(person).post(f"{GROUP}slow/", {"pace": "0"}).status_code in (403, 404)
    assert cast.api(person).put(path, {"pace_s": 300}, format="json").status_code in (403, 404)
    assert cast.api(person).delete(path).status_code in (403, 404)
    assert SlowTalk.objects.get().pace_s == 60
