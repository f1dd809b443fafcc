"""Has pictures made anew, a few at a time, each in a process of its own that cannot grow or stay (`worker`).

The web process only waits, in the thread of this one request; whoever finds no place in time is told to come again.
"""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import threading
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from community.errors import Invalid, TooLarge, Unavailable
from messaging.media.rebuild import TOO_LARGE, UNSUPPORTED, Rebuilt
from messaging.media.sizes import AT_ONCE, PHOTO_BYTES, WAIT_S, WALL_S

FIELD = "file"
# `-I` leaves the environment and the directory alone: it finds this package by the path it is given.
_RUN = "import sys; sys.path.insert(0, sys.argv[1]); from messaging.media.worker import main; main()"
_places = threading.BoundedSemaphore(AT_ONCE)


def make_anew(upload: bytes) -> Rebuilt:
    """Raises `Invalid` `unsupported_media`, `TooLarge`, `Unavailable` where too many wait."""
    if len(upload) > PHOTO_BYTES:
        raise TooLarge(_("A photo may have 15 MB at most."), field=FIELD)
    if not _places.acquire(timeout=WAIT_S):
        raise Unavailable(_("Many photos are being taken in just now. Try again in a moment."))
    try:
        told = _worked(upload)
    finally:
        _places.release()
    return _read(told)


def unsupported() -> Invalid:
    words = _("That cannot be sent. Photos come as JPEG, PNG, WebP or GIF, and files as PDF.")
    return Invalid(words, field=FIELD, code=UNSUPPORTED)


def _worked(upload: bytes) -> bytes:
    """What the process said; nothing where its bounds ended it."""
    command = [sys.executable, "-I", "-c", _RUN, str(Path(settings.BASE_DIR))]
    try:
        done = subprocess.run(command, input=upload, capture_output=True, timeout=WALL_S, check=False, env={})
    except subprocess.TimeoutExpired:
        return b""
    return done.stdout if done.returncode == 0 else b""


def _read(told: bytes) -> Rebuilt:
    if len(told) < struct.calcsize(">I"):
        raise unsupported()
    end = struct.calcsize(">I") + struct.unpack_from(">I", told)[0]
    head = json.loads(told[struct.calcsize(">I") : end])
    if "refused" in head:
        raise _refusal(head["refused"])
    files: dict[str, bytes] = {}
    for name, length in head["files"]:
        files[name], end = told[end : end + length], end + length
    blur, marks = files.pop("blur"), [bytes.fromhex(mark) for mark in head["marks"]]
    return Rebuilt(head["width"], head["height"], files, blur, marks)


def _refusal(code: str) -> Invalid:
    if code == TOO_LARGE:
        return TooLarge(_("That picture has too many pixels. Send it smaller."), field=FIELD)
    return unsupported()
