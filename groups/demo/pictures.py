"""What the people of the demo photograph and hand round: painted here pixel by pixel, the same on every machine."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Sequence

from PIL import Image, ImageDraw

WIDTH, HEIGHT, TIMES = 240, 180, 6  # painted small, and shown with its pixels
Colour = tuple[int, int, int]
_DAWN: tuple[Colour, ...] = ((38, 46, 84), (92, 70, 112), (186, 98, 104), (238, 150, 92), (250, 206, 130))
_WATER: tuple[Colour, ...] = ((226, 152, 104), (150, 98, 104), (74, 66, 98), (34, 40, 70))
_DARK: Colour = (28, 30, 46)
_FONT = b"<< /Font << /F1 5 0 R >> >>"


def harbour() -> bytes:
    """Cranes and a barge before a sunrise over the water, as PNG."""
    image = Image.new("RGB", (WIDTH, HEIGHT))
    horizon, dice = 108, random.Random("snug:harbour")  # noqa: S311 (the same picture everywhere)
    _fade(image, 0, horizon, _DAWN, dice)
    _fade(image, horizon, HEIGHT, _WATER, dice)
    draw = ImageDraw.Draw(image)
    draw.ellipse((138, 80, 174, 116), fill=(255, 236, 178))
    _fade(image, horizon, HEIGHT, _WATER, dice)
    for row in range(horizon, HEIGHT, 3):
        reach = 6 + (row - horizon) // 3
        for _ in range(4):
            at = 156 + dice.randint(-reach, reach)
            draw.line((at - dice.randint(2, 9), row, at + dice.randint(2, 9), row), fill=(255, 220, 150))
    draw.rectangle((0, horizon - 5, 96, horizon), fill=_DARK)
    for at in (14, 44, 74):
        _crane(draw, at, horizon)
    draw.polygon([(168, 122), (226, 122), (218, 132), (176, 132)], fill=_DARK)
    draw.rectangle((206, 112, 218, 122), fill=_DARK)
    draw.rectangle((209, 115, 211, 117), fill=(255, 214, 120))
    return _png(image)


def pastries() -> bytes:
    """Three cinnamon rolls on a plate, seen from above, as PNG."""
    image = Image.new("RGB", (WIDTH, HEIGHT), (150, 104, 70))
    draw, dice = ImageDraw.Draw(image), random.Random("snug:pastries")  # noqa: S311 (the same picture everywhere)
    for row in range(0, HEIGHT, 2):
        shade = dice.randint(-9, 9)
        draw.line((0, row, WIDTH, row), fill=(148 + shade, 102 + shade, 68 + shade))
    for row in range(0, HEIGHT, 36):
        draw.line((0, row, WIDTH, row), fill=(112, 76, 52), width=2)
    draw.ellipse((36, 8, 204, 176), fill=(206, 212, 214))
    draw.ellipse((40, 8, 204, 172), fill=(244, 246, 244))
    draw.ellipse((58, 26, 186, 154), outline=(222, 228, 228), width=2)
    for x, y in ((92, 66), (152, 76), (114, 122)):
        _roll(draw, x, y)
    for _ in range(60):
        x, y = dice.randint(52, 192), dice.randint(22, 158)
        draw.point((x, y), fill=(206, 160, 104))
    return _png(image)


def route(title: str, lines: Sequence[str]) -> bytes:
    """A page of plain lines as PDF. Latin letters only."""
    words = "".join(f"({_escaped(line)}) Tj T*\n" for line in lines)
    page = f"BT /F1 22 Tf 60 770 Td ({_escaped(title)}) Tj /F1 13 Tf 22 TL 0 -40 Td\n{words}ET".encode("latin-1")
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources %s >>" % _FONT,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    tail = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, len(made))
    return made + head + table + tail


def _fade(image: Image.Image, top: int, bottom: int, colours: Sequence[Colour], dice: random.Random) -> None:
    """From one colour to the next, mixed in grains."""
    for row in range(top, bottom):
        place = (row - top) / (bottom - top) * (len(colours) - 1)
        for column in range(image.width):
            image.putpixel((column, row), colours[min(int(place + dice.random()), len(colours) - 1)])


def _crane(draw: ImageDraw.ImageDraw, at: int, ground: int) -> None:
    draw.line((at, ground, at + 4, ground - 46), fill=_DARK, width=2)
    draw.line((at + 14, ground, at + 10, ground - 46), fill=_DARK, width=2)
    draw.line((at + 2, ground - 20, at + 12, ground - 20), fill=_DARK)
    draw.rectangle((at - 6, ground - 50, at + 30, ground - 47), fill=_DARK)
    draw.line((at + 7, ground - 64, at + 30, ground - 49), fill=_DARK)
    draw.line((at + 7, ground - 64, at - 6, ground - 49), fill=_DARK)
    draw.line((at + 26, ground - 47, at + 26, ground - 28), fill=_DARK)


def _roll(draw: ImageDraw.ImageDraw, x: int, y: int) -> None:
    draw.ellipse((x - 27, y - 21, x + 29, y + 25), fill=(196, 190, 184))
    draw.ellipse((x - 28, y - 23, x + 28, y + 23), fill=(186, 116, 54))
    draw.ellipse((x - 25, y - 21, x + 25, y + 19), fill=(214, 148, 76))
    turns = [step / 12 for step in range(12 * 15)]
    coil = [(x + turn * 1.55 * math.cos(turn), y - 1 + turn * 1.25 * math.sin(turn)) for turn in turns]
    draw.line(coil, fill=(132, 72, 34), width=2)
    draw.line([(left, up - 2) for left, up in coil], fill=(232, 178, 110))


def _escaped(words: str) -> str:
    return words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _png(image: Image.Image) -> bytes:
    kept = io.BytesIO()
    image.resize((WIDTH * TIMES, HEIGHT * TIMES), Image.Resampling.NEAREST).save(kept, "PNG")
    return kept.getvalue()
