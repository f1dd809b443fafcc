"""Whose language an answer speaks: one's own where one is signed in, the browser's where nobody is known."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from community.models import Person
from tests.api.conftest import Api
from tests.api.test_problems import problem
from tests.cast import Cast

pytestmark = pytest.mark.django_db
GERMAN, ARABIC = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}, {"Accept-Language": "ar"}


def speaks(person: Person, language: str) -> None:
    Person.objects.filter(pk=person.pk).update(language=language)


def varies(vary: str) -> set[str]:
    return {part.strip() for part in vary.split(",")}


def test_a_strangers_app_hears_its_own_language() -> None:
    answer = Client(headers=GERMAN).get("/api/v1/me")
    assert problem(answer)["detail"] == "Melde dich an, um weiterzumachen."
    assert answer.headers["Content-Language"] == "de"
    assert "Accept-Language" in varies(answer.headers["Vary"])
    assert problem(Client(headers={"Accept-Language": "fr"}).get("/api/v1/me"))["detail"] == "Sign in to go on."


@pytest.mark.parametrize("headers", [{}, ARABIC, {"Accept-Language": "en"}])
def test_a_persons_app_hears_the_persons_language(cast: Cast, api: Api, headers: dict[str, str]) -> None:
    speaks(cast.ana, "de")
    refused = api(cast.ana).post(
        f"/api/v1/rooms/{cast.notices(cast.harbour).pk}/messages",
        {"cid": str(uuid4()), "body": "Hello"},
        headers=headers,
    )
    assert (refused.status_code, refused.headers["Content-Language"]) == (403, "de")
    assert problem(refused)["detail"] == "Aushänge machen Captains. Das Gespräch steht dir offen."
    missing = api(cast.ana).get(f"/api/v1/groups/{uuid4()}", headers=headers)
    assert problem(missing)["detail"] == "Hier ist nichts für dich."


def test_a_stranger_reads_pages_in_the_browsers_language() -> None:
    answer = Client(headers=GERMAN).get("/signin/")
    assert '<html lang="de" dir="ltr"' in answer.text
    assert "Komm herein" in answer.text
    assert "Accept-Language" in varies(answer.headers["Vary"])
    assert "Diese Seite gibt es nicht" in Client(headers=GERMAN).get("/no/such/page/").text


def test_a_person_reads_pages_in_their_own_language_whatever_the_browser_says(cast: Cast) -> None:
    client = cast.client(cast.ana)
    for language, lang, said in (
        ("de", '<html lang="de" dir="ltr"', "Ein Konto, und in"),
        ("en", '<html lang="en"', "One"),
    ):
        speaks(cast.ana, language)
        answer = client.get("/me/", headers=ARABIC)
        assert lang in answer.text
        assert said in answer.text
    speaks(cast.ana, "de")
    assert "Diese Seite gibt es nicht" in client.get("/no/such/page/", headers=ARABIC).text
    assert "Diese Seite gibt es nicht" in client.get("/g/hill-club/", headers=ARABIC).text


def test_a_desk_speaks_its_managers_language(cast: Cast) -> None:
    speaks(cast.maya, "de")
    desk = cast.client(cast.maya).get("/brand/", headers=ARABIC)
    assert 'lang="de"' in desk.text
    assert "Was möchtest du tun?" in desk.text
    assert "Schreibtisch der Marke" in desk.text
