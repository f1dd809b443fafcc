"""A real Chromium in front of a real web process; every page is watched for foreign requests and refused content.

`visit(person)` opens a phone-sized page signed in as this person; a test leaves closing and judging to the fixture.
With SNUG_SHOTS=folder in the environment, `shoot(page, name)` writes screenshots there.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    BrowserType,
    ConsoleMessage,
    Page,
    Request,
    sync_playwright,
)
from pytest_django import DjangoDbBlocker

from community.embedded import EmbeddedStack
from community.models import Person
from messaging.models import LogEpoch
from tests.site import Site

WHOLE = ("chromium", "chromium-browser", "google-chrome")
# The same engine without windows, which takes little more than half as long for the same page.
NAMES = ("chromium-headless-shell", *WHOLE)
# Beside each page Chromium draws two of its own, for an address bar that nobody here types into. Of this switch the
# last one counts, so that Playwright's part of it is said again.
FEATURES_OFF = (
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup", "PreloadTopChromeWebUI", "AimEnabled"),
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades", "PaintHolding"),
    *("HttpsFirstBalancedModeAutoEnable", "ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect"),
    *("LensOverlay", "MediaRouter", "OptimizationHints", "NetworkTimeServiceQuerying", "PreconnectToSearch"),
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(FEATURES_OFF)}",
]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
# A phone by day with all tests; the soak looks at the desk and the night, too.
_MORE_LOOKS = (("desk", DESK, "dark"), ("phone", PHONE, "dark"), ("desk", DESK, "light"))
LOOKS = [("phone", PHONE, "light"), *(pytest.param(*look, marks=pytest.mark.soak) for look in _MORE_LOOKS)]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
OURS = ("http", "ws", "https", "wss")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # The web process reads what the test has committed.
            item.add_marker(pytest.mark.django_db(transaction=True))


def found(names: tuple[str, ...]) -> str:
    """The path of the first of these programs. Skips where there is none."""
    path = os.environ.get("SNUG_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if path is None:
        pytest.skip(f"no Chromium found ({', '.join(names)} or SNUG_CHROMIUM): browser tests are skipped")
    return path


@pytest.fixture(scope="package")
def driver() -> Iterator[BrowserType]:
    found(NAMES)
    # Playwright's own loop runs in this thread from now on; our tests here are plain functions all the same.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        yield playwright.chromium
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture(scope="package")
def browser(driver: BrowserType) -> Iterator[Browser]:
    with driver.launch(executable_path=found(NAMES), args=FLAGS) as running:
        yield running


@pytest.fixture(scope="package")
def whole_browser(driver: BrowserType) -> Iterator[Browser]:
    """For notifications, which the one without windows does not show."""
    with driver.launch(executable_path=found(WHOLE), args=FLAGS) as running:
        yield running


@pytest.fixture(scope="package")
def site(django_db_setup: None, django_db_blocker: DjangoDbBlocker, session_stack: EmbeddedStack) -> Iterator[Site]:
    """The web process of all browser tests, over the test database."""
    with django_db_blocker.unblock():
        LogEpoch.objects.all().delete()  # emptied tables would change the log's name in the middle of a test
    named = session_stack.environment()
    url = named["DATABASE_URL"].rsplit("/", 1)[0] + "/" + str(connection.settings_dict["NAME"])
    running = Site({**named, "DATABASE_URL": url}, SNUG_DEMO="1", SNUG_RATE_FACTOR="50")
    running.start()
    yield running
    running.stop()


class Watch:
    """What a page must never do, noted down while it is open."""

    def __init__(self, site: Site) -> None:
        self.host = urlsplit(site.url).netloc
        self.faults: list[str] = []

    def on(self, page: Page) -> None:
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        page.on("request", self._on_request)

    def _on_console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.faults.append(f"refused content: {message.text}")

    def _on_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in OURS and address.netloc != self.host:
            self.faults.append(f"foreign request: {request.url}")


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, site: Site, transactional_db: None) -> Iterator[Visit]:
    """`visit(person, size=PHONE, client=None, **options)` → a page of its own browser context at the site.

    `person` None is signed out; `client` gives the session of a django test client instead; `options` are Playwright's
    for a context, e.g. color_scheme="dark", java_script_enabled=False. The page knows the site: goto("/").
    """
    contexts: list[BrowserContext] = []
    watch = Watch(site)

    def open_page(
        person: Person | None = None,
        *,
        size: dict[str, int] = PHONE,
        client: Client | None = None,
        **options: Any,
    ) -> Page:
        context = browser.new_context(
            base_url=site.url, viewport=size, has_touch=size is PHONE, reduced_motion="reduce", **options
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        if person is not None and client is None:
            client = Client()
            client.force_login(person, backend=BACKEND)
        if client is not None:
            context.add_cookies(
                [{"name": name, "value": morsel.value, "url": site.url} for name, morsel in client.cookies.items()]
            )
        page = context.new_page()
        watch.on(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert watch.faults == []


@pytest.fixture
def shoot() -> Callable[[Page, str], None]:
    """Writes a screenshot of what the window shows to SNUG_SHOTS; does nothing without that variable."""
    folder = os.environ.get("SNUG_SHOTS")

    def take(page: Page, name: str) -> None:
        if folder:
            page.screenshot(path=Path(folder) / f"{name}.png")

    return take
