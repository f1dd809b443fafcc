"""How a hand brings photos along and turns them over: dropped, taken with the camera, swiped."""

from __future__ import annotations

from playwright.sync_api import FilePayload, Locator, Page, Route, expect

from tests.browser.conftest import DESK, Visit
from tests.browser.talking import open_talk, say
from tests.browser.test_media import photos, shown
from tests.cast import Cast

# Drags a picture, or a word, into the page and lets go; whether the page took it, instead of the browser opening it.
DROP = """async (kind) => {
  const data = new DataTransfer();
  const canvas = document.createElement("canvas");
  if (kind === "word") data.setData("text/plain", "a word");
  else data.items.add(new File([await new Promise((done) => canvas.toBlob(done))], "IMG.png", { type: "image/png" }));
  const target = document.querySelector("main.log");
  return ["dragover", "drop"].map((what) => !target.dispatchEvent(
    new DragEvent(what, { dataTransfer: data, bubbles: true, cancelable: true })));
}"""


def swipe(page: Page, box: Locator, by: int) -> None:
    stage = box.locator(".lightbox__stage").bounding_box()
    assert stage is not None
    middle, height = stage["x"] + stage["width"] / 2, stage["y"] + stage["height"] / 2
    page.mouse.move(middle - by / 2, height)
    page.mouse.down()
    page.mouse.move(middle + by / 2, height, steps=4)
    page.mouse.up()


def test_a_photo_is_dropped_anywhere_on_the_conversation_and_a_word_is_not_taken(visit: Visit, cast: Cast) -> None:
    ana = open_talk(visit(cast.ana, size=DESK))
    assert ana.evaluate(DROP, "word") == [False, False]
    expect(ana.locator(".tray__one")).to_have_count(0)
    assert ana.evaluate(DROP, "photo") == [True, True]
    expect(ana.locator(".tray__one[data-state=there]")).to_have_count(1)
    ana.get_by_role("button", name="Send").click()
    expect(ana.locator(".log .shot")).to_have_count(1)


def test_on_a_phone_the_camera_is_one_tap_away_and_brings_its_photo(visit: Visit, cast: Cast) -> None:
    ana = open_talk(visit(cast.ana))
    with ana.expect_file_chooser() as opened:
        ana.locator("button.composer__camera").tap()
    chooser = opened.value
    assert chooser.element.get_attribute("capture") == "environment", "the camera, and not the album"
    assert chooser.element.get_attribute("accept") == "image/*" and not chooser.is_multiple()
    chooser.set_files(photos()[:1])
    expect(ana.locator(".tray__one[data-state=there]")).to_have_count(1)


def test_a_swipe_turns_to_the_next_photo_and_a_short_one_to_none(visit: Visit, cast: Cast) -> None:
    ana = open_talk(visit(cast.ana))
    ana.locator("#add-media").set_input_files(photos())
    expect(ana.locator(".tray__one[data-state=there]")).to_have_count(3)
    ana.get_by_role("button", name="Send").tap()
    shown(ana)
    ana.locator(".log .shot").first.click()
    box = ana.get_by_role("dialog")
    expect(box).to_contain_text("1/3")
    for by, place in ((-200, "2/3"), (-30, "2/3"), (-200, "3/3"), (-200, "3/3"), (200, "2/3")):
        swipe(ana, box, by)
        expect(box).to_contain_text(place)
    ana.evaluate("document.documentElement.dir = 'rtl'")
    swipe(ana, box, 200)
    expect(box).to_contain_text("3/3")


def test_an_arrow_is_shown_only_where_there_is_a_photo_to_go_to(visit: Visit, cast: Cast) -> None:
    ana = open_talk(visit(cast.ana, size=DESK))
    ana.locator("#add-media").set_input_files(photos())
    expect(ana.locator(".tray__one[data-state=there]")).to_have_count(3)
    ana.get_by_role("button", name="Send").click()
    shown(ana)
    ana.locator(".log .shot").first.click()
    box = ana.locator("dialog.lightbox")
    before, after = (box.get_by_role("button", name=name) for name in ("The photo before", "The next photo"))
    expect(after).to_be_visible()
    expect(before).to_be_hidden()
    ana.keyboard.press("ArrowLeft")
    expect(box.locator(".lightbox__count")).to_have_text("1/3")
    after.click()
    expect(before).to_be_visible()
    after.click()
    expect(box.locator(".lightbox__count")).to_have_text("3/3")
    expect(after).to_be_hidden()
    expect(before).to_be_focused()
    ana.keyboard.press("ArrowRight")
    expect(box.locator(".lightbox__count")).to_have_text("3/3")


