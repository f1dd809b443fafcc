"""Hostile files, all made here: what people, and programs that mean harm, send instead of a photo or a PDF.

Each is `(name, bytes)`. Wherever there is room for it a file holds `CANARY`, which must not be in what is made of it.
"""

import gzip
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator

from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

CANARY = b"SNUG-CANARY-48.1372N-11.5756E"
TEXT = CANARY.decode()
Named = tuple[str, bytes]
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


def picture(kind: str, size: tuple[int, int] = (48, 32), **how: object) -> bytes:
    """Four corners of four colours: which way up it stands can be seen."""
    made = Image.new("RGB", size, "white")
    half = (size[0] // 2, size[1] // 2)
    made.paste("red", (0, 0, *half))
    made.paste("lime", (half[0], 0, size[0], half[1]))
    made.paste("blue", (0, half[1], half[0], size[1]))
    out = io.BytesIO()
    made.save(out, kind, **how)
    return out.getvalue()


def no_pictures() -> Iterator[Named]:
    """What is none of the four formats."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><desc>{TEXT}</desc></svg>'.encode()
    html = b"<!doctype html><script>alert(1)</script>" + CANARY
    yield "svg", svg
    yield "svg with a head", b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + svg
    yield "svgz", gzip.compress(svg)
    yield "html", html
    yield "html in utf-16", html.decode().encode("utf-16")
    yield "xhtml", b'<html xmlns="http://www.w3.org/1999/xhtml"><script>1</script></html>'
    yield "php", b"<?php system($_GET[0]);" + CANARY
    yield "nothing", b""
    yield "one byte", b"\xff"
    yield "zeros", bytes(4096)
    yield "words", CANARY * 20
    yield "javascript", b"alert(document.cookie)//" + CANARY
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../evil.py", CANARY)
    yield "zip", packed.getvalue()
    for name, head in _HEADS.items():
        yield name, head + CANARY + bytes(200)
    for kind in ("BMP", "TIFF", "ICO", "PCX", "PPM", "TGA", "SGI", "EPS", "DDS", "IM", "MSP", "XBM"):
        mode = "1" if kind in ("MSP", "XBM") else "RGB"
        out = io.BytesIO()
        Image.new(mode, (16, 16)).save(out, kind)
        yield f"a {kind} picture", out.getvalue()
    noise = random.Random(7)
    for number in range(6):
        yield f"noise {number}", noise.randbytes(600)


_HEADS = {
    "exe": b"MZ\x90\x00",
    "elf": b"\x7fELF",
    "heic": b"\x00\x00\x00\x18ftypheic",
    "avif": b"\x00\x00\x00\x18ftypavif",
    "mp4": b"\x00\x00\x00\x18ftypmp42",
    "webm": b"\x1a\x45\xdf\xa3",
    "flash": b"CWS\x0a",
    "psd": b"8BPS\x00\x01",
    "jpeg 2000": b"\x00\x00\x00\x0cjP  \r\n\x87\n",
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n",
    "imagemagick script": b'<?xml version="1.0"?><image><read filename="/etc/passwd"/></image>',
    "mvg": b"push graphic-context\nfill 'url(https://127.0.0.1/)'\n",
    "wasm": b"\x00asm",
    "pickle": b"\x80\x04\x95",
    "java class": b"\xca\xfe\xba\xbe",
    "jpeg head alone": b"\xff\xd8\xff\xe0",
    "png head alone": b"\x89PNG\r\n\x1a\n",
    "gif head alone": b"GIF89a",
    "gif that is a script": b"GIF89a/*" + bytes(30) + b"*/=1;alert(1)//",
    "webp head alone": b"RIFF\x24\x00\x00\x00WEBPVP8 ",
}


def truncated() -> Iterator[Named]:
    for kind in FORMATS:
        whole = picture(kind)
        for eighth in range(1, 8):
            yield f"{kind} cut at {eighth}/8", whole[: len(whole) * eighth // 8]


def corrupted() -> Iterator[Named]:
    for kind in FORMATS:
        for seed in range(8):
            chance, broken = random.Random(seed), bytearray(picture(kind))
            for _ in range(6):
                broken[chance.randrange(8, len(broken))] = chance.randrange(256)
            yield f"{kind} with wrong bytes {seed}", bytes(broken)


def polyglots() -> Iterator[Named]:
    """Whole pictures, and something else besides."""
    tails = {
        "html": b"<html><script>alert(1)</script>" + CANARY,
        "zip": b"PK\x03\x04" + CANARY + b"PK\x05\x06" + bytes(18),
        "php": b"<?php phpinfo(); ?>" + CANARY,
        "pdf": b"%PDF-1.4\n" + CANARY + b"\n%%EOF",
        "another picture": picture("JPEG") + CANARY,
        "a megabyte": CANARY * 30_000,
    }
    for kind in FORMATS:
        for what, tail in tails.items():
            yield f"{kind} with {what} behind it", picture(kind) + tail


def telling() -> Iterator[Named]:
    """Whole pictures that say where and by whom they were taken."""
    exif = Image.Exif()
    exif[0x010E], exif[0x013B], exif[0x0110] = TEXT, TEXT, TEXT
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 8.0, 13.9), 3: "E", 4: (11.0, 34.0, 32.1), 29: TEXT})
    colours = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:li>{TEXT}</rdf:li></x:xmpmeta>'.encode()
    for kind in ("JPEG", "PNG", "WEBP"):
        yield f"{kind} with GPS", picture(kind, exif=exif.tobytes())
        yield f"{kind} with colours and a canary", picture(kind, icc_profile=colours + CANARY)
        yield f"{kind} with a broken profile", picture(kind, icc_profile=CANARY * 9)
    for kind in ("JPEG", "WEBP"):
        yield f"{kind} with XMP", picture(kind, xmp=xmp)
    yield "JPEG with a comment", picture("JPEG", comment=CANARY)
    whole = picture("JPEG")
    for marker in (0xE2, 0xEC, 0xED, 0xEF):  # MPF, Ducky, IPTC, whatever
        part = struct.pack(">BBH", 0xFF, marker, len(CANARY) + 16) + b"Photoshop 3.0\0" + CANARY
        yield f"JPEG with APP{marker - 0xE0}", whole[:2] + part + whole[2:]
    for zipped in (False, True):
        said = PngInfo()
        said.add_text("Author", TEXT, zip=zipped)
        said.add_itxt("XML:com.adobe.xmp", xmp.decode(), zip=zipped)
        yield f"PNG with words, packed {zipped}", picture("PNG", pnginfo=said)
    yield "PNG with a chunk nobody knows", _with_chunk(picture("PNG"), b"cnRy", CANARY)
    yield "GIF with a comment", picture("GIF", comment=CANARY)
    yield "GIF with an application's block", _with_gif_block(picture("GIF"), b"\x21\xff\x0bXMP DataXMP")
    yield "GIF with plain text", _with_gif_block(picture("GIF"), b"\x21\x01\x0c" + bytes(12))
    whole = picture("WEBP")
    chunk = b"EXIF" + struct.pack("<I", len(CANARY) + 1) + CANARY + b"\0"
    yield "WEBP with a chunk behind", b"RIFF" + struct.pack("<I", len(whole) - 8 + len(chunk)) + whole[8:] + chunk


def _with_chunk(png: bytes, name: bytes, data: bytes) -> bytes:
    chunk = struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    return png[:33] + chunk + png[33:]


def _with_gif_block(gif: bytes, head: bytes) -> bytes:
    at = gif.index(b",")  # the first picture
    return gif[:at] + head + bytes([len(CANARY)]) + CANARY + b"\0" + gif[at:]


def bombs() -> Iterator[Named]:
    """Small files that want to become large, or to last."""
    png = picture("PNG")
    for width, height in (
        (60_000, 60_000),
        (2**31 - 1, 2**31 - 1),
        (1, 2**31 - 1),
        (30_000, 1),
        (0, 0),
        (0, 5),
        (5100, 5100),
    ):
        yield f"PNG said to be {width} by {height}", _with_size(png, width, height)
    said = struct.pack("<HH", 65_535, 65_535)
    gif = picture("GIF")
    yield "GIF said to be huge", gif[:6] + said + gif[10:]
    at = gif.index(b",")
    yield "GIF whose picture is said to be huge", gif[: at + 5] + said + gif[at + 9 :]
    jpeg, frame = picture("JPEG"), picture("JPEG").index(b"\xff\xc0")
    for side in (65_500, 20_001, 0):
        yield f"JPEG said to be {side} wide", jpeg[: frame + 5] + struct.pack(">HH", side, side) + jpeg[frame + 9 :]
    for name, head in {"zTXt": b"a\0\0", "iTXt": b"a\0\1\0\0\0", "iCCP": b"a\0\0"}.items():
        packed = zlib.compress(bytes(80 * 1024 * 1024), 9)
        yield f"PNG whose {name} unpacks to 80 MB", _with_chunk(png, name.encode(), head + packed)
    out = io.BytesIO()
    Image.new("1", (8000, 8000)).save(out, "PNG")
    yield "PNG of 64 megapixels in a few bytes", out.getvalue()
    for kind, number in (("GIF", 400), ("WEBP", 60), ("PNG", 60)):
        frames = [Image.new("RGB", (32, 32), (n % 256, n * 7 % 256, 9)) for n in range(number)]
        out = io.BytesIO()
        frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=1)
        yield f"{kind} of {number} pictures", out.getvalue()


def _with_size(png: bytes, width: int, height: int) -> bytes:
    head = b"IHDR" + struct.pack(">II", width, height) + png[24:29]
    return png[:12] + head + struct.pack(">I", zlib.crc32(head)) + png[33:]


def odd_but_whole() -> Iterator[Named]:
    """Modes and shapes that decoders do not see every day."""
    for mode in ("1", "L", "P", "LA", "RGBA", "I;16"):
        out = io.BytesIO()
        Image.new(mode, (20, 30)).save(out, "PNG")
        yield f"PNG in {mode}", out.getvalue()
    for mode in ("L", "CMYK"):
        out = io.BytesIO()
        Image.new(mode, (20, 30)).save(out, "JPEG", progressive=True)
        yield f"JPEG in {mode}", out.getvalue()
    yield "a line of one pixel", picture("PNG", (3000, 2))
    yield "one pixel", picture("PNG", (2, 2))
    yield "WEBP without loss", picture("WEBP", lossless=True)


PICTURES: tuple[Callable[[], Iterator[Named]], ...] = (
    no_pictures, truncated, corrupted, polyglots, telling, bombs, odd_but_whole,
)  # fmt: skip


def pdf(body: bytes = b"", tail: bytes = b"startxref\n9\n%%EOF\n") -> bytes:
    """One that passes, but for what is put into it."""
    return b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n" + body + tail


def broken_pdfs() -> Iterator[Named]:
    yield "no head", pdf()[9:]
    yield "another head", b"%PDF-9.9\n" + pdf()[9:]
    yield "something before", b"<script>alert(1)</script>" + pdf()
    yield "no end", pdf(tail=b"")
    yield "something behind", pdf() + b"<html><script>alert(1)</script>"
    yield "a zip behind", pdf() + b"PK\x05\x06" + bytes(18)
    yield "no objects", b"%PDF-1.4\nstartxref\n9\n%%EOF"
    yield "the head alone", b"%PDF-1.4\n"
    for name in (
        "JavaScript",
        "JS",
        "Launch",
        "EmbeddedFile",
        "EmbeddedFiles",
        "RichMedia",
        "XFA",
        "SubmitForm",
        "GoToR",
    ):
        yield f"holds /{name}", pdf(f"2 0 obj\n<< /{name} (x) >>\nendobj\n".encode())
    yield "holds an escaped name", pdf(b"2 0 obj\n<< /J#61vaScr#69pt (app.alert(1)) >>\nendobj\n")
    inner = zlib.compress(b"3 0 << /S /JavaScript /JS (app.alert(1)) >>")
    head = f"2 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Length {len(inner)} /Filter /FlateDecode >>\nstream\n".encode()
    yield "holds a packed script", pdf(head + inner + b"\nendstream\nendobj\n")
    body = inner + b"\nendstream\nendobj\n"
    for name, dictionary in (
        ("among others", b"/Type /ObjStm /Extra << /A 1 >> /N 1 /First 4 /Filter /FlateDecode"),
        ("under an escaped type", b"/Type /Obj#53tm /N 1 /First 4 /Filter /FlateDecode"),
        ("under no type", b"/N 1 /First 4 /Filter /FlateDecode"),
        ("behind a long comment", b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode %" + b"x" * 5000 + b"\n"),
    ):
        yield f"holds a packed script {name}", pdf(b"2 0 obj\n<< " + dictionary + b" >>\nstream\n" + body)
    twice_packed = inner.hex().encode() + b">\nendstream\nendobj\n"
    how = b"<< /Type /ObjStm /N 1 /First 4 /Filter [/ASCIIHexDecode /FlateDecode] >>"
    yield "holds a script packed twice", pdf(b"2 0 obj\n" + how + b"\nstream\n" + twice_packed)
    bomb = zlib.compress(bytes(30 * 1024 * 1024), 9)
    twice = head + bomb + b"\nendstream\nendobj\n"
    yield "unpacks without an end", pdf(twice * 2)
