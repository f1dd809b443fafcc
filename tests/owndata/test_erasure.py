"""Going for good: seven days, then nothing is left anywhere, whatever stops it on the way (trust.md R42)."""

import io
import re
from contextlib import redirect_stdout
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from community import audit, keys
from community.errors import Conflict, NotFound
from community.models import AuditLogEntry, Dispatch, Person, Profile, ProfileKey
from community.personal.erasing import erasers
from groups.actions import joining
from groups.models import Membership, Occurrence, Rsvp
from messaging.models import Message, RoomEvent
from moderation import tasks
from moderation.actions import erasing, exporting
from moderation.models import REGRET, Consent, Erasure
from moderation.owndata import ledger
from tests.cast import Cast
from tests.owndata.traces import HELD, MARKS, NAME, OLD, WORD, in_files, in_redis, in_the_database, live_a_little

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(cast: Cast, media: Path) -> Person:
    return live_a_little(cast)


def ask(person: Person) -> tuple[Erasure, str]:
    """Asked for seven days ago."""
    asked, token = erasing.ask(person)
    past = timezone.now() - REGRET - timedelta(seconds=1)
    Erasure.objects.filter(pk=asked.pk).update(asked_at=past, due_at=past + REGRET)
    asked.refresh_from_db()
    return asked, token


def left_of(person_id: UUID, address: str) -> set[str]:
    found = in_the_database(*MARKS, address) | in_redis(*MARKS, address)
    return found | ({"the account"} if Person.objects.filter(pk=person_id).exists() else set())


