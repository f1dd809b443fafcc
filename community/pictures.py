"""Pictures from outside, made anew from their pixels: nothing else of the file survives (trust.md R29)."""

import io

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from community.errors import Invalid, TooLarge

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")  # never SVG or HTML; phones convert HEIC when they send a file
MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 24_000_000
SIDE = 256


def square_png(upload: bytes, *, field: str) -> bytes:
    """The picture as a square PNG of 256 pixels, cut to its middle, without metadata.

    Raises `TooLarge`, or `Invalid` for what is no picture of the four formats (both with `field`).
    """
    if len(upload) > MOST_BYTES:
        raise TooLarge(_("A picture may have 2 MB at most."), field=field)
    try:
        with Image.open(io.BytesIO(upload), formats=FORMATS) as opened:  # reads the head, decodes nothing yet
            if opened.width * opened.height > MOST_PIXELS:
                raise TooLarge(_("That picture has too many pixels."), field=field)
            turned = ImageOps.exif_transpose(opened) or opened
            square = ImageOps.fit(turned.convert("RGBA"), (SIDE, SIDE), Image.Resampling.LANCZOS)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError, MemoryError):
        raise Invalid(_("That is no picture. Use PNG, JPEG, WebP or GIF."), field=field)
    clean = Image.frombytes("RGBA", square.size, square.tobytes())
    out = io.BytesIO()
    clean.save(out, "PNG", optimize=True)
    return out.getvalue()
