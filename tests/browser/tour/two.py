"""The two people of the tour, each with a browser of their own, and what must never happen on any of their pages."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, WebError

from tests.browser.conftest import DESK, PHONE, Visit
from tests.browser.tour.album import Album
from tests.cast import Cast
from tests.site import Site

# What a browser itself says about each request without a network; of everything else there is nothing to be said.
NO_NETWORK = "net::ERR_INTERNET_DISCONNECTED"


@dataclass
class Two:
    cast: Cast
    visit: Visit
    site: Site
    album: Album
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cara = self.opens("cara", DESK, "dark")
        self.ana = self.opens("ana", PHONE, "light")

    @property
    def both(self) -> tuple[Page, Page]:
        return self.cara, self.ana

    def opens(self, who: str, size: dict[str, int], scheme: str) -> Page:
        """One more device of this person."""
        page = self.visit(getattr(self.cast, who), size=size, color_scheme=scheme, timezone_id="Europe/Berlin")
        self._listen(page.context)
        return page

    def show(self, name: str, caption: str) -> None:
        self.album.show(name, caption, cara=self.cara, ana=self.ana)

    def to_the_end(self) -> None:
        """Both windows show what was said last."""
        for page in self.both:
            page.locator("main.log").evaluate("log => log.scrollTo(0, log.scrollHeight)")

    def nothing_went_wrong(self) -> None:
        assert self.faults == []

    def _listen(self, context: BrowserContext) -> None:
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and NO_NETWORK not in message.text:
            self.faults.append(f"{message.page and message.page.url}: {message.text} ({message.location.get('url')})")

    def _on_error(self, error: WebError) -> None:
        self.faults.append(f"{error.page and error.page.url}: {error.error}")
