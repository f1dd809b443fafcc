"""Pictures are made anew from their pixels; a brand wears its logo."""

import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from community.actions import brands, people, roles
from community.errors import Invalid, TooLarge
from community.models import Brand, BrandLogo, Person, Role
from community.pictures import SIDE, square_png
from community.templatetags.look import brand_face
from tests.cast import sign_in

SECRET = b"GPS 53.54 9.98"


def picture(kind: str, size: tuple[int, int] = (300, 200)) -> bytes:
    """A picture that carries more than its pixels."""
    image, out = Image.new("RGB", size, "#0e6b4f"), io.BytesIO()
    image.putpixel((size[0] // 2, size[1] // 2), (255, 0, 0))
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    more = {"exif": exif} if kind in ("JPEG", "WEBP") else {}
    if kind == "PNG":
        text = PngInfo()
        text.add_text("Comment", SECRET.decode())
        more = {"pnginfo": text}
    if kind == "GIF":
        more = {"comment": SECRET}
    image.save(out, kind, **more)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_only_the_pixels_survive(kind: str) -> None:
    given = picture(kind)
    assert SECRET in given
    made = square_png(given, field="logo")
    assert SECRET not in made
    with Image.open(io.BytesIO(made)) as image:
        assert (image.format, image.size, dict(image.info)) == ("PNG", (SIDE, SIDE), {})


def test_a_turned_photo_stands_upright() -> None:
    image, out, exif = Image.new("RGB", (200, 200), "white"), io.BytesIO(), Image.Exif()
    image.paste("black", (0, 0, 200, 100))
    exif[0x0112] = 3  # upside down
    image.save(out, "JPEG", exif=exif)
    with Image.open(io.BytesIO(square_png(out.getvalue(), field="logo"))) as made:
        assert made.getpixel((128, 20))[0] > 200
        assert made.getpixel((128, 236))[0] < 50


@pytest.mark.parametrize(
    "upload",
    [
        b"",
        b"GIF89a",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"<!doctype html><html></html>",
        picture("PNG")[:200],
        picture("PNG")[:50] + b"\x00" * 100,
        b"\x00" * 1000,
    ],
)
def test_what_is_no_picture_is_refused(upload: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        square_png(upload, field="logo")
    assert refused.value.field == "logo"


def test_a_bomb_and_a_heavy_file_are_refused_unopened() -> None:
    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\x00" * 1000)), (b"IEND", b"")]
    bomb = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
    with pytest.raises(Invalid):
        square_png(bomb, field="logo")
    with pytest.raises(TooLarge):
        square_png(picture("PNG") + b"\x00" * (2 * 1024 * 1024), field="logo")


@pytest.fixture
def olga(db: None) -> Person:
    person = people.register("olga@example.org")
    roles.give(person, Role.Kind.OPERATOR, by=None)
    return person


@pytest.fixture
def stride(olga: Person) -> Brand:
    return brands.create(olga, name="Stride", data_contact="privacy@stride.example")


def test_a_brand_wears_its_logo_until_it_is_taken_off(olga: Person, stride: Brand) -> None:
    assert "<img" not in brand_face(stride)
    brands.set_logo(olga, stride, picture("PNG"))
    address = f"/brand.{stride.pk}.{stride.logo_mark}.png"
    assert address in brand_face(stride, "s")
    answer = Client().get(address)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/png", "public, max-age=31536000, immutable")
    assert Client().get(f"/brand.{stride.pk}.old.png")["Cache-Control"] == "public, no-cache"
    brands.set_logo(olga, stride, None)
    assert Client().get(address).status_code == 404
    assert "<img" not in brand_face(stride)
    assert not BrandLogo.objects.exists()


def test_a_refused_logo_leaves_the_old_one(olga: Person, stride: Brand) -> None:
    brands.set_logo(olga, stride, picture("PNG"))
    before = stride.logo_mark
    with pytest.raises(Invalid):
        brands.set_logo(olga, stride, b"<svg/>")
    stride.refresh_from_db()
    assert stride.logo_mark == before


def test_the_logo_is_changed_at_the_operators_desk(olga: Person, stride: Brand) -> None:
    client = sign_in(Client(), olga)
    page = f"/admin/community/brand/{stride.pk}/change/"
    fields = {"name": "Stride", "colour": "#c2410c", "group_word": "crew", "data_contact": "privacy@stride.example"}
    assert 'enctype="multipart/form-data"' in client.get(page).text
    wrong = client.post(page, {**fields, "logo": SimpleUploadedFile("logo.png", b"<svg/>")})
    assert "That is no picture" in wrong.text
    assert client.post(page, {**fields, "logo": SimpleUploadedFile("logo.png", picture("PNG"))}).status_code == 302
    stride.refresh_from_db()
    assert (stride.group_word, bool(stride.logo_mark)) == ("crew", True)
    assert client.post(page, fields).status_code == 302
    stride.refresh_from_db()
    assert stride.logo_mark, "a form without a file leaves the logo as it is"
    assert client.post(page, {**fields, "without_logo": "on"}).status_code == 302
    stride.refresh_from_db()
    assert not stride.logo_mark
