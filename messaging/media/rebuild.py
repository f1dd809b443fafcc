"""A picture made anew from its pixels: no byte of what came in is in what goes out (trust.md R29).

Runs in a process of its own (`worker`), with bounded memory and time: here hostile files meet their decoders. Of what
moves only the first picture is decoded. Without Django.
"""

from __future__ import annotations

import hashlib
import io
import random
import struct
import warnings
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageCms

from messaging.media.sizes import BLUR, BLUR_QUALITY, FORMATS, JPEG_PIXELS, LONGEST, PIXELS, QUALITY, SIZES

UNSUPPORTED, TOO_LARGE = "unsupported_media", "too_many_pixels"
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_PATCH = 32
# What Pillow's decoders raise at broken files; one that does otherwise ends its own process alone.
_BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    LookupError,
    EOFError,
    AttributeError,
    struct.error,
    ArithmeticError,
    MemoryError,
    RuntimeError,
    Image.DecompressionBombError,
)
Image.MAX_IMAGE_PIXELS = JPEG_PIXELS  # what is more is refused by `_bounded` with words of its own


class Refused(Exception):
    """`code`: `UNSUPPORTED` for what is no whole picture of the four formats, `TOO_LARGE` for too many pixels."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """`sizes`: WebP by name; `marks`: digests of the pixels, as they were decoded and as each size shows them, so
    that what was saved from here and sent again is known as well."""

    width: int
    height: int
    sizes: dict[str, bytes]
    blur: bytes
    marks: list[bytes]


def rebuild(upload: bytes) -> Rebuilt:
    """Raises `Refused`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of large pictures, and of odd metadata that nobody takes over
        clean = _pixels(upload)
    sizes = {name: _webp(_unlike_others(_within(clean, side)), QUALITY) for name, side in SIZES.items()}
    marks = [_mark(clean), *(_mark(_decoded(made)) for made in sizes.values())]
    blur = _webp(_within(clean, BLUR), BLUR_QUALITY)
    return Rebuilt(clean.width, clean.height, sizes, blur, list(dict.fromkeys(marks)))


def _pixels(upload: bytes) -> Image.Image:
    """Upright, in sRGB, at most as large as the largest size, and nothing but pixels."""
    try:
        with Image.open(io.BytesIO(upload), formats=FORMATS) as opened:  # reads the head, decodes nothing yet
            _bounded(opened)
            profile, orientation = opened.info.get("icc_profile"), _orientation(opened)
            if opened.format == "JPEG":  # one of many pixels is decoded smaller
                opened.draft(opened.mode, (SIZES["large"], SIZES["large"]))
            small = _within(_plain_mode(opened), SIZES["large"])
        flat = _upright(_flat(_in_srgb(small, profile)), orientation)
        return Image.frombytes("RGB", flat.size, flat.tobytes())
    except _BROKEN:
        raise Refused(UNSUPPORTED) from None


def _bounded(opened: Image.Image) -> None:
    most = JPEG_PIXELS if opened.format == "JPEG" else PIXELS
    if opened.width * opened.height > most or max(opened.size) > LONGEST:
        raise Refused(TOO_LARGE)


def _orientation(opened: Image.Image) -> int:
    try:
        return int(opened.getexif().get(_ORIENTATION, 1))
    except _BROKEN:
        return 1


def _plain_mode(opened: Image.Image) -> Image.Image:
    """RGB, or RGBA where something may be seen through."""
    if opened.mode.startswith("I"):  # sixteen bits of grey: the upper eight
        opened.load()
        return opened.point(lambda value: value / 256).convert("L").convert("RGB")
    clear = opened.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in opened.info
    return opened.convert("RGBA" if clear else "RGB")


def _within(picture: Image.Image, side: int) -> Image.Image:
    small = picture.copy()
    small.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return small


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours as they were meant; a profile that cannot be read means nothing."""
    if not profile or picture.mode != "RGB":
        return picture
    try:
        meant = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        made = ImageCms.profileToProfile(picture, meant, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, *_BROKEN):
        return picture
    return made if made is not None else picture


def _flat(picture: Image.Image) -> Image.Image:
    """On white, so that nothing stays hidden behind what is clear."""
    if picture.mode != "RGBA":
        return picture
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper


def _upright(picture: Image.Image, orientation: int) -> Image.Image:
    turn = _TURNS.get(orientation)
    return picture.transpose(turn) if turn is not None else picture


def _unlike_others(picture: Image.Image) -> Image.Image:
    """A trace of noise, which nobody sees: the same photo sent to two groups is not the same file, by which its sender
    could be found out to be one person (R4)."""
    width, height = min(_PATCH, picture.width), min(_PATCH, picture.height)
    chance = random.SystemRandom()
    at = (chance.randint(0, picture.width - width), chance.randint(0, picture.height - height))
    noise = Image.frombytes("L", (width, height), bytes(128 + chance.randint(-4, 4) for _ in range(width * height)))
    patch = picture.crop((*at, at[0] + width, at[1] + height))
    changed = picture.copy()
    changed.paste(ImageChops.add(patch, noise.convert("RGB"), offset=-128), at)
    return changed


def _webp(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=quality, method=3)
    return out.getvalue()


def _decoded(made: bytes) -> Image.Image:
    with Image.open(io.BytesIO(made), formats=("WEBP",)) as opened:
        return opened.convert("RGB")


def _mark(picture: Image.Image) -> bytes:
    head = struct.pack(">II", *picture.size)
    return hashlib.sha256(head + picture.tobytes()).digest()
