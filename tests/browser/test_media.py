"""Photos and files in the conversation: chosen, pasted, described, sent, looked at, and gone with their message."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload, Page, expect

from community.embedded.process import wait_until
from messaging.models import Media
from tests.browser.conftest import DESK, Visit
from tests.browser.talking import open_talk, say
from tests.cast import Cast
from tests.messaging.hostile_media import pdf

# Pastes a picture as a screenshot is pasted.
PASTE = """() => new Promise((done) => document.createElement("canvas").toBlob((blob) => {
  const data = new DataTransfer();
  data.items.add(new File([blob], "image.png", { type: "image/png" }));
  document.querySelector("#write").dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
  done();
}))"""
LOADED = "(images) => images.length > 0 && images.every((image) => image.complete && image.naturalWidth > 0)"


def landscape(top: str, hill: str, size: tuple[int, int] = (1200, 800)) -> bytes:
    """Something like a photo: a sky, a hill, a sun."""
    made = Image.new("RGB", size, top)
    draw = ImageDraw.Draw(made)
    width, height = size
    draw.ellipse((width * 0.62, height * 0.15, width * 0.78, height * 0.15 + width * 0.16), fill="#ffe9b0")
    draw.polygon(
        [(0, height), (0, height * 0.7), (width * 0.4, height * 0.4), (width, height * 0.8), (width, height)], hill
    )
    out = io.BytesIO()
    made.save(out, "JPEG", quality=88)
    return out.getvalue()


def photos() -> list[FilePayload]:
    looks = [("#f3b27a", "#46523f"), ("#9cc4d8", "#33604a"), ("#5b6a94", "#22262e")]
    return [
        FilePayload(name=f"IMG_{n}.JPG", mimeType="image/jpeg", buffer=landscape(*look)) for n, look in enumerate(looks)
    ]


def shown(page: Page) -> None:
    """All photos of the timeline are there, none broken."""
    expect(page.locator(".log .shot__img").first).to_be_visible()
    assert wait_until(lambda: page.locator(".log .shot__img").evaluate_all(LOADED), 15)


def test_photos_are_sent_looked_at_and_gone_with_their_message(
    visit: Visit, cast: Cast, shoot: Callable[[Page, str], None]
) -> None:
    ana, ben = open_talk(visit(cast.ana)), open_talk(visit(cast.ben, size=DESK, color_scheme="dark"))
    ana.locator("#add-media").set_input_files(photos())
    expect(ana.locator(".tray__one[data-state=there]")).to_have_count(3)
    ana.get_by_label("What can be seen?").first.fill("Sunrise behind the crane")
    shoot(ana, "media-tray-phone")
    _has_no_fault(ana)
    ana.get_by_role("button", name="Send").tap()
    for page in (ana, ben):
        expect(page.locator(".log .shot")).to_have_count(3)
        shown(page)
    expect(ana.locator(".tray")).to_be_hidden()
    shoot(ana, "media-grid-phone")
    shoot(ben, "media-grid-desk-dark")
    _has_no_fault(ben)

    _looks_at_them_with_keys(ben, shoot)
    ben.reload()  # as the server draws it, without anything that jumps when the pictures come
    shown(ben)
    assert ben.locator(".log .shot__img").first.bounding_box()["height"] > 100  # type: ignore[index]

    ben.locator(".shot").first.click()
    expect(ben.get_by_role("dialog")).to_be_visible()
    _take_back(ana)
    expect(ben.get_by_role("dialog")).to_have_count(0)
    expect(ben.locator(".log .shot")).to_have_count(0)


def _looks_at_them_with_keys(page: Page, shoot: Callable[[Page, str], None]) -> None:
    first = page.get_by_role("link", name="Sunrise behind the crane")
    first.focus()
    page.keyboard.press("Enter")
    box = page.get_by_role("dialog")
    expect(box.get_by_role("img", name="Sunrise behind the crane")).to_be_visible()
    expect(box.locator(".lightbox__said")).to_have_text("Sunrise behind the crane")
    expect(box).to_contain_text("1/3")
    expect(box.locator(".lightbox__img")).to_have_attribute("src", re.compile("/large/"))
    shoot(page, "media-lightbox-desk")
    _has_no_fault(page)
    for _ in range(4):  # beyond the last there is none
        page.keyboard.press("ArrowRight")
    expect(box).to_contain_text("3/3")
    page.keyboard.press("Home")
    expect(box).to_contain_text("1/3")
    page.keyboard.press("Escape")
    expect(box).to_have_count(0)
    expect(first).to_be_focused()


def _take_back(page: Page) -> None:
    page.locator(".msg", has=page.locator(".shot")).get_by_role("button", name="React and more").dispatch_event("click")
    page.get_by_role("dialog").get_by_role("button", name=re.compile("^Delete")).click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()


def test_a_file_a_pasted_picture_and_what_cannot_be_sent(
    visit: Visit, cast: Cast, shoot: Callable[[Page, str], None], tmp_path: Path
) -> None:
    ana, ben = open_talk(visit(cast.ana, size=DESK)), open_talk(visit(cast.ben))
    ana.evaluate(PASTE)
    expect(ana.locator(".tray__one[data-state=there]")).to_have_count(1)
    ana.locator("#add-media").set_input_files(
        [
            FilePayload(name="Plan.pdf", mimeType="application/pdf", buffer=pdf()),
            FilePayload(name="drawing.svg", mimeType="image/svg+xml", buffer=b"<svg/>"),
        ]
    )
    refused = ana.locator(".tray__one[data-state=failed]")
    expect(refused).to_contain_text("Photos come as JPEG, PNG, WebP or GIF")
    say(ana, "The plan, and where we meet")
    expect(ana.locator("#composer-note")).to_contain_text("did not get through")  # and nothing is lost
    expect(ana.locator("#write")).to_have_value("The plan, and where we meet")
    shoot(ana, "media-refused-desk")
    refused.get_by_role("button", name="Take it away").click()
    ana.get_by_role("button", name="Send").click()
    expect(ben.locator(".log .shot")).to_have_count(1)
    link = ben.get_by_role("link", name=re.compile("Plan.pdf"))
    with ben.expect_download() as saved:
        link.click()
    assert saved.value.suggested_filename == "Plan.pdf"
    assert Path(saved.value.path()).read_bytes() == pdf()
    shoot(ben, "media-file-phone")
    assert Media.objects.filter(message=None).count() == 0


def _has_no_fault(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert not found, [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found]
