"""What another app hands over: it waits on the device, is said where its person chooses, and is nobody else's."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from community.embedded.process import wait_until
from messaging.models import Media, Message
from tests.browser.conftest import BACKEND, DESK, Visit
from tests.browser.offline import READY, held, keeps
from tests.browser.talking import TALK, no_barriers
from tests.cast import Cast
from tests.site import Site

LAMP = "Who brings the lamp?"
# As the system does it: a form that is posted, without anything of ours in it.
HAND_OVER = """async ([text, photo, to]) => {
  const make = (tag, how) => Object.assign(document.createElement(tag), how);
  const form = make("form", { method: "post", action: to, enctype: "multipart/form-data" });
  const field = (name, value) => form.append(make("input", { type: "hidden", name, value }));
  field("title", "From elsewhere");
  field("text", text);
  field("url", "https://snug.example/lamp");
  if (photo) {
    const canvas = make("canvas", { width: 64, height: 48 });
    canvas.getContext("2d").fillRect(0, 0, 30, 30);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg"));
    const files = new DataTransfer();
    files.items.add(new File([blob], "lamp.jpg", { type: "image/jpeg" }));
    const input = make("input", { type: "file", name: "photos" });
    input.files = files.files;
    form.append(input);
  }
  document.body.append(form);
  form.submit();
}"""


@pytest.fixture(scope="module")
def browser(whole_browser: Browser) -> Browser:
    """The one without windows never answers about what a device keeps while a page's clock is a test's."""
    return whole_browser


def with_worker(page: Page, site: Site) -> Page:
    keeps(page, site)
    page.goto("/me/")
    assert wait_until(lambda: page.evaluate(READY), 20)
    return page


def hands_over(page: Page, text: str, to: str = "/share/", *, photo: bool = False) -> None:
    with page.expect_navigation(url="**/share/"):
        page.evaluate(HAND_OVER, [text, photo, to])
    expect(page.locator("#share-words")).to_have_value(f"{text}\nFrom elsewhere\nhttps://snug.example/lamp")


def test_a_photo_is_shared_into_a_room_that_one_chooses(cast: Cast, visit: Visit, site: Site) -> None:
    page = with_worker(visit(cast.ana), site)
    hands_over(page, LAMP, photo=True)
    assert not Message.objects.exists(), "nothing is sent by sharing alone"
    assert not Media.objects.exists()
    page.get_by_label("What can be seen? lamp.jpg").fill("A lamp")
    page.get_by_text("Harbour Runners · Talk").click()
    no_barriers(page)
    page.locator("#share-words").fill(LAMP)
    page.get_by_role("button", name="Send").click()
    page.wait_for_url(f"**{TALK}")
    expect(page.locator(".log .bubble", has_text=LAMP)).to_have_count(1)
    assert [one.body for one in Message.objects.all()] == [LAMP]
    assert Media.objects.get().alt == "A lamp"
    assert held(page)["shares"] == []


def test_what_was_shared_waits_for_signing_in_and_for_the_network(cast: Cast, visit: Visit, site: Site) -> None:
    client = Client()
    client.force_login(cast.ana, backend=BACKEND)
    page = with_worker(visit(client=client, size=DESK), site)
    client.logout()
    page.goto("/")
    page.evaluate(HAND_OVER, [LAMP, False, "/share/"])
    page.wait_for_url("**/signin/?next=/share/")
    assert wait_until(lambda: held(page)["meta"] == [], 10)
    assert [one["text"] for one in held(page)["shares"]] == [LAMP]
    client.force_login(cast.ana, backend=BACKEND)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site.url}])
    page.goto("/share/")
    expect(page.locator("#share-words")).to_have_value(f"{LAMP}\nFrom elsewhere\nhttps://snug.example/lamp")
    page.get_by_text("Harbour Runners · Talk").click()
    page.context.set_offline(True)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("It did not get through. It waits here")).to_be_visible()
    assert len(held(page)["shares"]) == 1
    page.context.set_offline(False)
    page.get_by_role("button", name="Send").click()
    page.wait_for_url(f"**{TALK}")
    assert Message.objects.count() == 1


def test_without_scripts_its_fields_stay_within_a_phone(cast: Cast, visit: Visit) -> None:
    page = visit(cast.ana, size={"width": 320, "height": 700}, java_script_enabled=False)
    page.goto("/share/")
    edges = [page.locator(one).bounding_box() for one in ("main", "#share", "#share-files")]
    (frame, form, field) = [(box["x"], box["x"] + box["width"]) for box in edges if box]
    assert frame[0] < form[0] < field[0] < field[1] < form[1] < frame[1]
    assert round(form[0] - frame[0]) == round(frame[1] - form[1])


def test_a_form_on_another_site_sends_nothing(cast: Cast, visit: Visit, site: Site) -> None:
    page = with_worker(visit(cast.ana), site)
    evil = page.context.new_page()
    evil.set_content("<p>Look, a lamp</p>")
    hands_over(evil, LAMP, f"{site.url}/share/")
    evil.wait_for_timeout(500)
    assert not Message.objects.exists()
    assert not Media.objects.exists()
    plain = visit(cast.ben, service_workers="block")
    plain.set_content("<p>Look, a lamp</p>")
    plain.evaluate(HAND_OVER, [LAMP, True, f"{site.url}/share/"])
    expect(plain.get_by_text("Nothing was sent, and nothing was stored.")).to_be_visible()
    assert not Media.objects.exists()


def test_an_hour_later_nothing_is_left_of_it(cast: Cast, visit: Visit, site: Site) -> None:
    page = with_worker(visit(cast.ana), site)
    hands_over(page, LAMP)
    page.clock.install()
    page.clock.fast_forward("59:00")
    page.goto("/share/")
    assert len(held(page)["shares"]) == 1
    page.clock.fast_forward("02:00")
    page.goto("/share/")
    assert wait_until(lambda: held(page)["shares"] == [], 10)
    expect(page.locator("#share-words")).to_have_value("")
