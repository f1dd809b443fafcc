"""What tests of Snug without a network do: keep messages in a browser, take its network away, look at what it holds."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from community.embedded.process import wait_until
from tests.browser.talking import TALK, open_talk
from tests.site import Site

READY = """async () => {
  await navigator.serviceWorker.ready;
  return navigator.serviceWorker.controller?.state === "activated";
}"""
HELD = """() => new Promise((resolve) => {
  const asked = indexedDB.open("snug");
  asked.onupgradeneeded = () => asked.transaction.abort();
  asked.onerror = () => resolve({ rooms: [], letters: [], shares: [], meta: [] });
  asked.onsuccess = async () => {
    const found = {};
    for (const name of asked.result.objectStoreNames) {
      found[name] = await new Promise((done) => {
        const all = asked.result.transaction(name).objectStore(name).getAll();
        all.onsuccess = () => done(JSON.parse(JSON.stringify(all.result)));
      });
    }
    asked.result.close();
    resolve(found);
  };
})"""


def keeps(page: Page, site: Site, on: str = "1") -> None:
    """This browser keeps messages: as if its person had turned it on."""
    page.context.add_cookies([{"name": "snug_keep", "value": on, "url": site.url}])


def held(page: Page) -> dict[str, list[Any]]:
    """All that lies in this browser's store."""
    found: dict[str, list[Any]] = page.evaluate(HELD)
    return {"rooms": [], "letters": [], "shares": [], "meta": []} | found


def bodies(page: Page) -> list[str]:
    """What is kept of the words of Talk."""
    rooms = [room for room in held(page)["rooms"] if room["told"]["kind"] == "talk"]
    return [item.get("body", "") for room in rooms for item in room["page"]["items"] if item["kind"] == "message"]


def kept_talk(page: Page, site: Site, last: str, url: str = TALK) -> Page:
    """Opens Talk in a browser that keeps messages, and waits until all is there for a start without a network."""
    keeps(page, site)
    open_talk(page, url)
    assert wait_until(lambda: last in bodies(page), 20), held(page)
    assert wait_until(lambda: page.evaluate(READY), 20)
    return page


def goes_offline(page: Page) -> None:
    page.context.set_offline(True)


def opens_cold(page: Page, path: str) -> Page:
    """As if the app were started anew: another page of the same browser."""
    fresh, wrong = page.context.new_page(), list[str]()
    fresh.on("pageerror", lambda error: wrong.append(str(error)))
    fresh.goto(path)
    assert wait_until(lambda: bool(wrong) or fresh.locator(".strip:visible").count() == 1, 10)
    assert wrong == []
    expect(fresh.locator(".strip")).to_contain_text("Offline.")
    return fresh
