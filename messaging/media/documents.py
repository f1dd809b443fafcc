"""Whether a file is a PDF, and one that only wants to be read (trust.md R29). Nobody opens it here: it is handed on as
it is, to be saved, never shown inside a page."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from community.errors import Invalid, TooLarge
from messaging.media.sizes import PDF_BYTES
from messaging.media.workshop import FIELD, unsupported

_HEAD = re.compile(rb"%PDF-(1\.[0-7]|2\.0)[\s%]")
_TAIL = re.compile(rb"startxref\s+\d{1,12}\s+%%EOF\s*\Z")
_STREAM = re.compile(rb"<<(?P<head>[^<>]{0,400}/ObjStm[^<>]{0,400})>>\s*stream\r?\n")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
# What makes a file do something, or carries another one.
_ACTIVE = re.compile(
    rb"/(JavaScript|JS|Launch|EmbeddedFiles?|Filespec|RichMedia|XFA|SubmitForm|ImportData|GoToE|GoToR)\b"
)
_MOST_PACKED = 4 * 1024 * 1024


def looks_like_pdf(upload: bytes) -> bool:
    return upload[:1024].lstrip()[:5] == b"%PDF-"


def check_pdf(upload: bytes) -> None:
    """Raises `Invalid` `unsupported_media` for what is no whole PDF, with words of its own for one that does
    something; `TooLarge`."""
    if len(upload) > PDF_BYTES:
        raise TooLarge(_("A PDF may have 10 MB at most."), field=FIELD)
    if not _HEAD.match(upload) or not _TAIL.search(upload[-1024:]) or b" obj" not in upload:
        raise unsupported()
    if any(_ACTIVE.search(_plain(part)) for part in (upload, *_packed(upload))):
        words = _("This PDF holds programs or other files. Print it to a new PDF and send that.")
        raise Invalid(words, field=FIELD, code="unsupported_media")


def _plain(part: bytes) -> bytes:
    """Names with their letters written out: `/J#61vaScript` is one of them, too."""
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part) if b"#" in part else part


def _packed(upload: bytes) -> Iterator[bytes]:
    """The objects that stand packed together, as far as they can be read, to a bound."""
    left = _MOST_PACKED
    for found in _STREAM.finditer(upload):
        if left <= 0:
            raise unsupported()
        try:
            opened = zlib.decompressobj().decompress(upload[found.end() :], left)
        except zlib.error:
            continue
        left -= len(opened)
        yield opened
