"""Words on photos and files as a way around the gate: a piece there and a piece here (trust.md R21, R22)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from messaging.models import Message
from tests.cast import Cast
from tests.messaging.hostile_media import picture
from tests.messaging.media_room import app_of, say, uploaded
from tests.moderation.rules import acting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rates")]


@pytest.fixture(autouse=True)
def _root(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize(
    ("captions", "words"), [(("the cas",), "ino tonight"), (("the cas", "ino tonight"), ""), (("c a", "s i"), "n o")]
)
def test_words_in_pieces_on_photos_are_read_as_one(cast: Cast, captions: tuple[str, ...], words: str) -> None:
    acting(cast.maya, cast.brand, "block", "casino")
    talk, ana = cast.talk(cast.harbour), app_of(cast.ana)
    photos = [uploaded(ana, talk, picture("PNG", (9 + n, 9)), alt=alt) for n, alt in enumerate(captions)]
    answer = say(ana, talk, photos, words)
    assert (answer.status_code, answer.json().get("code")) == (403, "refused") and not Message.objects.exists()
    assert say(ana, talk, photos[:1], "in the rain").status_code == 201


@pytest.mark.parametrize("second", ["words", "photo"])
def test_a_photo_without_words_brings_no_piece_for_the_next_message(cast: Cast, second: str) -> None:
    acting(cast.maya, cast.brand, "block", "casino")
    talk, ana = cast.talk(cast.harbour), app_of(cast.ana)
    photos = [
        uploaded(ana, talk, picture("PNG", (9 + n, 9)), alt=alt) for n, alt in enumerate(("the cas", "ino tonight"))
    ]
    assert say(ana, talk, photos[:1], "").status_code == 201
    answer = say(ana, talk, [], "ino tonight") if second == "words" else say(ana, talk, photos[1:], "")
    assert (answer.status_code, answer.json().get("code")) == (403, "refused")


def test_what_another_wrote_on_a_photo_tells_nothing(cast: Cast) -> None:
    """Named by its id, it is refused as one that is not there, whatever stands on it."""
    acting(cast.maya, cast.brand, "block", "casino")
    talk, ben = cast.talk(cast.harbour), app_of(cast.ben)
    told = {
        say(ben, talk, [uploaded(app_of(cast.ana), talk, picture("PNG"), alt=alt)], "ino tonight").json()["detail"]
        for alt in ("the cas", "the crane")
    }
    assert len(told) == 1 and "no longer there" in told.pop()