def test_a_photo_alone_has_no_arrows(visit: Visit, cast: Cast) -> None:
    ana = open_talk(visit(cast.ana, size=DESK))
    ana.locator("#add-media").set_input_files(photos()[:1])
    expect(ana.locator(".tray__one[data-state=there]")).to_have_count(1)
    ana.get_by_role("button", name="Send").click()
    ana.locator(".log .shot").first.click()
    expect(ana.locator("dialog.lightbox")).to_be_visible()
    expect(ana.locator(".lightbox__go:visible")).to_have_count(0)


def test_words_sent_while_their_photos_are_on_their_way_go_when_these_are_there(visit: Visit, cast: Cast) -> None:
    ana, ben = open_talk(visit(cast.ana)), open_talk(visit(cast.ben, size=DESK))
    held: list[Route] = []
    ana.route("**/media", lambda route: held.append(route), times=1)
    with ana.expect_request("**/media"):
        ana.locator("#add-media").set_input_files(photos())
    say(ana, "From the bridge")
    expect(ana.get_by_text("Sent as soon as the photos are there.")).to_be_visible()
    expect(ana.locator("#composer-note")).to_be_hidden()
    ana.get_by_role("button", name="Send").tap()  # once more changes nothing
    held[0].continue_()
    expect(ben.locator(".log .msg", has_text="From the bridge").locator(".shot")).to_have_count(3, timeout=15_000)
    expect(ben.locator(".log .msg", has_text="From the bridge")).to_have_count(1)
    expect(ana.locator("#write")).to_have_value("")
    expect(ana.locator("#write")).to_be_editable()
    expect(ana.get_by_text("Sent as soon as the photos are there.")).to_have_count(0)


def test_words_that_wait_for_a_photo_go_without_it_when_it_is_taken_away(visit: Visit, cast: Cast) -> None:
    ana = open_talk(visit(cast.ana))
    held: list[Route] = []
    ana.route("**/media", lambda route: held.append(route), times=1)
    with ana.expect_request("**/media"):
        ana.locator("#add-media").set_input_files(photos()[:1])
    say(ana, "Never mind the photo")
    ana.get_by_role("button", name="Take it away").tap()
    expect(ana.locator(".log .msg", has_text="Never mind the photo")).to_have_count(1)
    expect(ana.locator("#write")).to_have_value("")


def test_what_is_refused_among_many_comes_into_sight_and_is_not_offered_again(visit: Visit, cast: Cast) -> None:
    ana = open_talk(visit(cast.ana))
    drawing = FilePayload(name="drawing.svg", mimeType="image/svg+xml", buffer=b"<svg/>")
    ana.locator("#add-media").set_input_files([*photos(), drawing])
    expect(ana.locator(".tray__one[data-state=there]")).to_have_count(3, timeout=15_000)
    why = ana.locator(".tray__one[data-state=failed] .tray__why")
    expect(why).to_contain_text("Photos come as JPEG, PNG, WebP or GIF")
    expect(why).to_be_in_viewport(ratio=0.9)
    expect(why.get_by_role("button", name="Try again")).to_have_count(0)


def test_on_a_phone_a_photo_that_is_held_opens_the_menu_of_its_message_and_a_tap_the_photo(
    visit: Visit, cast: Cast
) -> None:
    ana = open_talk(visit(cast.ana))
    ana.locator("#add-media").set_input_files(photos()[:1])
    expect(ana.locator(".tray__one[data-state=there]")).to_have_count(1)
    ana.get_by_role("button", name="Send").tap()
    shown(ana)
    finger = ana.context.new_cdp_session(ana)
    stood = ana.locator(".log .shot").bounding_box()
    assert stood is not None
    point = {"x": stood["x"] + stood["width"] / 2, "y": stood["y"] + stood["height"] / 2}
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    menu = ana.get_by_role("dialog")
    expect(menu.get_by_role("button", name="Reply")).to_be_visible()
    expect(menu.get_by_role("button", name="Copy the words")).to_have_count(0)
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(ana.locator("dialog.lightbox")).to_have_count(0)
    menu.get_by_role("button", name="Reply").tap()
    expect(menu).to_have_count(0)
    ana.locator(".log .shot").first.tap()
    expect(ana.locator("dialog.lightbox")).to_be_visible()
