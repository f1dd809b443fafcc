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
_STREAM = re.compile(rb"(?<!end)stream[ \t]*(?:\r\n|\r|\n)?")
_PACKS = re.compile(rb"/ObjStm\b")
_PACKED_AS = re.compile(rb"/Filter\b")
# What a reader needs to find objects in a stream; some ask for nothing else.
_NAMES_NUMBER, _NAMES_FIRST = re.compile(rb"/N\b"), re.compile(rb"/First\b")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
# What makes a file do something, or carries another one.
_ACTIVE = re.compile(
    rb"/(JavaScript|JS|Launch|EmbeddedFiles?|Filespec|RichMedia|XFA|SubmitForm|ImportData|GoToE|GoToR)\b"
)
_MOST_PACKED = 4 * 1024 * 1024
_GULP = 64 * 1024
_LEAST = 256  # that each counts: many that hold nothing take time as well


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
    """The objects that stand packed together, to a bound. Raises `Invalid` where they stand so that they cannot be
    read here: whoever opens the file can."""
    left, done = _MOST_PACKED, 0
    for found in _STREAM.finditer(upload):
        head, done = _plain(upload[done : found.start()]), found.end()
        says_so = _PACKS.search(head) is not None
        if not says_so and not (_NAMES_NUMBER.search(head) and _NAMES_FIRST.search(head)):
            continue
        opened = _opened(upload, done, left)
        if opened is None and says_so and _PACKED_AS.search(head):
            raise unsupported()
        left -= max(len(opened or b""), _LEAST)
        if left <= 0:
            raise unsupported()
        yield opened or b""


def _opened(upload: bytes, start: int, most: int) -> bytes | None:
    """What is packed from there on; None where it is no deflate, or broken. Fed in pieces: what is left over of the
    whole file would be copied each time."""
    unpack, parts, view = zlib.decompressobj(), bytearray(), memoryview(upload)
    try:
        while start < len(upload) and not unpack.eof and len(parts) < most:
            parts += unpack.decompress(view[start : start + _GULP], most - len(parts))
            start += _GULP
    except zlib.error:
        return None
    return bytes(parts)
