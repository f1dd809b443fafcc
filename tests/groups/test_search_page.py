"""The search page of a group: complete without JavaScript, nothing typed is lost, every hit leads to its place."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from messaging.actions import messages
from messaging.search_page import AFTER, excerpt
from tests.cast import Cast
from tests.groups.pages import text
from tests.groups.plans import comes, plan_one
from tests.messaging.directs import opened

SEARCH = "/g/harbour-runners/search/"
# Session, person, the group as one stands in it, its rooms, who is there, the search, the shell.
COST = 11
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rates")]


def say(cast: Cast, body: str, days: int = 0) -> int:
    at = timezone.now() - timedelta(days=days)
    return messages.seed(cast.ben, cast.talk(cast.harbour).pk, uuid4(), body, at).seq


def hits(page: str) -> list[str]:
    return [html.unescape(re.sub("<[^>]+>", "", one)) for one in re.findall(r'hit__words"[^>]*>(.*?)</span>', page)]


def test_it_is_reached_from_the_conversation_and_says_what_it_does(cast: Cast) -> None:
    client = cast.client(cast.ana)
    assert f'href="{SEARCH}"' in text(client, "/g/harbour-runners/")
    page = text(client, SEARCH)
    assert 'type="search"' in page and 'role="search"' in page
    assert "You find what you may read" in page


def test_hits_are_marked_and_lead_to_their_place(cast: Cast) -> None:
    seq = say(cast, "Über die Brücke <b>laufen</b> wir & singen")
    page = text(cast.client(cast.ana), f"{SEARCH}?q=brucke+LAUF")
    assert "Über die <mark>Brücke</mark> &lt;b&gt;<mark>lauf</mark>en&lt;/b&gt; wir &amp; singen" in page
    assert f'href="/g/harbour-runners/?at={seq}#m{seq}"' in page
    assert 'value="brucke LAUF"' in page


def test_it_is_narrowed_and_pages_further_back(cast: Cast) -> None:
    for n in range(30):
        say(cast, f"round {n}", days=30 - n)
    client = cast.client(cast.ana)
    page = text(client, f"{SEARCH}?q=round")
    assert hits(page) == [f"round {n}" for n in range(29, 4, -1)]
    older = re.search(r'href="(\?q=round&amp;before=[^"]+)"', page)
    assert older
    assert hits(text(client, SEARCH + html.unescape(older[1]))) == [f"round {n}" for n in range(4, -1, -1)]
    ben, cara = (cast.profile(one, cast.harbour).pk for one in (cast.ben, cast.cara))
    assert len(hits(text(client, f"{SEARCH}?q=round&who={ben}"))) == 25
    assert "Nothing found" in text(client, f"{SEARCH}?q=round&who={cara}")
    day = timezone.now().astimezone(ZoneInfo(cast.harbour.time_zone)).date() - timedelta(days=10)
    found = text(client, f"{SEARCH}?q=round&since={day}&until={day}&room={cast.talk(cast.harbour).pk}")
    assert hits(found) == ["round 20"]
    assert "Narrowed down" in found
    assert '<details class="fold" open' in text(client, f"{SEARCH}?q=nowhere&who={ben}")


def test_an_events_conversation_is_found_and_led_to(cast: Cast) -> None:
    one = comes(cast, plan_one(cast, title="River run"), cast.ana)
    assert one.room
    ack = messages.send(cast.ana, one.room.pk, uuid4(), "Who brings the lamp?")
    page = text(cast.client(cast.ana), f"{SEARCH}?q=lamp")
    assert f'href="/g/harbour-runners/events/{one.pk}/talk/?at={ack.seq}#m{ack.seq}"' in page
    assert "River run" in page
    assert "Nothing found" in text(cast.client(cast.ben), f"{SEARCH}?q=lamp")
    assert "River run" not in text(cast.client(cast.ben), SEARCH)


def test_a_conversation_of_two_is_found_and_led_to(cast: Cast) -> None:
    room = opened(cast, cast.ana, cast.ben).room_id
    ack = messages.send(cast.ana, room, uuid4(), "Who brings the lamp?")
    assert f'href="/direct/{room}/?at={ack.seq}#m{ack.seq}"' in text(cast.client(cast.ben), f"{SEARCH}?q=lamp")
    assert "Nothing found" in text(cast.client(cast.cara), f"{SEARCH}?q=lamp")
    opens = text(cast.client(cast.ben), f"/direct/{room}/?at={ack.seq}")
    assert f'id="m{ack.seq}"' in opens


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("q=%00", "cannot be shown"),
        ("q=" + "x" * 201, "Keep it to 200 characters"),
        ("q=%22%22", "Write a word to look for"),
        ("q=a+b+c+d+e+f+g+h+i+j+k", "ten words at most"),
        ("q=run&before=nonsense", "not one of ours"),
        ("q=run&since=soon", "Enter a valid date"),
        ("q=run&room=nowhere", "not one of the available choices"),
    ],
)
def test_what_cannot_be_looked_for_is_said_beside_the_field(cast: Cast, query: str, said: str) -> None:
    answer = cast.client(cast.ana).get(f"{SEARCH}?{query}")
    assert answer.status_code in (200, 400, 413, 422)
    assert said in answer.content.decode()
    assert "Nothing found" not in answer.content.decode()


def test_a_hit_opens_the_conversation_around_it(cast: Cast) -> None:
    seqs = [say(cast, f"round {n}") for n in range(120)]
    client = cast.client(cast.ana)
    page = text(client, f"/g/harbour-runners/?at={seqs[40]}")
    shown = [int(seq) for seq in re.findall(r'id="m(\d+)"', page)]
    assert seqs[40] in shown and seqs[30] in shown and seqs[50] in shown and seqs[119] not in shown
    assert 'data-load="older"' in page and 'data-load="newer"' in page
    assert "To the newest" in page
    assert "To the newest" not in text(client, "/g/harbour-runners/")
    assert client.get("/g/harbour-runners/?at=nonsense").status_code == 200


def test_an_excerpt_shows_what_was_found_in_a_long_message() -> None:
    body = "word " * 400 + "<needle>" + " word" * 400
    at = body.index("needle")
    shown = excerpt(body, [(at, at + 6)])
    assert "&lt;<mark>needle</mark>&gt;" in shown
    assert shown.startswith("… word") and shown.endswith(" …")
    assert len(shown) < AFTER * 2
    assert excerpt("short", []) == "short"


def test_it_costs_the_same_whatever_is_found(cast: Cast) -> None:
    client = cast.client(cast.ana)
    costs = []
    for number in (1, 20):
        for n in range(number):
            say(cast, f"round {n} of {number}")
        client.get(f"{SEARCH}?q=round")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{SEARCH}?q=round")
        costs.append(len(asked))
    assert costs == [COST, COST]
