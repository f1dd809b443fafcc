"""Photos and files in a room: sent in, sent, seen, and by nobody else."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from messaging.actions import media as acts
from messaging.actions import participants
from messaging.media import files, keeping
from messaging.media.sizes import SIZES
from messaging.models import Media, Message, UploadDay
from tests.messaging.hostile_media import pdf, picture
from tests.messaging.media_room import addresses, app_of, newest, say, upload, uploaded
from tests.messaging.rooms import Space, make_person, make_space

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rates")]


@pytest.fixture(autouse=True)
def root(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "talk"


@pytest.fixture
def space() -> Iterator[Space]:
    return make_space()


def parts(root: Path) -> list[str]:
    return sorted(path.name[37:] for path in root.glob("*/*"))


def test_a_photo_is_sent_in_described_sent_and_seen_by_the_room(space: Space) -> None:
    ana, ben = app_of(space.people[1]), app_of(space.people[2])
    photo = uploaded(ana, space.talk, picture("JPEG", (2400, 1600)))
    told = ana.patch(f"/api/v1/rooms/{space.talk.pk}/media/{photo}", {"alt": "The crane"}, "application/json")
    assert told.json()["media"]["alt"] == "The crane"
    assert addresses(ben, space.talk, [photo]) == []  # not said yet

    ack = say(ana, space.talk, [photo])
    assert ack.status_code == 201, ack.content
    (shown,) = newest(ben, space.talk)["media"]
    assert shown.pop("blur") and shown == {
        "id": photo, "kind": "photo", "width": 2048, "height": 1365, "alt": "The crane",
    }  # fmt: skip
    (where,) = addresses(ben, space.talk, [photo])
    for size, side in SIZES.items():
        answer = ben.get(where[size])
        assert answer.status_code == 200 and answer.content[:4] == b"RIFF"
        assert answer["Content-Type"] == "image/webp" and answer["Cache-Control"] == "private, no-store"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert (
            "default-src 'none'" in answer["Content-Security-Policy"] and "sandbox" in answer["Content-Security-Policy"]
        )
        assert side


def test_what_came_in_is_not_kept(space: Space, root: Path) -> None:
    sent = picture("JPEG", (640, 480))
    uploaded(app_of(space.people[1]), space.talk, sent)
    assert parts(root) == sorted(SIZES)
    assert all(path.read_bytes() != sent and path.read_bytes()[:4] == b"RIFF" for path in root.glob("*/*"))


def test_what_cannot_be_sent_is_said_plainly(space: Space, root: Path) -> None:
    ana = app_of(space.people[1])
    answer = upload(ana, space.talk, b"<svg onload='alert(1)'/>")
    assert (answer.status_code, answer.json()["code"]) == (400, "unsupported_media")
    assert all(kind in answer.json()["detail"] for kind in ("JPEG", "PNG", "WebP", "GIF"))
    assert upload(ana, space.talk, bytes(16 * 1024 * 1024)).json()["code"] == "too_large"
    assert upload(ana, space.talk, alt="x" * 501).json()["code"] == "too_large"
    assert not Media.objects.exists() and parts(root) == []


def test_a_retry_of_an_upload_is_the_same_photo(space: Space) -> None:
    ana, cid = app_of(space.people[1]), str(uuid4())
    first, again = upload(ana, space.talk, cid=cid), upload(ana, space.talk, cid=cid)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["media"] == again.json()["media"] and Media.objects.count() == 1


def test_nobody_else_sees_a_photo_whatever_they_know_of_it(space: Space) -> None:
    ana, ben, eve = app_of(space.people[1]), app_of(space.people[2]), app_of(make_person("eve"))
    photo = uploaded(ana, space.talk)
    say(ana, space.talk, [photo])
    address = addresses(ben, space.talk, [photo])[0]["medium"]
    assert ben.get(address).status_code == 200
    assert {eve.get(address).status_code, ana.get(address).status_code} == {404}  # it is Ben's alone
    assert Client().get(address).status_code == 401
    assert ben.get(address.replace("/medium/", "/large/")).status_code == 404
    assert eve.get(f"/api/v1/rooms/{space.talk.pk}/media", {"ids": photo}).status_code == 404
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert ben.get(address).status_code == 404
    assert ben.get(address).status_code == 200


def test_an_address_dies_with_the_membership(space: Space) -> None:
    ana, ben = app_of(space.people[1]), app_of(space.people[2])
    photo = uploaded(ana, space.talk)
    say(ana, space.talk, [photo])
    address = addresses(ben, space.talk, [photo])[0]["large"]
    assert ben.get(address).status_code == 200
    participants.depart(space.id, space.profiles[2], reason="removed")
    assert ben.get(address).status_code == 404


def test_who_comes_later_does_not_see_what_was_shown_before(space: Space) -> None:
    ana, nia = app_of(space.people[1]), make_person("nia")
    photo = uploaded(ana, space.talk)
    say(ana, space.talk, [photo])
    space.enter(nia)
    assert addresses(app_of(nia), space.talk, [photo]) == []
    late = uploaded(ana, space.talk)
    say(ana, space.talk, [late])
    assert [one["id"] for one in addresses(app_of(nia), space.talk, [photo, late])] == [late]


@pytest.mark.parametrize("whose", ["another's", "of another room", "sent before", "twice", "none"])
def test_only_ones_own_unsent_photos_of_this_room_go_along(space: Space, whose: str) -> None:
    cara, ana = app_of(space.people[0]), app_of(space.people[1])
    mine = uploaded(ana, space.talk)
    named = {
        "another's": lambda: [uploaded(cara, space.talk)],
        "of another room": lambda: [uploaded(cara, space.notices)],
        "sent before": lambda: [mine],
        "twice": lambda: [mine, mine],
        "none": lambda: [str(uuid4())],
    }[whose]()
    if whose == "sent before":
        assert say(ana, space.talk, [mine]).status_code == 201
    before = Message.objects.count()
    answer = say(cara if whose == "of another room" else ana, space.talk, named, "Look at this")
    assert answer.status_code == 400 and answer.json()["errors"][0]["field"] == "media"
    assert Message.objects.count() == before


def test_a_message_needs_words_or_a_photo_and_takes_ten(space: Space) -> None:
    ana = app_of(space.people[1])
    assert say(ana, space.talk, []).status_code == 400
    ten = [uploaded(ana, space.talk, pdf()) for _ in range(10)]
    assert say(ana, space.talk, [*ten, str(uuid4())]).status_code == 400
    assert say(ana, space.talk, ten).status_code == 201
    assert [one["id"] for one in newest(ana, space.talk)["media"]] == ten


def test_a_retry_of_a_message_with_a_photo_is_the_same_message(space: Space) -> None:
    ana, cid = app_of(space.people[1]), uuid4()
    photo, other = uploaded(ana, space.talk), uploaded(ana, space.talk)
    first, again = say(ana, space.talk, [photo], cid=cid), say(ana, space.talk, [photo], cid=cid)
    assert (again.status_code, again.json()["seq"]) == (200, first.json()["seq"])
    assert say(ana, space.talk, [other], cid=cid).json()["code"] == "cid_conflict"


def test_a_pdf_is_saved_and_never_shown(space: Space) -> None:
    ana, ben = app_of(space.people[1]), app_of(space.people[2])
    plan = uploaded(ana, space.talk, pdf(), name="../../Der Plan\u202e.exe.pdf")
    assert say(ana, space.talk, [plan], "The plan for the season").status_code == 201
    (shown,) = newest(ben, space.talk)["media"]
    assert shown == {"id": plan, "kind": "file", "name": "Der Plan.exe.pdf", "bytes": len(pdf())}
    answer = ben.get(addresses(ben, space.talk, [plan])[0]["file"])
    assert answer.content == pdf() and answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;") and "sandbox" in answer["Content-Security-Policy"]
    assert "\r" not in answer["Content-Disposition"]


def test_words_on_a_photo_pass_the_same_gate_as_all_words(space: Space) -> None:
    ana = app_of(space.people[1])
    refused = upload(ana, space.talk, alt="Call me: +49 171 2345678")
    assert (refused.status_code, refused.json()["code"]) == (403, "refused")
    photo = uploaded(ana, space.talk)
    path = f"/api/v1/rooms/{space.talk.pk}/media/{photo}"
    assert ana.patch(path, {"alt": "Call me: +49 171 2345678"}, "application/json").json()["code"] == "refused"
    assert app_of(space.people[2]).patch(path, {"alt": "Mine now"}, "application/json").status_code == 404


def test_there_is_a_bound_to_what_one_sends_in_on_a_day(space: Space, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, sent = app_of(space.people[1]), picture("PNG")
    monkeypatch.setattr(acts, "DAY_BYTES", 2 * len(sent))
    uploaded(ana, space.talk, sent)
    uploaded(ana, space.talk, sent)
    over = upload(ana, space.talk, sent)
    assert (over.status_code, over.json()["code"]) == (403, "media_quota")
    assert UploadDay.objects.get(person=space.people[1]).bytes == 2 * len(sent)
    assert upload(app_of(space.people[2]), space.talk, sent).status_code == 201
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert upload(ana, space.talk, sent).status_code == 201


def test_what_is_not_sent_within_a_day_is_gone(
    space: Space, root: Path, django_capture_on_commit_callbacks: object
) -> None:
    ana = app_of(space.people[1])
    sent, left = uploaded(ana, space.talk), uploaded(ana, space.talk)
    say(ana, space.talk, [sent])
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert keeping.sweep(timezone.now()) == 0
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert keeping.sweep(timezone.now() + timedelta(hours=25)) == 1
    assert [str(one) for one in Media.objects.values_list("pk", flat=True)] == [sent] != [left]
    assert parts(root) == sorted(SIZES)


def test_a_file_that_no_row_names_is_taken_away_and_a_row_without_a_file_is_told(space: Space, root: Path) -> None:
    kept = uploaded(app_of(space.people[1]), space.talk)
    stray = uuid4()
    files.write(stray, {"large": b"of a crash"})
    assert keeping.take_strays() == 0  # its row may be on its way
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        assert keeping.take_strays() == 1
    assert parts(root) == sorted(SIZES) and keeping.missing() == 0
    files.remove([Media.objects.get(pk=kept).pk])
    assert keeping.missing() == 1


def test_the_blur_is_a_picture_of_a_few_pixels(space: Space) -> None:
    answer = upload(app_of(space.people[1]), space.talk, picture("JPEG", (2400, 1600)))
    blur = base64.b64decode(answer.json()["media"]["blur"])
    assert blur[:4] == b"RIFF" and len(blur) < 400


def test_of_what_one_does_not_send_the_oldest_goes(space: Space, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acts, "MOST_UNSENT", 2)
    ana = app_of(space.people[1])
    ids = [uploaded(ana, space.talk, pdf(), name=f"{n}.pdf") for n in range(3)]
    assert {str(pk) for pk in Media.objects.values_list("pk", flat=True)} == set(ids[1:])
    assert say(ana, space.talk, ids[:1]).status_code == 400 and say(ana, space.talk, ids[1:]).status_code == 201
