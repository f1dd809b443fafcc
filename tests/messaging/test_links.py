"""Addresses in messages: what becomes a link, and what never does. The web client is held to the same cases."""

import json
from pathlib import Path

import pytest

from messaging.links import linked, pieces, sites

CASES = json.loads(Path(__file__).with_name("link_cases.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:40] or "empty")
def test_addresses_are_found_where_they_begin_and_end(case: dict[str, object]) -> None:
    assert [list(piece) for piece in pieces(str(case["text"]))] == case["pieces"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:40] or "empty")
def test_no_word_is_lost_by_looking_for_addresses(case: dict[str, object]) -> None:
    assert "".join(piece.text for piece in pieces(str(case["text"]))) == case["text"]


def test_markup_in_a_message_stays_text() -> None:
    html = linked('<img src=x onerror=alert(1)> & "www.snug.example" <b>')
    assert "<img" not in html and "<b>" not in html
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; " in html
    assert html.count("<a ") == 1


def test_a_link_tells_the_other_site_nothing() -> None:
    html = linked("https://snug.example/a?b=1&c=2")
    assert 'rel="noopener nofollow noreferrer"' in html
    assert 'target="_blank"' in html
    assert 'href="https://snug.example/a?b=1&amp;c=2"' in html


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("https://accounts.bank.example.evil.example/login", "evil.example"),
        ("www.maps.example.co.uk", "example.co.uk"),
        ("https://\u0430pple.com", "xn--pple-43d.com"),  # its first letter is Cyrillic
        ("https://fa\u00df.de", "xn--fa-hia.de"),
        ("https://\u65e5\u672c.jp/", "xn--wgv71a.jp"),
        ("https://Shop.Snug.Example:8443/?a@b.example", "snug.example"),
    ],
)
def test_a_link_says_whose_it_is_when_its_host_does_not(address: str, site: str) -> None:
    assert list(sites(f"Look: {address} there").values()) == [site]
    assert f'{address} <bdi class="link__site">({site})</bdi></a>' in linked(address)


@pytest.mark.parametrize(
    "address", ["https://snug.example/a", "www.snug.example", "https://crew.github.io/", "no link"]
)
def test_a_host_that_is_its_own_name_is_not_repeated(address: str) -> None:
    assert sites(address) == {}
    assert "link__site" not in linked(address)


def test_a_long_text_full_of_almost_addresses_is_read_in_no_time() -> None:
    text = "https://" + "a-" * 1900 + " " + "www." * 40
    assert "".join(piece.text for piece in pieces(text)) == text
