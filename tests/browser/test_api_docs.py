"""The page that describes the API, in a real Chromium: nothing refused by the content policy, nothing foreign asked."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, Visit


def test_the_api_can_be_read_without_a_foreign_request(visit: Visit, shoot: Callable[[Page, str], None]) -> None:
    page = visit(size=DESK)
    page.goto("/api/v1/docs/")
    expect(page.get_by_role("heading", name="Snug")).to_be_visible()
    operation = page.locator("#operations-auth-askForCode")
    expect(operation).to_be_visible()
    operation.locator("button.opblock-summary-control").click()
    expect(operation.get_by_text("email").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    shoot(page, "api-docs")
