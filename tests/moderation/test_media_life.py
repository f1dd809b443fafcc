"""Photos go with their message, come back with it, and are seen by who judges a case about it, and nobody else."""

from __future__ import annotations

import base64
import io
import uuid
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone

from community.errors import Invalid, NotFound
from community.models import Person
from community.personal.telling import Telling
from messaging.actions import fading, held, messages
from messaging.media import files, keeping
from messaging.media.sizes import SIZES
from messaging.models import Media, Message, Pending, UploadDay
from moderation import access
from moderation.actions import cases, decisions
from moderation.actions.decisions import Ruling, Step
from moderation.models import Case, Decision, Evidence
from moderation.owndata import archive
from tests.cast import Cast
from tests.messaging.holding import WORDS, rules
from tests.messaging.hostile_media import picture
from tests.messaging.media_room import addresses, app_of, newest, say, upload, uploaded
from tests.moderation.casework import decides, reports_, reviewer

__all__ = ["rules"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rates")]
Captured = Callable[..., AbstractContextManager[Any]]


@pytest.fixture(autouse=True)
def root(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "talk"


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Captured) -> Captured:
    return lambda: django_capture_on_commit_callbacks(execute=True)


def parts(root: Path) -> list[str]:
    return sorted(path.name[37:] for path in root.glob("*/*"))


def shows(cast: Cast, words: str = "") -> tuple[Message, str]:
    """Ben shows a photo; an address of it that Ana holds."""
    talk, client = cast.talk(cast.harbour), app_of(cast.ben)
    photo = uploaded(client, talk, alt="The crane")
    assert say(client, talk, [photo], words).status_code == 201
    return Message.objects.get(media=photo), addresses(app_of(cast.ana), talk, [photo])[0]["medium"]


def takes_back(cast: Cast, message: Message) -> None:
    messages.delete(cast.ben, message.room_id, message.pk, uuid.uuid4())


def test_a_photo_goes_with_its_message_and_a_sealed_copy_stays_a_month(
    cast: Cast, root: Path, committed: Captured
) -> None:
    message, address = shows(cast)
    assert app_of(cast.ana).get(address).status_code == 200
    seen = app_of(cast.ana).get(address).content
    with committed():
        takes_back(cast, message)
    assert app_of(cast.ana).get(address).status_code == 404 and app_of(cast.ben).get(address).status_code == 404
    with committed():
        keeping.sweep(timezone.now())
    assert parts(root) == ["sealed"]
    row = Media.objects.get()
    assert seen not in next(root.glob("*/*")).read_bytes() and keeping.shown(row) == seen
    assert row.alt == row.blur == ""
    with committed():
        assert keeping.sweep(timezone.now() + timedelta(days=30, minutes=1)) == 1
    assert parts(root) == [] and not Media.objects.exists()


def test_what_a_crash_leaves_over_the_sweep_takes(cast: Cast, root: Path, committed: Captured) -> None:
    message, _address = shows(cast)
    takes_back(cast, message)
    assert keeping.sweep(timezone.now()) == 1  # its files should go now, and the process ends before they do
    assert parts(root) == sorted([*SIZES, "sealed"])
    keeping.take_strays()
    assert parts(root) == ["sealed"]


def test_out_of_sight_nobody_sees_it_and_it_comes_back(cast: Cast, root: Path) -> None:
    message, address = shows(cast, "Look who came")
    case = reports_(cast.ana, message).case
    decides(cast.cara, case, "remove_item")
    assert "media" not in newest(app_of(cast.ana), message.room)
    for person in (cast.ana, cast.ben, cast.cara):
        assert app_of(person).get(address).status_code == 404
        assert addresses(app_of(person), message.room, [str(message.media.get().pk)]) == []
    decisions.undo(cast.cara, case.decision.pk if hasattr(case, "decision") else case.decisions.get().pk)
    (shown,) = newest(app_of(cast.ana), message.room)["media"]
    assert shown["alt"] == "The crane" and app_of(cast.ana).get(address).status_code == 200
    assert parts(root) == sorted(SIZES)


@pytest.mark.parametrize("taken_back", [False, True])
def test_a_reported_photo_is_seen_by_who_judges_it_alone(cast: Cast, taken_back: bool, committed: Captured) -> None:
    message, address = shows(cast)
    seen = app_of(cast.ana).get(address).content
    if taken_back:
        with committed():
            takes_back(cast, message)
        with committed():
            keeping.sweep(timezone.now())
    case = reports_(cast.ana, message).case  # it has no words
    (snapshot,) = cases.look(cast.cara, access.load_case(cast.cara, case.pk))
    (shown,) = snapshot["item"]["pictures"]
    assert base64.b64decode(shown["webp"]) == seen
    page = cast.client(cast.cara).get(f"/review/{case.pk}/").content.decode()
    assert f'src="data:image/webp;base64,{shown["webp"]}"' in page
    for person in (cast.ana, cast.ben, cast.maya, cast.eve):
        with pytest.raises(NotFound):
            access.load_case(person, case.pk)
    assert shown["webp"].encode() not in bytes(Evidence.objects.get(case=case).body)


def test_what_a_neighbour_showed_is_no_evidence(cast: Cast) -> None:
    shows(cast, "Before")
    message, _address = shows(cast, "What is reported")
    case = reports_(cast.ana, message).case
    (snapshot,) = cases.look(cast.cara, access.load_case(cast.cara, case.pk))
    assert snapshot["item"]["pictures"] and all("pictures" not in one for one in snapshot["before"])


@pytest.mark.parametrize("way", ["leaving", "retention", "erasure"])
def test_leaving_time_and_erasure_leave_nothing(cast: Cast, root: Path, committed: Captured, way: str) -> None:
    message, _address = shows(cast)
    unsent = uploaded(app_of(cast.ben), message.room)
    gone, _address = shows(cast)
    with committed():
        takes_back(cast, gone)
    keeping.sweep(timezone.now())
    with committed():
        if way == "leaving":
            fading.fade_words(cast.harbour.pk, cast.profile(cast.ben, cast.harbour), "delete")
        elif way == "retention":
            fading.expire(cast.harbour.pk, timezone.now() + timedelta(seconds=1))
        else:
            fading.erase(cast.ben)
    left = [str(pk) for pk in Media.objects.filter(sealed_at=None).values_list("pk", flat=True)]
    assert left == ([] if way == "erasure" else [unsent])
    assert UploadDay.objects.filter(person=cast.ben).exists() is (way != "erasure")
    if way == "erasure":
        assert parts(root) == [] and not Media.objects.exists()


@pytest.mark.parametrize("decided", ["release", "give_back"])
def test_photos_wait_with_held_words_and_go_or_come_with_them(
    cast: Cast, root: Path, committed: Captured, rules: None, decided: str
) -> None:
    talk, client = cast.talk(cast.harbour), app_of(cast.nia)
    two = [uploaded(client, talk), uploaded(client, talk)]
    assert say(client, talk, two[::-1], WORDS).json()["code"] == "held"
    assert addresses(app_of(cast.ana), talk, two) == []
    assert say(client, talk, two).status_code == 400  # they wait already
    pending = Pending.objects.get()
    getattr(held, decided)(cast.harbour.pk, pending.pk, cast.profile(cast.cara, cast.harbour))
    with committed():
        keeping.sweep(timezone.now() + timedelta(days=2))  # what waits does not lapse as unsent does
    if decided == "release":
        assert [one["id"] for one in newest(app_of(cast.ana), talk)["media"]] == two[::-1]
    else:
        assert not Media.objects.exists() and parts(root) == []


def test_an_export_holds_ones_own_photos_and_nobody_elses(cast: Cast) -> None:
    message, _address = shows(cast)
    uploaded(app_of(cast.cara), message.room)
    packed = archive.pack([], cast.ben, timezone.now())
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        (name,) = [one for one in opened.namelist() if one.startswith("files/")]
        assert opened.read(name) == files.read(message.media.get().pk, "large")
    (part,) = [one for one in archive.gather(Telling(cast.ben), lambda *_: None) if one.table == "messaging.media"]
    assert [row["alt"] for row in part.rows] == ["The crane"] and "marks" not in part.rows[0]


def test_a_picture_that_was_barred_is_not_sent_again_in_any_group_of_the_brand(cast: Cast) -> None:
    message, address = shows(cast)
    saved = app_of(cast.ana).get(address).content
    case = reports_(cast.ana, message).case
    judge = reviewer(cast, cast.olga)
    with pytest.raises(Invalid):  # a captain judges for their own group
        decides_barring(cast.cara, case)
    Case.objects.filter(pk=case.pk).update(escalated_at=timezone.now())
    decision = decides_barring(judge, case)
    cleo = app_of(cast.cleo)  # in another group
    for data in (picture("PNG"), saved):
        again = upload(cleo, cast.talk(cast.hill), data)
        assert (again.status_code, again.json()["code"]) == (400, "blocked_media")
    assert upload(cleo, cast.talk(cast.hill), picture("PNG", (50, 32))).status_code == 201
    decisions.undo(judge, decision.pk)
    assert upload(cleo, cast.talk(cast.hill), picture("PNG")).status_code == 201


def decides_barring(person: Person, case: Case) -> Decision:
    case.refresh_from_db()
    ruling = Ruling([Step("remove_item")], "Not here.", bar=True)
    return decisions.decide(person, case.pk, version=case.version, ruling=ruling)
