"""Polls on pages without JavaScript: asked, chosen, taken back, closed, and a secret ballot in two steps."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from messaging.actions import messages
from messaging.models import Message, Pending, Poll, PollBallot, PollVote
from messaging.polling import Asked
from moderation.models import Block
from tests.cast import Cast
from tests.groups.pages import text
from tests.messaging.holding import rules

__all__ = ["rules"]
pytestmark = pytest.mark.django_db
TALK = "/g/harbour-runners/"
ASK = f"{TALK}poll/"


def filled(**more: object) -> dict[str, object]:
    return {"cid": str(uuid4()), "body": "When <do> we run?", "option": ["Tuesday", "Wednesday", "", ""], **more}


def ask(cast: Cast, name: str = "ben", *, secret: bool = False, multiple: bool = False) -> UUID:
    ends = timezone.now() + timedelta(hours=2) if secret else None
    asked = Asked(("Tuesday", "Wednesday"), multiple, secret, ends)
    ack = messages.send(getattr(cast, name), cast.talk(cast.harbour).pk, uuid4(), "When?", poll=asked)
    assert ack.mid
    return ack.mid


def card(html: str, mid: UUID) -> str:
    found = re.search(rf'<form class="poll[^>]*data-poll="{mid}".*?</form>', html, re.S)
    assert found is not None
    return " ".join(found.group().split())


def test_a_poll_is_asked_on_a_page_of_its_own_and_stands_in_the_conversation(cast: Cast) -> None:
    client = cast.client(cast.ana)
    assert f'href="{ASK}"' in text(client, TALK)
    assert "Options, two to ten" in text(client, ASK)
    answer = client.post(ASK, filled())
    assert (answer.status_code, answer["Location"]) == (302, TALK)
    html = text(client, TALK)
    mid = Poll.objects.get().pk
    assert "When &lt;do&gt; we run?" in html
    shown = card(html, mid)
    assert shown.count('type="radio"') == 2 and "Tuesday" in shown and "0 of" in shown
    assert "Close the poll" in shown and "Who chose what" in shown


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"option": ["One"]}, "A poll has two to ten options."),
        ({"option": ["One", " one"]}, "Two options are the same."),
        ({"secret": "on"}, "A secret poll needs an end"),
        ({"ends": "2020-01-01T10:00"}, "lies ahead"),
        ({"ends": "soon"}, "Type the end as a day and a time."),
        ({"body": " "}, "Write something here."),
    ],
)
def test_what_is_refused_comes_back_with_why_and_nothing_is_lost(
    cast: Cast, more: dict[str, object], says: str
) -> None:
    answer = cast.client(cast.ana).post(ASK, filled(**more))
    html = answer.content.decode()
    assert answer.status_code == 422 and says in html
    if "option" not in more:
        assert 'value="Tuesday"' in html and 'value="Wednesday"' in html
    if "body" not in more:
        assert "When &lt;do&gt; we run?" in html
    assert not Poll.objects.exists()


def test_one_chooses_changes_and_takes_back(cast: Cast) -> None:
    mid, client = ask(cast), cast.client(cast.ana)
    url = f"{ASK}{mid}/"
    assert client.post(url, {"cid": str(uuid4()), "choice": "0"}).status_code == 302
    shown = card(text(client, TALK), mid)
    assert 'value="0" checked' in shown and "Your choice" in shown and "1 of" in shown
    assert "<bdi>You</bdi>" in shown
    client.post(url, {"cid": str(uuid4()), "choice": "1"})
    assert PollVote.objects.get().choices == [1]
    assert "<bdi>Ana</bdi>" in card(text(cast.client(cast.ben), TALK), mid)
    client.post(url, {"cid": str(uuid4()), "do": "back"})
    assert not PollVote.objects.exists()
    client.post(url, {"cid": str(uuid4())})
    assert "Choose something first." in text(client, TALK)


def test_what_is_refused_of_a_poll_stands_at_that_poll_alone_and_once(cast: Cast) -> None:
    first, second, client = ask(cast), ask(cast), cast.client(cast.ana)
    answer = client.post(f"{ASK}{first}/", {"cid": str(uuid4())})
    html = text(client, answer["Location"])
    assert "Choose something first." in card(html, first) and html.count("Choose something first.") == 1
    assert "note--brick" not in card(html, second)
    assert "Choose something first." not in text(client, TALK), "told once"


def test_what_is_refused_of_words_in_the_field_stands_there_and_under_no_poll(cast: Cast) -> None:
    polls, client = [ask(cast), ask(cast)], cast.client(cast.ana)
    answer = client.post(f"{TALK}say/", {"cid": str(uuid4()), "body": " "})
    html = answer.content.decode()
    assert html.count("Write something here.") == 1
    assert not any("note--brick" in card(html, mid) for mid in polls)


def test_what_is_refused_of_a_poll_that_is_not_in_sight_is_told_above(cast: Cast) -> None:
    mid, client = ask(cast), cast.client(cast.ana)
    blocker, blocked = cast.profile(cast.ana, cast.harbour), cast.profile(cast.ben, cast.harbour)
    Block.objects.create(space=cast.harbour.pk, blocker=blocker, blocked=blocked)
    client.post(f"{ASK}{mid}/", {"cid": str(uuid4())})
    html = text(client, TALK)
    assert html.count("Choose something first.") == 1 and "Choose something" not in card(html, mid)


def test_whom_the_reader_has_blocked_is_counted_and_not_named(cast: Cast) -> None:
    mid, talk = ask(cast, "cara"), cast.talk(cast.harbour).pk
    messages.vote(cast.ben, talk, mid, uuid4(), [0])
    profiles = {name: cast.profile(getattr(cast, name), cast.harbour) for name in ("ana", "ben")}
    Block.objects.create(space=cast.harbour.pk, blocker=profiles["ana"], blocked=profiles["ben"])
    shown = card(text(cast.client(cast.ana), TALK), mid)
    assert "Ben" not in shown and "+1" in shown
    part = cast.client(cast.ana).get(f"{ASK}{mid}/", headers={"X-Requested-With": "fetch"}).content.decode()
    assert "Ben" not in part and "+1" in part


def test_a_secret_ballot_is_looked_at_once_more_and_then_stays(cast: Cast) -> None:
    mid, client = ask(cast, secret=True), cast.client(cast.ana)
    url = f"{ASK}{mid}/"
    asked = client.post(url, {"cid": str(uuid4()), "choice": "0"})
    html = asked.content.decode()
    assert asked.status_code == 200 and "Hand it in" in html and "stays as it is" in html
    assert not PollBallot.objects.exists()
    handed = {"cid": str(uuid4()), "choice": "0", "sure": "1"}
    assert client.post(url, handed).status_code == 302
    assert client.post(url, handed).status_code == 302  # a double tap
    assert PollBallot.objects.count() == 1
    shown = card(text(client, TALK), mid)
    assert "Your ballot is handed in." in shown and 'type="radio"' not in shown and "Your choice" not in shown
    client.post(url, {**handed, "cid": str(uuid4()), "choice": "1"})
    assert "You have handed in your ballot." in text(client, TALK)


def test_its_author_and_a_captain_close_it_and_others_are_told_why_not(cast: Cast) -> None:
    mid = ask(cast)
    url = f"{ASK}{mid}/close/"
    ana = cast.client(cast.ana)
    assert "Close the poll" not in card(text(ana, TALK), mid)
    ana.post(url)
    assert "Who asked can close it, and a captain." in text(ana, TALK)
    cast.client(cast.cara).post(url)
    shown = card(text(ana, TALK), mid)
    assert "This poll has ended." in shown and "ended" in shown and 'type="radio"' not in shown


def test_a_nudge_is_confirmed_in_the_form(cast: Cast) -> None:
    client, typed = cast.client(cast.ana), filled(option=["Call 0171 23456789", "Wait"])
    asked = client.post(ASK, typed)
    html = asked.content.decode()
    assert asked.status_code == 422 and "Ask it as it is" in html
    confirm = re.findall(r'name="confirm" value="([^"]+)"', html)
    cid = re.findall(r'name="cid" value="([^"]+)"', html)
    assert client.post(ASK, {**typed, "cid": cid[0], "confirm": confirm}).status_code == 302
    assert Poll.objects.get().options[0] == "Call 0171 23456789"


@pytest.mark.usefixtures("rules")
def test_a_held_poll_comes_back_whole(cast: Cast) -> None:
    client = cast.client(cast.ana)
    assert client.post(ASK, filled(option=["Tuesday", "We hold on"], multiple="on")).status_code == 302
    held = Pending.objects.get()
    html = text(client, TALK)
    assert "hold on" in html and not Message.objects.filter(actor=held.actor).exists()
    again = text(client, f"{ASK}?reword={held.cid}")
    assert "When &lt;do&gt; we run?" in again and 'value="We hold on"' in again and "multiple" in again


def test_captains_ask_among_notices_and_who_may_not_sees_why(cast: Cast) -> None:
    assert "Captains post the notices" in text(cast.client(cast.ana), f"{TALK}notices/poll/")
    assert cast.client(cast.cara).post(f"{TALK}notices/poll/", filled()).status_code == 302
    mid = Poll.objects.get().pk
    cast.client(cast.ana).post(f"{TALK}notices/poll/{mid}/", {"cid": str(uuid4()), "choice": "1"})
    assert PollVote.objects.get().choices == [1]


def test_a_poll_of_the_brand_says_that_it_sees_who_chose_what(cast: Cast) -> None:
    for n in range(8):
        messages.send(cast.ben, cast.talk(cast.harbour).pk, uuid4(), f"words {n}")
    mid, secret = ask(cast, "bea"), ask(cast, "bea", secret=True)
    html = text(cast.client(cast.ana), TALK)
    assert "asks: it sees who chose what." in card(html, mid)
    assert "asks: it sees" not in card(html, secret)


def test_nothing_offers_to_change_a_poll_and_its_page_says_why_not(cast: Cast) -> None:
    mid, client = ask(cast), cast.client(cast.ben)
    assert f"{TALK}edit/{mid}/" not in text(client, f"{TALK}message/{mid}/")
    assert "A poll stays as it was asked." in text(client, f"{TALK}edit/{mid}/")
    assert f"{TALK}delete/{mid}/" in text(client, f"{TALK}message/{mid}/")
