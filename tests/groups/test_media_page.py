"""Photos and files on the conversation's page, without JavaScript."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile

from messaging.models import Media, Message
from tests.cast import Cast
from tests.groups.test_conversation_page import TALK, page
from tests.messaging.hostile_media import pdf, picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _root(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def photo(name: str = "IMG_1.JPG") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture("JPEG", (60, 40)))


def test_photos_are_sent_described_and_seen_without_javascript(cast: Cast) -> None:
    client, cid = cast.client(cast.ana), str(uuid4())
    assert 'enctype="multipart/form-data"' in page(client)
    for _ in range(2):  # a double tap posts once
        files = [photo(), photo("IMG_2.JPG"), SimpleUploadedFile("Plan.pdf", pdf())]
        sent = {"cid": cid, "body": "", "alts": "The crane\nBen in the rain", "files": files}
        answer = client.post(f"{TALK}say/", sent)
        assert (answer.status_code, answer["Location"]) == (302, TALK), answer.content
    assert Message.objects.filter(media__isnull=False).distinct().count() == 1 and Media.objects.count() == 3
    html = page(cast.client(cast.ben))
    shown = re.findall(r'<img class="shot__img" src="([^"]+)" width="60" height="40" alt="([^"]+)"', html)
    assert [alt for _src, alt in shown] == ["The crane", "Ben in the rain"]
    assert cast.client(cast.ben).get(shown[0][0])["Content-Type"] == "image/webp"
    assert cast.client(cast.cleo).get(shown[0][0]).status_code == 404
    assert "Plan.pdf" in html and 'src="data:image/webp;base64,' in html


def test_what_cannot_be_sent_is_said_and_loses_nothing(cast: Cast) -> None:
    client = cast.client(cast.ana)
    files = [photo(), SimpleUploadedFile("drawing.svg", b"<svg/>")]
    answer = client.post(f"{TALK}say/", {"cid": str(uuid4()), "body": "Look at these", "files": files})
    html = answer.content.decode()
    assert "Photos come as JPEG, PNG, WebP or GIF" in html and "Look at these</textarea>" in html
    kept = re.findall(r'name="media" value="([^"]+)"', html)
    assert kept == [str(Media.objects.get().pk)]  # the one that was taken in stands there still
    form = re.findall(r'name="cid" value="([0-9a-f-]{36})"', html)
    again = client.post(f"{TALK}say/", {"cid": form[-1], "body": "Look at these", "media": kept})
    assert again.status_code == 302 and Message.objects.get(body="Look at these").media.count() == 1
