"""The web client keeps to the golden files (docs/conformance)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.client.scripted import SELF
from tests.conformance import scenario
from tests.conformance.player import Player
from tests.conformance.stage import Stage

CONFORM = (Path(__file__).parent / "conform.js").read_text()


class BrowserDriver:
    def __init__(self, page: Page) -> None:
        self.page = page

    def start(self, stage: Stage, start: dict[str, Any]) -> None:
        self.page.goto(stage.url)
        self.page.evaluate(CONFORM, {"socket": stage.socket_url, "owner": SELF, "start": start})

    def do(self, act: dict[str, Any]) -> None:
        self.page.evaluate("act => window.conform.act(act)", act)

    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = self.page.evaluate("window.conform.state()")
        return state


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One for all: each scenario loads it anew, from a server of its own."""
    page = browser.new_page()
    yield page
    page.close()


@pytest.mark.parametrize("name", scenario.names())
def test_the_web_client_keeps_to(name: str, page: Page) -> None:
    Player(scenario.load(name), BrowserDriver(page)).play()
