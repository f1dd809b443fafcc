"""The client in a page of its own, and what it told its listener."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.browser.client.scripted import ROOM, SELF, ScriptedServer

START = """async ([socket, room, since, owner]) => {
  const { SnugClient } = await import("/messaging/snug-client.js");
  window.log = [];
  const note = (name) => (...rest) => window.log.push([name, ...JSON.parse(JSON.stringify(rest))]);
  const listener = {};
  for (const name of ["State", "Live", "Events", "Resync", "Ended", "Letter", "Note", "Typing", "Read"]) {
    listener[`on${name}`] = note(`on${name}`);
  }
  window.client = new SnugClient({
    url: socket, sessionUrl: "/session", owner, storage: localStorage, listener, random: () => 0.01 });
  window.client.follow(room, since);
  window.client.start();
}"""


class Client:
    """The client in a page, and what it told its listener."""

    def __init__(self, page: Page, server: ScriptedServer) -> None:
        self.page = page
        self.server = server
        page.goto(server.url)

    def start(self, since: int | None = 0) -> None:
        self.page.evaluate(START, [self.server.socket_url, ROOM, since, SELF])

    def do(self, code: str) -> Any:
        return self.page.evaluate(f"() => {{ const room = '{ROOM}'; {code} }}")

    def told(self, name: str) -> list[list[Any]]:
        return [entry[1:] for entry in self.page.evaluate("window.log") if entry[0] == name]

    def seqs(self) -> list[int]:
        return [event["seq"] for _room, events in self.told("onEvents") for event in events]

    def until(self, condition: str) -> None:
        """Until this holds of `log` and `client` in the page."""
        self.page.wait_for_function(
            f"(() => {{ const {{ log, client }} = window; return {condition}; }})()", timeout=20_000
        )

    def until_seq(self, seq: int) -> None:
        self.until(f"log.some(([name, , events]) => name === 'onEvents' && events.some((one) => one.seq === {seq}))")
