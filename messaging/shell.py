"""What opens without a network: one page in each language, the same for everybody, and all that it is made of.

The worker keeps it from its installation on (community/worker/shell.js). It says nothing of anybody: what it shows lies
on the device.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from messaging.page_words import words

# Where one part names another: a page's own files, a module's imports (not those in its comments), a style's fonts.
_NAMED = {
    ".html": re.compile(r'"/offline/static/([^"#]+)'),
    ".js": re.compile(r"""^(?!\s*/?\*).*?(?:from|import)\s*\(?\s*"(\.[^"]+\.js)""", re.M),
    ".css": re.compile(r"""url\(["']?([^"')#?]+)"""),
}


def shell() -> dict[str, Any]:
    """As the worker takes it: `{version, pages: {language: address}, assets: [address]}`. The version is another one
    whenever a byte of it is."""
    pages = {language: reverse("messaging:shell", args=[language]) for language, _name in settings.LANGUAGES}
    texts = {language: page(language) for language in pages}
    files = _all_of(texts.values())
    mark = hashlib.sha256()
    for part in (*(text.encode() for text in texts.values()), *files.values()):
        mark.update(hashlib.sha256(part).digest())
    assets = [f"{settings.STATIC_URL}{name}" for name in files]
    return {"version": mark.hexdigest()[:16], "pages": pages, "assets": assets}


@cache
def page(language: str) -> str:
    """The page in that language. Its files have addresses of their own, so that the worker answers for them alone."""
    with translation.override(language):
        text = render_to_string("messaging/offline.html", {"client_words": {**words(), **_own_words()}})
    return text.replace(f'"{settings.STATIC_URL}', f'"/offline{settings.STATIC_URL}')


def _own_words() -> dict[str, str]:
    return {
        "photo": _("Photo: when you are back online"),
        "poll": _("Poll: when you are back online"),
        "as_of": _("As of {time}."),
        "closed_here": _("Offline."),
        "back_online": _("You are back online."),
        "not_kept": _("This page is not on this device."),
        "own_only": _("What you wrote last was not said. It stands here, so that you can copy it."),
    }


def _all_of(texts: Any) -> dict[str, bytes]:
    """The files of these pages and all that they bring along, by their names below /static/, in order."""
    waiting = {name for text in texts for name in _NAMED[".html"].findall(text)}
    found: dict[str, bytes] = {}
    while waiting:
        name = waiting.pop()
        found[name] = _read(name)
        waiting |= {one for one in _named_in(name, found[name]) if one not in found}
    return dict(sorted(found.items()))


def _named_in(name: str, text: bytes) -> Iterator[str]:
    pattern = _NAMED.get(posixpath.splitext(name)[1])
    for other in pattern.findall(text.decode()) if pattern else ():
        if not other.startswith(("data:", "/")):
            yield posixpath.normpath(posixpath.join(posixpath.dirname(name), other))


def _read(name: str) -> bytes:
    """As it is served: from where it was collected to, else from where it is written."""
    path = finders.find(name) or staticfiles_storage.path(name)
    return Path(str(path)).read_bytes()
