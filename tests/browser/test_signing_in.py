"""The door in a real browser: the code, a passkey from a virtual authenticator, the second factor, every page of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path
from typing import NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from community.actions import staff
from community.embedded.process import wait_until
from community.models import Role
from tests.browser.conftest import DESK, PHONE, Visit
from tests.cast import Cast
from tests.community.doors import app_code, with_app
from tests.site import Site

Shoot = Callable[[Page, str], None]


def mailed_code(site: Site, to: str) -> str:
    """The code of the newest mail to this address in the site's outbox."""
    outbox = Path(site.environment["SNUG_VAR"]) / "outbox"
    found: list[str] = []

    def look() -> bool:
        for file in sorted(outbox.glob("*.eml"), reverse=True):
            message = message_from_bytes(file.read_bytes(), policy=policy.default)
            if message["To"] == to:
                text = str(message.get_body(("plain",)).get_content())  # type: ignore[union-attr, attr-defined]
                found.extend(re.findall(r"^\s*(\d{6})\s*$", text, re.MULTILINE)[:1])
                return bool(found)
        return False

    assert wait_until(look, 10)
    return found[0]


def with_authenticator(page: Page) -> None:
    """A phone's own authenticator that always says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_in(page: Page, site: Site, address: str) -> None:
    page.goto("/signin/")
    page.get_by_label("Your e-mail").fill(address)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("6-digit code").fill(mailed_code(site, address))
    page.get_by_role("button", name="Continue").click()


def test_a_code_lets_in_and_the_browser_tells_the_time_zone(cast: Cast, visit: Visit, site: Site) -> None:
    page = visit(None, timezone_id="Asia/Tokyo")
    sign_in(page, site, cast.ana.email)
    page.wait_for_url(f"{site.url}/")
    cast.ana.refresh_from_db()
    assert cast.ana.time_zone == "Asia/Tokyo"


def test_a_wrong_code_says_so_and_costs_a_try(cast: Cast, visit: Visit, site: Site) -> None:
    page = visit(None)
    page.goto("/signin/")
    page.get_by_label("Your e-mail").fill(cast.ana.email)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("6-digit code").fill(f"{(int(mailed_code(site, cast.ana.email)) + 1) % 1_000_000:06}")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("That is not the code")).to_be_visible()
    expect(page.get_by_text("2 tries left")).to_be_visible()


def test_signing_in_works_without_javascript(cast: Cast, visit: Visit, site: Site) -> None:
    page = visit(None, java_script_enabled=False)
    page.goto("/signin/")
    expect(page.get_by_role("button", name="Use a passkey")).to_be_hidden()
    sign_in(page, site, cast.ana.email)
    page.wait_for_url(f"{site.url}/")


def test_a_passkey_is_made_and_signs_in_alone(cast: Cast, visit: Visit, site: Site) -> None:
    page = visit(cast.ana)
    with_authenticator(page)
    page.goto("/me/devices/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name of this passkey").fill("Ana’s phone")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("Ana’s phone")).to_be_visible()
    page.goto("/me/")
    page.get_by_role("button", name="Sign out on this device").click()
    page.wait_for_url(f"{site.url}/signin/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{site.url}/")
    page.goto("/me/")
    expect(page.get_by_text(cast.ana.email)).to_be_visible()


def test_a_passkey_is_the_second_factor_of_a_duty(cast: Cast, visit: Visit, site: Site) -> None:
    page = visit(None)
    with_authenticator(page)
    sign_in(page, site, cast.maya.email)
    page.goto("/second-factor/")
    page.get_by_role("link", name="Make a passkey").click()
    page.get_by_role("button", name="Make the passkey").click()
    page.get_by_role("link", name="I have kept them").click()
    page.goto("/me/")
    page.get_by_role("button", name="Sign out on this device").click()
    sign_in(page, site, cast.maya.email)
    page.wait_for_url("**/second-factor/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{site.url}/")


def test_a_device_without_the_passkey_is_told_the_other_way(cast: Cast, visit: Visit) -> None:
    page = visit(None)
    with_authenticator(page)
    page.goto("/signin/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("A code by mail always works")).to_be_visible()
    expect(page.get_by_role("button", name="Use a passkey")).to_be_enabled()


class Stop(NamedTuple):
    name: str
    path: str


STOPS = [
    Stop("set-up", "/second-factor/"),
    Stop("add-app", "/me/devices/app/"),
    Stop("add-passkey", "/me/devices/passkeys/add/"),
    Stop("devices", "/me/devices/"),
    Stop("me", "/me/"),
    Stop("mail", "/demo/mail/"),
]
FRESH = [
    Stop("devices-with-app", "/me/devices/"),
    Stop("recovery", "/me/devices/recovery/"),
    Stop("remove-app", "/me/devices/app/remove/"),
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "scheme"),
    [("phone", "light"), ("desk", "dark"), pytest.param("phone", "dark", marks=pytest.mark.soak)],
)
def test_every_page_of_the_door_is_fit_for_all(
    cast: Cast, visit: Visit, site: Site, shoot: Shoot, size: str, scheme: str
) -> None:
    page = visit(None, size=PHONE if size == "phone" else DESK, color_scheme=scheme)
    look = lambda name: _look(page, shoot, f"door-{name}-{size}-{scheme}")  # noqa: E731
    page.goto("/signin/")
    page.get_by_label("Your e-mail").fill(cast.maya.email)
    page.get_by_role("button", name="Send me a code").click()
    look("code")
    page.get_by_label("6-digit code").fill("12")
    page.get_by_role("button", name="Continue").click()
    look("code-wrong")
    sign_in(page, site, cast.maya.email)
    for stop in STOPS:
        page.goto(stop.path)
        look(stop.name)
    page.goto(_staff_link(cast))
    look("staff")
    secret = with_app(cast.maya)
    page.goto("/me/devices/recovery/")
    look("again")
    page.get_by_label("Code of your app").fill(app_code(secret))
    page.get_by_role("button", name="Continue").click()
    for stop in FRESH:
        page.goto(stop.path)
        look(stop.name)


def _look(page: Page, shoot: Shoot, name: str) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    width, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= window, f"{name} runs over the edge"
    shoot(page, name)


def _staff_link(cast: Cast) -> str:
    _made, token = staff.invite(cast.olga, kind=Role.Kind.VOICE, email=cast.maya.email, brand=cast.brand)
    return f"/staff/{token}/"
