"""The parts of the look: a sprite of what is used, faces that reveal nothing, error pages that stand when all falls."""

from __future__ import annotations

import gzip
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import time_machine
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from community import theming
from community.emblems import EMBLEMS
from community.templatetags.look import brand_key, initials, moment, tint
from community.views.theme import brand_stylesheet

HERE = Path(__file__).resolve().parents[2]
STATIC = HERE / "community" / "static" / "community"
PACKAGES = ("community", "messaging", "groups", "moderation")
SYMBOL = re.compile(r'<symbol id="([a-z0-9-]+)"')
NAMED = re.compile(r"""["']([a-z][a-z0-9-]*)["']""")


def sources(*endings: str) -> list[Path]:
    return [file for package in PACKAGES for ending in endings for file in (HERE / package).rglob(f"*.{ending}")]


def in_sprite() -> set[str]:
    return set(SYMBOL.findall((STATIC / "icons" / "icons.svg").read_text()))


def test_every_icon_a_template_names_is_in_the_sprite() -> None:
    named = {name for file in sources("html") for name in re.findall(r'{% icon "([^"]+)"', file.read_text())}
    assert named, "precondition: templates name icons"
    assert named | set(EMBLEMS) <= in_sprite()


def test_the_sprite_holds_no_icon_that_nobody_names() -> None:
    named = {name for file in sources("html", "js", "py") for name in NAMED.findall(file.read_text())}
    assert in_sprite() - named == set()


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Ana Pohl", "AP"), ("Ana", "A"), ("ana maria de souza", "AS"), ("ß x", "SX"), ("كارا لند", "كل"), ("🏃 Ben", "B"),
     ("🏃", "🏃"), ("  ", ""), ("", ""), ("3 Freunde", "3F"), ("<b>", "B")],
)  # fmt: skip
def test_a_face_shows_first_letters(name: str, shown: str) -> None:
    assert initials(name) == shown


def test_a_face_wears_one_of_eight_cloths_and_always_the_same() -> None:
    ids = [UUID(int=number) for number in range(32)]
    assert {tint(one) for one in ids} == {f"h{number}" for number in range(1, 9)}
    assert tint(ids[5]) == tint(str(ids[5]))


def test_a_name_in_a_face_is_words_never_markup() -> None:
    html = Template("{% load look %}{{ name|initials }}").render(Context({"name": "<img <svg"}))
    assert "<" not in html


@time_machine.travel(datetime(2026, 6, 10, 12, 0, tzinfo=UTC), tick=False)
@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(hours=2), "10:00"),
        (timedelta(days=2), "Mon"),
        (timedelta(days=6), "4 Jun"),
        (timedelta(days=300), "Aug 2025"),
    ],
)
def test_a_moment_is_said_as_shortly_as_it_can_be(ago: timedelta, said: str) -> None:
    assert moment(datetime.now(UTC) - ago) == said


@pytest.mark.parametrize("status", ["400", "403", "403_csrf", "404", "500"])
def test_error_pages_need_neither_request_nor_database(status: str) -> None:
    html = render_to_string(f"{status}.html")
    assert 'lang="en"' in html
    assert '<h1 class="lede">' in html
    assert not re.search(r"Traceback|Exception|<script|style=", html)


def test_no_page_of_an_error_carries_a_brand_or_a_person(client: Client, db: None) -> None:
    html = client.get("/no/such/page/").content.decode()
    assert "data-brand" not in html
    assert "/brand." not in html


def test_a_brand_stylesheet_is_kept_for_good_under_the_address_of_its_text() -> None:
    version = theming.stylesheet_version("0e6b4f")
    answer = brand_stylesheet(RequestFactory().get("/"), "0e6b4f", version)
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in answer.headers["Cache-Control"]
    outdated = brand_stylesheet(RequestFactory().get("/"), "0e6b4f", "000000000000")
    assert outdated.content == answer.content
    assert outdated.headers["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize("path", ["/brand.red.000000000000.css", "/brand.12345.x.css", "/brand.%22%7D*.x.css"])
def test_an_address_without_a_colour_is_no_stylesheet(client: Client, db: None, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_broken_colour_never_breaks_a_page() -> None:
    assert brand_key("not a colour") == "0e6b4f"


def test_no_stylesheet_speaks_of_a_class_that_nobody_wears() -> None:
    worn = {word for file in sources("html", "js", "py") for word in re.findall(r"[A-Za-z][\w-]*", file.read_text())}
    # Put together where they are worn: cloths, sizes, the ways of an icon, what befell a turn or a day.
    built = re.compile(r"h[1-8]|(icon|face|crest|turn|leaf)--[a-z]+")
    for file in sources("css"):
        classes = set(re.findall(r"\.([a-zA-Z][\w-]*)", re.sub(r"url\([^)]*\)", "", file.read_text())))
        assert {one for one in classes - worn if not built.fullmatch(one)} == set(), file


def test_no_stylesheet_uses_a_side_that_does_not_turn_with_the_script() -> None:
    turning = re.compile(
        r"(?<![-\w])(margin|padding|border)-(left|right)\b|(?<![-\w])(left|right):|text-align: (left|right)"
    )
    for file in sources("css"):
        if file.name == "api_docs.css":
            continue
        found = [line for line in file.read_text().splitlines() if turning.search(line)]
        # The six boxes of a code are digits: they run from left to right in every script.
        assert [line for line in found if "text-align: left" not in line or file.name != "fields.css"] == [], file


def test_all_stylesheets_together_stay_light() -> None:
    """experience.md: 40 kB compressed for a first view; here it is all of them at once."""
    assert sum(len(gzip.compress(file.read_bytes())) for file in sources("css")) <= 40_000


BUTTONS = re.compile(r'<(div|form) class="btns[^"]*"[^>]*>(.*?)</\1>', re.DOTALL)


def test_the_main_button_comes_before_the_way_out() -> None:
    groups = [
        (file.name, [set(one.split()) for one in re.findall(r'class="(btn [^"]*)"', found[2])])
        for file in sources("html")
        for found in BUTTONS.finditer(file.read_text())
    ]
    several = [(name, buttons) for name, buttons in groups if len(buttons) > 1]
    assert several, "precondition: buttons stand beside each other"
    assert [
        name
        for name, buttons in several
        if buttons[-1] & {"btn--fill", "btn--brick"} and "btn--line" not in buttons[-1]
    ] == []
