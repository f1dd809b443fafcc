"""The pictures of the tour: numbered as it goes, and one page that shows what each person saw at the same moment."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page

from tests.browser.conftest import PHONE
from tests.site import CHECKOUT

FOLDER = CHECKOUT / "var" / "tour"
NIGHT = "matchMedia('(prefers-color-scheme: dark)').matches"
HEAD = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>A tour of messaging</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 90rem; padding: 0 1rem; }
  section { border-top: 1px solid #8886; padding: 1rem 0; }
  h2 { font-size: 1rem; }
  .seen { display: flex; flex-wrap: wrap; gap: 1rem; align-items: flex-start; }
  figure { margin: 0; }
  img { display: block; height: 32rem; max-width: 100%; border: 1px solid #8886; border-radius: 8px; }
  figcaption { font-size: .875rem; opacity: .7; }
</style>
<h1>A tour of messaging</h1>
<p>Cara is the captain and sits at a desk, Ana is a member and has a phone. Each row is one moment, as both saw it.</p>
"""


class Moment(NamedTuple):
    number: int
    caption: str
    pictures: dict[str, str]  # file by who saw it


class Album:
    def __init__(self, folder: Path = FOLDER) -> None:
        self.folder = folder
        self.moments: list[Moment] = []
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.png"):
            old.unlink()

    def show(self, name: str, caption: str, **seen: Page) -> None:
        """What these people's windows show now."""
        number = len(self.moments) + 1
        pictures = {}
        for who, page in seen.items():
            pictures[who] = f"{number:02}-{name}.{who}.{look_of(page)}.png"
            page.screenshot(path=self.folder / pictures[who])
        self.moments.append(Moment(number, caption, pictures))

    def bind(self) -> None:
        """Writes the page; also after a tour that broke off, for what was seen until then."""
        rows = "".join(_row(moment) for moment in self.moments)
        (self.folder / "index.html").write_text(f"{HEAD}{rows}</html>\n", encoding="utf-8")


def look_of(page: Page) -> str:
    size = "phone" if page.viewport_size and page.viewport_size["width"] == PHONE["width"] else "desk"
    return f"{size}-{'dark' if page.evaluate(NIGHT) else 'light'}"


def _row(moment: Moment) -> str:
    figures = "".join(
        f'<figure><a href="{file}"><img src="{file}" alt="{escape(f"{who}: {moment.caption}")}" loading="lazy"></a>'
        f"<figcaption>{escape(file)}</figcaption></figure>\n"
        for who, file in moment.pictures.items()
    )
    return f'<section><h2>{moment.number}. {escape(moment.caption)}</h2>\n<div class="seen">{figures}</div></section>\n'