def test_nothing_is_left_of_who_is_gone(
    cast: Cast, ana: Person, media: Path, settings: Any, caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "community.outbox.Outbox", media.parent / "outbox"
    profile = cast.profile(ana, cast.harbour)
    with django_capture_on_commit_callbacks(execute=True):
        exporting.ask(ana)
        asked, token = ask(ana)
    before = in_the_database(*MARKS, ana.email)
    assert {found.split(": ")[0] for found in before} >= {
        *("community_person", "community_profile", "messaging_message", "groups_rsvp"),
        *("groups_invite", "groups_joinrequest", "moderation_sanction", "community_staffinvite"),
        *("account_emailaddress", "community_dispatch", "community_pushsubscription"),
    }, "there was nothing to lose: the search proves nothing"
    assert not [found for found in before if found.endswith((OLD, HELD))], "what is sealed or held is in no copy"
    assert in_files(media.parent, ana.email) and list(media.rglob("exports/*"))
    with django_capture_on_commit_callbacks(execute=True):
        tasks.carry_out_erasures()
    assert left_of(ana.pk, ana.email) == set()
    assert not list(media.rglob("exports/*")) and not in_files(media, *MARKS)
    letters = [path for path in (media.parent / "outbox").glob("*.eml") if ana.email.encode() in path.read_bytes()]
    assert [b"is erased" in path.read_bytes() for path in letters] == [True], "the receipt alone"
    assert ana.email not in caplog.text and NAME not in caplog.text
    profile.refresh_from_db()
    assert (profile.person, profile.name, profile.bio) == (None, "former member", "")
    asked.refresh_from_db()
    assert asked.done_at is not None and asked.went["messaging.message"] == 2
    assert erasing.load(token) == asked


def test_it_goes_on_from_wherever_it_was_stopped(cast: Cast, ana: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """After every step in turn the process dies; the next one ends the work and the counts are those of the whole."""
    asked, _token = ask(ana)
    steps = erasers()
    went = None
    for number in range(len(steps) + 1):
        dying = [*steps[:number], _dies]
        monkeypatch.setattr(erasing, "erasers", lambda steps=dying: steps)
        with pytest.raises(KeyboardInterrupt):
            erasing.carry_out(asked.pk)
        asked.refresh_from_db()
        assert went in (None, asked.went) and asked.done_at is None
        went = asked.went
    monkeypatch.undo()
    assert erasing.tend(timezone.now()) == 1
    assert left_of(ana.pk, ana.email) == set()
    asked.refresh_from_db()
    assert asked.went == went
    assert len(ledger.path().read_text().splitlines()) == 1


def _dies(person: Person) -> None:
    raise KeyboardInterrupt


def test_nothing_is_taken_before_the_ledger_has_it(ana: Person, media: Path) -> None:
    ask(ana)
    ledger.path().parent.write_text("in the way")
    assert erasing.tend(timezone.now()) == 0
    assert Message.objects.filter(body=WORD).exists()
    ledger.path().parent.unlink()
    assert erasing.tend(timezone.now()) == 1
    assert ledger.marks() == {ledger.mark(ana.pk)}
    assert str(ana.pk) not in ledger.path().read_text()


def test_within_seven_days_one_can_stay_on_any_device_or_by_the_letter(
    cast: Cast, ana: Person, django_capture_on_commit_callbacks: Any
) -> None:
    one, other, nobody = cast.client(ana), cast.client(ana), Client()
    for way in ("device", "letter"):
        with django_capture_on_commit_callbacks(execute=True):
            receipt = one.post("/me/data/erase/").headers["Location"]
        assert "Your account will be erased" in other.get("/me/data/").content.decode()
        assert receipt in str(mail.outbox[-1].body)
        assert erasing.tend(timezone.now()) == 0
        assert "Keep my account" in nobody.get(receipt).content.decode()
        answered = other.post("/me/data/keep/") if way == "device" else nobody.post(receipt)
        assert answered.status_code == 302
        assert "Your account stays" in nobody.get(receipt).content.decode()
        Erasure.objects.update(asked_at=timezone.now() - 2 * REGRET, due_at=timezone.now() - REGRET)
        assert erasing.tend(timezone.now()) == 0
    assert Person.objects.get(pk=ana.pk).is_active
    assert Dispatch.objects.filter(kind="data.erasure_asked", person=ana, channel="app").count() == 2


def test_once_it_has_begun_there_is_no_way_back(ana: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, token = ask(ana)
    monkeypatch.setattr(erasing, "erasers", lambda: [_dies])
    with pytest.raises(KeyboardInterrupt):
        erasing.carry_out(asked.pk)
    with pytest.raises(Conflict) as refused:
        erasing.keep(erasing.load(token))
    assert refused.value.code == "erasure_begun"
    for wrong in ({"begun_at": None}, {"cancelled_at": timezone.now()}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Erasure.objects.filter(pk=asked.pk).update(**wrong)
    assert "is being erased" in Client().get(f"/erasure/{token}/").content.decode()


def test_the_receipt_is_read_without_an_account_and_holds_numbers_alone(ana: Person) -> None:
    asked, token = ask(ana)
    erasing.carry_out(asked.pk)
    page = Client().get(f"/erasure/{token}/").content.decode()
    assert "Everything is gone" in page and "Your messages" in page
    assert not [mark for mark in (*MARKS, ana.email) if mark in page]
    assert Client().post(f"/erasure/{token}/").status_code == 409
    assert Client().get(f"/erasure/{'x' * 32}/").status_code == 404


def test_a_backup_that_is_played_back_knows_nobody_who_was_erased(cast: Cast, ana: Person) -> None:
    """A restored copy is made here by undoing all but the ledger, which lies outside."""
    waiting, _token = erasing.ask(cast.ben)
    soon = timezone.now() + timedelta(hours=1)
    Erasure.objects.filter(pk=waiting.pk).update(asked_at=soon - REGRET, due_at=soon)
    point = transaction.savepoint()
    asked, _token = ask(ana)
    assert erasing.carry_out(asked.pk)
    transaction.savepoint_rollback(point)
    assert Message.objects.filter(body=WORD).exists(), "the copy knows them again"
    said = io.StringIO()
    with redirect_stdout(said):
        call_command("restore", stdout=said)
    assert "Erased again, because the ledger says so: 1." in said.getvalue()
    assert left_of(ana.pk, ana.email) == set()
    assert Person.objects.filter(pk__in=[cast.cara.pk, cast.ben.pk]).count() == 2
    waiting.refresh_from_db()
    assert waiting.due_at > timezone.now() + timedelta(days=6), "who waited has seven days anew"


def test_others_hear_of_it_and_get_the_places(cast: Cast, ana: Person) -> None:
    run = Occurrence.objects.filter(starts_at__gt=timezone.now()).get()
    Occurrence.objects.filter(pk=run.pk).update(capacity=1)
    waiting = cast.profile(cast.ben, cast.harbour)
    Rsvp.objects.create(occurrence=run, profile=waiting, state="waitlisted", place=1)
    profile = cast.profile(ana, cast.harbour)
    asked, _token = ask(ana)
    erasing.carry_out(asked.pk)
    assert Rsvp.objects.get(profile=waiting).state in ("offered", "going")
    assert not Rsvp.objects.filter(profile=profile).exists()
    kinds = list(RoomEvent.objects.filter(room=cast.talk(cast.harbour)).order_by("seq").values_list("kind", flat=True))
    assert kinds[-3:] == ["member.leave", "msg.gone", "member.anon"]
    for past in Occurrence.objects.all():
        assert past.taken == past.rsvps.filter(state__in=Rsvp.HOLDING).count()


def test_a_consent_stays_without_its_person_and_nothing_else_of_it_changes(cast: Cast, ana: Person) -> None:
    given = {"brand": cast.brand, "purpose": "news", "given": True, "text_version": 1, "text_hash": b"h" * 32}
    consent = Consent.objects.create(person=ana, surface="join", **given)
    asked, _token = ask(ana)
    for wrong in ({"given": False}, {"person": cast.ben}, {"person": None, "given": False}):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            Consent.objects.filter(pk=consent.pk).update(**wrong)
    erasing.carry_out(asked.pk)
    assert Consent.objects.get(pk=consent.pk).person is None


def test_sealed_words_cannot_be_opened_by_anybody_once_the_key_is_lost(cast: Cast, ana: Person) -> None:
    profile = cast.profile(ana, cast.harbour).pk
    with_key = keys.sealers([profile])[profile].seal(b"evidence", WORD)
    sealer = keys.sealer_of(profile)
    assert sealer is not None and sealer.open(b"evidence", with_key) == WORD
    assert sealer.open(b"other evidence", with_key) is None
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        ProfileKey.objects.update(wrapped=b"another")
    asked, _token = ask(ana)
    erasing.carry_out(asked.pk)
    assert keys.sealer_of(profile) is None


def test_the_last_operator_and_who_asks_twice_are_refused(cast: Cast, media: Path) -> None:
    for person, code in ((cast.olga, "last_operator"), (cast.ben, "erasure_open")):
        if person is cast.ben:
            erasing.ask(person)
        with pytest.raises(Conflict) as refused:
            erasing.ask(person)
        assert refused.value.code == code
    with pytest.raises(IntegrityError, match="erasure_seven_days"), transaction.atomic():
        Erasure.objects.create(person=cast.cara, due_at=timezone.now() + timedelta(days=6))


def test_the_only_captain_can_go_and_the_group_waits_for_another(cast: Cast, media: Path) -> None:
    asked, _token = ask(cast.cara)
    assert erasing.carry_out(asked.pk)
    assert not Membership.objects.captains().filter(group=cast.harbour).exists()
    cast.harbour.refresh_from_db()
    assert cast.harbour.active_count == Membership.objects.current().filter(group=cast.harbour).count()


def test_whoever_begins_to_be_erased_comes_in_nowhere(cast: Cast, media: Path) -> None:
    asked, _token = ask(cast.eve)
    client = cast.client(cast.eve)
    assert client.get("/me/").status_code == 200
    erasing.carry_out(asked.pk)
    assert client.get("/me/").status_code == 302
    with pytest.raises(NotFound):
        joining.lock_person(cast.eve)
    assert list(audit.verify()) == []
    assert AuditLogEntry.objects.filter(verb__startswith="erasure.").count() == 3


def test_the_pages_ask_again_whether_it_is_them(cast: Cast, media: Path) -> None:
    client = cast.client(cast.ana)
    session = client.session
    session["account_authentication_methods"] = []
    session.save()
    assert client.post("/me/data/erase/").headers["Location"].startswith("/me/again/")
    assert not Erasure.objects.exists()
    assert Profile.objects.filter(person=cast.ana).exists()
    assert re.search(r"Seven days", cast.client(cast.ana).get("/me/data/").content.decode())
