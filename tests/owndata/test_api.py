"""One's own data for apps: the same steps as on the pages (trust.md R42)."""

import base64
import io
import zipfile
from pathlib import Path

import pytest

from community.actions import proving
from community.models import Person
from moderation.actions import exporting
from moderation.models import Erasure, Export
from tests.api.documented import Documented
from tests.cast import Cast, sign_in

pytestmark = pytest.mark.django_db
EXPORTS, ERASURE = "/api/v1/me/exports", "/api/v1/me/erasure"


def app(person: Person) -> Documented:
    return sign_in(Documented(), person)


def test_an_app_takes_everything_along(cast: Cast, media: Path) -> None:
    client = app(cast.ana)
    assert client.get(EXPORTS).json() == []
    asked = client.post(EXPORTS)
    assert asked.status_code == 201
    assert client.post(EXPORTS).json()["code"] == "export_open"
    door = f"{EXPORTS}/{asked.json()['id']}/file"
    assert client.post(door).status_code == 404, "not ready yet"
    exporting.make(Export.objects.get().pk)
    (shown,) = client.get(EXPORTS).json()
    assert shown["done"] == shown["parts"] > 0 and shown["ready_at"]
    assert app(cast.ben).post(door).status_code == 404
    fetched = client.post(door).json()
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(fetched["base64"]))) as archive:
        assert "data.json" in archive.namelist()
    assert client.post(door).status_code == 404


def test_an_app_asks_to_be_erased_and_stays_after_all(cast: Cast, media: Path) -> None:
    client = app(cast.ana)
    assert client.get(ERASURE).json() == []
    once = {"HTTP_IDEMPOTENCY_KEY": "k1"}
    asked = client.post(ERASURE, **once)
    assert asked.status_code == 201 and "/erasure/" in asked.json()["receipt"]
    assert client.post(ERASURE, **once).json() == asked.json()
    assert client.post(ERASURE).json()["code"] == "erasure_open"
    assert [one["begun_at"] for one in client.get(ERASURE).json()] == [None]
    assert client.delete(ERASURE).status_code == client.delete(ERASURE).status_code == 204
    assert Erasure.objects.get().cancelled_at is not None


def test_a_session_of_this_morning_proves_nothing(cast: Cast, media: Path) -> None:
    export, client = exporting.ask(cast.ana), app(cast.ana)
    exporting.make(export.pk)
    session = client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [{**one, "at": one["at"] - proving.FRESH_S} for one in records]
    session.save()
    for door in (EXPORTS, f"{EXPORTS}/{export.pk}/file", ERASURE):
        refused = client.post(door)
        assert (refused.status_code, refused.json()["code"]) == (403, "sign_in_again")
    assert not Erasure.objects.exists()
