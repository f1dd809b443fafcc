"""Hostile files: each is refused, or what is made of it carries nothing of it (trust.md R29)."""

import io
import struct
from collections import Counter
from functools import cache

import pytest
from PIL import Image

from community.errors import Invalid, Unavailable
from messaging.media import workshop
from messaging.media.documents import check_pdf, looks_like_pdf
from messaging.media.rebuild import Rebuilt, Refused, rebuild
from messaging.media.sizes import SIZES
from messaging.media.workshop import make_anew
from tests.messaging.hostile_media import CANARY, PICTURES, broken_pdfs, no_pictures, pdf, picture

MUST_BE_REFUSED = ("no_pictures",)
MUST_BE_REBUILT = ("polyglots", "telling", "odd_but_whole")


@cache
def _files() -> list[tuple[str, str, bytes]]:
    return [(kind.__name__, name, data) for kind in PICTURES for name, data in kind()]


def test_each_hostile_file_is_refused_or_made_harmless() -> None:
    assert len(_files()) + len(list(broken_pdfs())) >= 150
    outcome: Counter[tuple[str, str]] = Counter()
    for kind, name, data in _files():
        try:
            made = rebuild(data)
        except Refused:
            outcome[kind, "refused"] += 1
            continue
        outcome[kind, "rebuilt"] += 1
        assert not _carries_anything(made), name
    assert all(outcome[kind, "rebuilt"] == 0 for kind in MUST_BE_REFUSED), outcome
    assert all(outcome[kind, "refused"] == 0 for kind in MUST_BE_REBUILT), outcome
    # Both ends are met: a gate that refuses everything or nothing would pass otherwise.
    assert outcome["truncated", "refused"] > 15 and outcome["bombs", "refused"] > 8 and outcome["bombs", "rebuilt"] > 2


def test_of_what_tells_something_the_file_that_comes_in_carries_it() -> None:
    """The test above would pass if the canary had never been in."""
    telling = [data for kind, _name, data in _files() if kind in ("telling", "polyglots")]
    assert sum(CANARY in data for data in telling) > 30


def test_the_process_that_decodes_says_the_same_and_ends_by_itself() -> None:
    """The whole way for some of them: through the process with its bounds."""
    made = make_anew(picture("JPEG", (640, 480)))
    assert (made.width, made.height) == (640, 480) and set(made.sizes) == set(SIZES)
    with pytest.raises(Invalid) as refused:
        make_anew(next(data for name, data in no_pictures() if name == "svg"))
    assert refused.value.code == "unsupported_media"
    assert all(word in str(refused.value.words) for word in ("JPEG", "PNG", "WebP", "GIF"))


def test_what_takes_too_long_ends_alone_and_who_finds_no_place_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(workshop, "WALL_S", 0.001)
        for _ in range(workshop.AT_ONCE + 1):  # each gives its place back
            with pytest.raises(Invalid):
                make_anew(picture("PNG"))
    monkeypatch.setattr(workshop, "WAIT_S", 0.001)
    held = [workshop._places.acquire() for _ in range(workshop.AT_ONCE)]
    try:
        with pytest.raises(Unavailable):
            make_anew(picture("PNG"))
    finally:
        for _ in held:
            workshop._places.release()
    assert make_anew(picture("PNG")).width == 48


def test_a_picture_stands_upright_before_it_forgets_how_it_was_held() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # held on its side: the red corner is at the top right when it stands
    made = rebuild(picture("JPEG", (480, 320), exif=exif.tobytes(), quality=95))
    assert (made.width, made.height) == (320, 480)
    shown = Image.open(io.BytesIO(made.sizes["large"])).convert("RGB")
    red, green, blue = shown.getpixel((300, 20))  # type: ignore[misc]
    assert red > 200 and green < 60 and blue < 60


def test_the_same_photo_twice_is_two_files_with_one_mark() -> None:
    """R4: no hash of a file tells that two profiles are one person; R29: what is on the list is known again."""
    upload = picture("PNG", (900, 700))
    first, second = rebuild(upload), rebuild(upload)
    assert all(first.sizes[name] != second.sizes[name] for name in SIZES)
    assert first.marks[0] == second.marks[0]
    for saved in first.sizes.values():  # what somebody has saved from here and sends again
        assert rebuild(saved).marks[0] in first.marks


def test_a_pdf_that_does_something_or_is_none_is_refused() -> None:
    check_pdf(pdf())
    for name, data in broken_pdfs():
        with pytest.raises(Invalid):
            check_pdf(data)
        assert data, name
    assert looks_like_pdf(pdf()) and not looks_like_pdf(picture("PNG"))


def _carries_anything(made: Rebuilt) -> bool:
    files = [*made.sizes.values(), made.blur]
    return any(CANARY in data or _chunks(data) != [b"VP8 "] or not _is_bounded(data) for data in files)


def _is_bounded(data: bytes) -> bool:
    with Image.open(io.BytesIO(data)) as opened:
        return max(opened.size) <= SIZES["large"] and not opened.getexif() and "icc_profile" not in opened.info


def _chunks(webp: bytes) -> list[bytes]:
    """All there is in the file, to its last byte."""
    assert webp[:4] == b"RIFF" and webp[8:12] == b"WEBP" and struct.unpack("<I", webp[4:8])[0] == len(webp) - 8
    found, at = [], 12
    while at < len(webp):
        found.append(webp[at : at + 4])
        at += 8 + struct.unpack("<I", webp[at + 4 : at + 8])[0]
        at += at % 2
    return found
