"""Addresses that a page would make a link of and that the rules for links were to pass over (trust.md R20, R27, R40):
behind what looks like another one, behind marks that nobody sees, under letters that look like a known name."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from community.surface import Standing
from messaging.links import pieces
from messaging.models import Message
from moderation.screening.content import Content
from moderation.screening.links import links
from moderation.screening.reading import Reading
from tests.cast import Cast

DISGUISED = (
    "1https://a/)www.evil.com",
    "foo.baz/(https://evil.com",
    "co.uk/)www.evil.com",
    "1https://wikipedia.org/)www.evil.com",
    "1https://wikipedia.org/\u200bwww.evil.com",
    "1https://a/)1https://b/)www.evil.com",
    "https://evil.com\u2066@wikipedia.org",
    "https://evil.com\u200e@",
    "https://evil.com\u2066.wikipedia.org",
    "https://evil.com\ufeff.wikipedia.org",
)
FROM_HERE = ("https://evil.com", "https://www.evil.com")


def domains(text: str) -> list[str]:
    return [link.domain for link in links(Reading(Content("message", text, Standing.MEMBER, ())))]


@pytest.mark.parametrize("text", DISGUISED)
def test_whatever_a_page_links_is_a_link_to_the_rules(text: str) -> None:
    assert [one.href for one in pieces(text) if one.href][-1] in FROM_HERE, "a page makes no link of it: no disguise"
    assert "evil.com" in domains(text)


def test_a_name_with_an_accent_is_not_the_one_without() -> None:
    assert set(domains("https://wikipédia.org/x")) - {"wikipedia.org"}
    for text in ("https://de.wikipedia.org/wiki/Öl", "https://wikipedia.org/wiki/Straße", "https://WIKIPEDIA.org"):
        assert set(domains(text)) == {"wikipedia.org"}
    assert domains("we ran 5 km. Öl is at www.wikipedia.org.") == ["wikipedia.org"]


@pytest.mark.django_db
@pytest.mark.parametrize("text", [*DISGUISED, "https://wikipédia.org/x"])
def test_neither_a_newcomer_nor_a_request_brings_one_in(cast: Cast, text: str) -> None:
    said = {"cid": str(uuid4()), "body": text}
    room, other = cast.talk(cast.harbour).pk, str(cast.profile(cast.ben, cast.harbour).pk)
    told: list[tuple[Any, Any]] = []
    for who, path, more in (
        (cast.nia, f"/api/v1/rooms/{room}/messages", {}),
        (cast.ana, "/api/v1/directs", {"profile": other}),
    ):
        answer = cast.api(who).post(path, said | more, format="json")
        told.append((answer.status_code, answer.json()["code"]))
    assert told == [(403, "refused"), (403, "direct_links")]
    assert not Message.objects.exists()
