"""`/share/`: what comes without a token is not taken in; what is sent goes by the form's own way."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from groups import offline
from messaging.models import Media, Message
from tests.cast import BACKEND, Cast
from tests.messaging.hostile_media import picture

pytestmark = pytest.mark.django_db
LAMP = "Who brings the lamp?"


def strict(cast: Cast, who: str) -> Client:
    """A browser that is asked for the token, as all are."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(getattr(cast, who), backend=BACKEND)
    return client


def test_a_post_from_elsewhere_is_neither_taken_in_nor_shown_again(cast: Cast) -> None:
    for client in (strict(cast, "ana"), Client(enforce_csrf_checks=True)):
        picture = SimpleUploadedFile("a.jpg", b"no picture", "image/jpeg")
        answer = client.post(
            "/share/", {"title": "t", "text": LAMP, "room": cast.talk(cast.harbour).pk, "photos": picture}
        )
        assert answer.status_code == 200
        assert "Nothing was sent, and nothing was stored." in answer.text
        assert LAMP not in answer.text
    assert not Message.objects.exists()
    assert not Media.objects.exists()


def test_sending_asks_for_the_token(cast: Cast) -> None:
    said = {"room": cast.talk(cast.harbour).pk, "body": LAMP, "cid": uuid4()}
    assert strict(cast, "ana").post("/share/send/", said).status_code == 403
    assert not Message.objects.exists()


def test_the_page_asks_where_and_says_who_reads_it(cast: Cast) -> None:
    page = cast.client(cast.ana).get("/share/")
    assert "Harbour Runners · Talk" in page.text
    assert "5 people can read this" in page.text
    assert "Harbour Runners · Notices" not in page.text, "she cannot write there"
    assert "no room in which you can write" in cast.client(cast.eve).get("/share/").text
    assert Client().get("/share/")["Location"] == "/signin/?next=/share/"


def test_it_is_said_once_in_the_room_that_was_chosen(cast: Cast) -> None:
    client, said = cast.client(cast.ana), {"room": cast.talk(cast.harbour).pk, "body": LAMP, "cid": uuid4()}
    assert client.post("/share/send/", said)["Location"] == "/g/harbour-runners/"
    answer = client.post("/share/send/", said, headers={"Accept": "application/json"})
    assert answer.json() == {"url": "/g/harbour-runners/"}
    assert [one.body for one in Message.objects.all()] == [LAMP]


def test_what_is_said_is_said_where_the_room_is_none_of_those_on_the_list(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is longer than anybody reads, or they have been taken out of the room in between."""
    monkeypatch.setattr(offline, "MOST", 0)
    said = {"room": cast.talk(cast.harbour).pk, "body": LAMP, "cid": uuid4()}
    assert cast.client(cast.ana).post("/share/send/", said)["Location"] == "/"
    assert Message.objects.count() == 1


def test_photos_go_along_with_what_can_be_seen_on_them(cast: Cast) -> None:
    files = [SimpleUploadedFile("a.jpg", picture("JPEG"), "image/jpeg")]
    said = {"room": cast.talk(cast.harbour).pk, "body": "", "cid": uuid4(), "alts": "A lamp", "files": files}
    assert cast.client(cast.ana).post("/share/send/", said).status_code == 302
    assert Media.objects.get().alt == "A lamp"


@pytest.mark.parametrize("who", ["eve", "dov", "cleo"])
def test_nobody_says_anything_where_they_are_not(cast: Cast, who: str) -> None:
    said = {"room": cast.talk(cast.harbour).pk, "body": LAMP, "cid": uuid4()}
    assert cast.client(getattr(cast, who)).post("/share/send/", said).status_code == 404
    said["room"] = uuid4()
    assert cast.client(getattr(cast, who)).post("/share/send/", said).status_code == 404
    assert not Message.objects.exists()


def test_what_is_refused_stands_in_the_form_again(cast: Cast) -> None:
    said = {"room": cast.talk(cast.harbour).pk, "body": "x" * 4001, "cid": uuid4()}
    answer = cast.client(cast.ana).post("/share/send/", said)
    assert answer.status_code == 422
    assert "x" * 4001 in answer.text
    by_script = cast.client(cast.ana).post("/share/send/", said, headers={"Accept": "application/json"})
    assert (by_script.status_code, by_script.json()["media"]) == (422, [])
    assert cast.client(cast.ana).post("/share/send/", {"body": LAMP}).status_code == 400
