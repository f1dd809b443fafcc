"""The second factor: demanded from duties, offered to all, never guessed."""

import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import CommandError, call_command
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone

from community import access
from community.actions import brands, factors, people, roles
from community.errors import Forbidden
from community.models import AuditLogEntry, Brand, Person, Role
from community.surface import Action, surface
from tests.community.doors import app_code, recovery_code, signed_in, type_code, with_app

pytestmark = pytest.mark.django_db(transaction=True)


@surface(Action.BRAND_ADMIN)
def brand_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("the brand's own")


@pytest.fixture
def house(settings: Any) -> None:
    """The house with a page that exercises a duty."""
    settings.ROOT_URLCONF = "tests.community.with_brand_page"


@pytest.fixture
def olga(db: None) -> Person:
    person = people.register("olga@example.org")
    roles.give(person, Role.Kind.OPERATOR, by=None)
    return person


@pytest.fixture
def stride(olga: Person) -> Brand:
    return brands.create(olga, name="Stride", data_contact="privacy@stride.example")


@pytest.fixture
def maya(olga: Person, stride: Brand) -> Person:
    person = people.register("maya@example.org")
    roles.give(person, Role.Kind.MANAGER, brand=stride, by=olga)
    return person


@pytest.fixture
def ana(db: None) -> Person:
    return people.register("ana@example.org")


def test_a_duty_without_a_factor_leads_to_the_set_up_and_then_opens(house: None, maya: Person) -> None:
    client = signed_in(maya.email)
    answer = client.get("/t/brand/")
    assert answer["Location"] == "/second-factor/?next=%2Ft%2Fbrand%2F"
    page = client.get(answer["Location"]).text
    assert "/me/devices/app/?next=%2Ft%2Fbrand%2F" in page
    page = client.get("/me/devices/app/?next=/t/brand/").text
    secret = re.search(r'class="secret"[^>]*>([A-Z2-7]+)<', page)
    assert secret
    answer = client.post("/me/devices/app/", {"code": app_code(secret[1]), "next": "/t/brand/"})
    assert answer["Location"] == "/me/devices/recovery/?next=%2Ft%2Fbrand%2F"
    codes = client.get(answer["Location"])
    assert len(re.findall(r"<code>\d{8}</code>", codes.text)) == 10
    assert client.get("/t/brand/").content == b"the brand's own"


def test_a_duty_with_a_factor_is_challenged_at_sign_in(house: None, maya: Person) -> None:
    secret = with_app(maya)
    client = Client()
    assert type_code(client, maya.email, next="/t/brand/")["Location"] == "/second-factor/"
    assert "_auth_user_id" not in client.session, "the mail alone does not let them in"
    assert client.get("/me/")["Location"].startswith("/signin/")
    assert client.get("/second-factor/").status_code == 200
    assert client.post("/second-factor/", {"code": "000000"}).status_code == 200
    assert client.post("/second-factor/", {"code": app_code(secret)})["Location"] == "/t/brand/"
    assert client.get("/t/brand/").status_code == 200


def test_a_session_from_before_the_factor_is_challenged_at_the_page(house: None, maya: Person) -> None:
    client = signed_in(maya.email)
    secret = with_app(maya)
    answer = client.get("/t/brand/")
    assert answer["Location"].startswith("/second-factor/")
    page = client.get(answer["Location"])
    assert 'name="code"' in page.text
    answer = client.post("/second-factor/", {"code": app_code(secret), "next": "/t/brand/"})
    assert answer["Location"] == "/t/brand/"
    assert client.get("/t/brand/").status_code == 200


def test_whoever_has_no_duty_is_not_sent_to_the_set_up(house: None, ana: Person) -> None:
    assert signed_in(ana.email).get("/t/brand/").status_code == 404


def test_the_same_is_asked_of_callers_without_pages(maya: Person, ana: Person) -> None:
    session = signed_in(maya.email).session
    with pytest.raises(Forbidden) as refused:
        access.demand_second_factor(maya, session, Action.TAKE_SEAT)
    assert refused.value.code == "second_factor_required"
    access.demand_second_factor(maya, session, Action.SEND_MESSAGE)
    access.demand_second_factor(ana, signed_in(ana.email).session, Action.TAKE_SEAT)


def test_a_factor_passed_by_one_person_is_not_passed_by_the_next_in_the_same_browser(
    olga: Person, maya: Person
) -> None:
    secret = with_app(olga)
    client = Client()
    type_code(client, olga.email)
    client.post("/second-factor/", {"code": app_code(secret)})
    assert access.second_factor_passed(olga, client.session)
    assert not access.second_factor_passed(maya, client.session)


def test_a_code_of_the_app_works_once(maya: Person) -> None:
    code = app_code(with_app(maya))
    for location in ("/", None):
        client = Client()
        type_code(client, maya.email)
        assert client.post("/second-factor/", {"code": code}).get("Location") == location


def test_a_recovery_code_works_once(maya: Person) -> None:
    with_app(maya)
    code = recovery_code(maya)
    for location in ("/", None):
        client = Client()
        type_code(client, maya.email)
        assert client.post("/second-factor/", {"code": code}).get("Location") == location


def test_guessing_the_factor_is_slowed_even_for_the_right_code(maya: Person) -> None:
    secret = with_app(maya)
    client = Client()
    type_code(client, maya.email)
    for _ in range(5):
        assert client.post("/second-factor/", {"code": "000000"}).status_code == 200
    assert client.post("/second-factor/", {"code": app_code(secret)}).status_code == 200
    assert "_auth_user_id" not in client.session
    with time_machine.travel(timezone.now() + timedelta(seconds=301), tick=True):
        type_code(client, maya.email)
        assert client.post("/second-factor/", {"code": app_code(secret)})["Location"] == "/"


def test_a_members_app_is_asked_and_a_members_passkey_is_only_a_way_in(ana: Person) -> None:
    Authenticator.objects.create(user=ana, type=Authenticator.Type.WEBAUTHN, data={"name": "phone", "credential": {}})
    assert type_code(Client(), ana.email)["Location"] == "/"
    with_app(ana)
    assert type_code(Client(), ana.email)["Location"] == "/second-factor/"


def test_the_secret_of_an_app_is_not_kept_in_the_clear(ana: Person) -> None:
    secret = with_app(ana)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept


def test_after_a_change_of_the_key_no_code_can_be_computed(ana: Person, settings: Any) -> None:
    with_app(ana)
    settings.SECRET_KEY = "another"
    row = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    assert not row.wrap().validate_code(app_code(""))


def test_changes_ask_anew_who_one_is(ana: Person) -> None:
    client = signed_in(ana.email)
    secret = with_app(ana)
    for address in ("/me/devices/app/remove/", "/me/devices/recovery/", "/me/devices/passkeys/add/"):
        for answer in (client.get(address), client.post(address)):
            assert answer["Location"].startswith("/second-factor/again/?next=")
    assert factors.of(ana).app is not None
    answer = client.post("/second-factor/again/", {"code": app_code(secret), "next": "/me/devices/app/remove/"})
    assert answer["Location"] == "/me/devices/app/remove/"
    assert client.get("/me/devices/app/remove/").status_code == 200
    assert client.post("/me/devices/app/remove/")["Location"] == "/me/devices/"
    assert not factors.of(ana).is_any
    assert factors.of(ana).codes_left is None, "codes that recover nothing go, too"
    assert "change to how you sign in" in mail.outbox[-1].subject


def test_the_last_factor_of_a_duty_stays_until_there_is_another(maya: Person) -> None:
    client = signed_in(maya.email)
    secret = with_app(maya)
    client.post("/second-factor/again/", {"code": app_code(secret)})
    assert "Add another first" in client.get("/me/devices/app/remove/").text
    assert client.post("/me/devices/app/remove/").status_code == 409
    assert factors.of(maya).app is not None
    Authenticator.objects.create(user=maya, type=Authenticator.Type.WEBAUTHN, data={"name": "key", "credential": {}})
    assert client.post("/me/devices/app/remove/")["Location"] == "/me/devices/"
    key = factors.of(maya).passkeys[0]
    assert client.post(f"/me/devices/passkeys/{key.pk}/remove/").status_code == 409


def test_the_first_factor_of_a_duty_ends_the_sessions_without_it(maya: Person, ana: Person) -> None:
    for person, status in ((maya, 302), (ana, 200)):
        elsewhere, here = signed_in(person.email), signed_in(person.email)
        page = here.get("/me/devices/app/").text
        secret = re.search(r'class="secret"[^>]*>([A-Z2-7]+)<', page)
        assert secret
        assert here.post("/me/devices/app/", {"code": app_code(secret[1])}).status_code == 302
        assert here.get("/me/").status_code == 200
        assert elsewhere.get("/me/").status_code == status


def test_new_recovery_codes_end_the_old_ones(ana: Person) -> None:
    client = signed_in(ana.email)
    secret = with_app(ana)
    old = recovery_code(ana)
    client.post("/second-factor/again/", {"code": app_code(secret)})
    assert client.post("/me/devices/recovery/")["Location"] == "/me/devices/recovery/"
    assert old not in client.get("/me/devices/recovery/").text


def test_a_reset_takes_everything_off_and_ends_every_session(olga: Person, maya: Person) -> None:
    client = signed_in(maya.email)
    with_app(maya)
    factors.reset(maya, by=olga)
    assert not Authenticator.objects.filter(user=maya).exists()
    assert client.get("/me/")["Location"].startswith("/signin/")


@pytest.mark.parametrize(
    "credential",
    [
        *("", "x", "[]", "{}", "null", "1", '"x"', '{"id": 1}', "{" * 5000),
        '{"response": "x", "id": "x", "rawId": "x", "type": "x"}',
        (
            '{"id":"AA","rawId":"AA","type":"public-key","clientExtensionResults":{},"response":{"clientDataJSON":"e30",'
            '"authenticatorData":"AA","signature":"AA","userHandle":"AA"}}'
        ),
        '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"!!","attestationObject":"oA"}}',
        '{"id":"\\ud800"}',
    ],
)
def test_what_is_no_answer_of_a_passkey_is_refused_at_every_door(ana: Person, maya: Person, credential: str) -> None:
    anonymous = Client()
    anonymous.get("/signin/passkey/options/")
    assert anonymous.post("/signin/passkey/", {"credential": credential})["Location"] == "/signin/"
    member = signed_in(ana.email)
    member.get("/me/devices/passkeys/options/")
    assert member.post("/me/devices/passkeys/add/", {"credential": credential}).status_code == 200
    with_app(maya)
    challenged = Client()
    type_code(challenged, maya.email)
    challenged.get("/second-factor/options/")
    assert challenged.post("/second-factor/", {"credential": credential}).status_code == 200
    assert not Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).exists()


def test_another_persons_passkey_is_not_there(ana: Person, maya: Person) -> None:
    theirs = Authenticator.objects.create(
        user=maya, type=Authenticator.Type.WEBAUTHN, data={"name": "hers", "credential": {}}
    )
    client = signed_in(ana.email)
    for pk in (theirs.pk, 999_999):
        assert client.get(f"/me/devices/passkeys/{pk}/remove/").status_code == 404
        assert client.post(f"/me/devices/passkeys/{pk}/remove/").status_code == 404
    assert Authenticator.objects.filter(pk=theirs.pk).exists()


def test_the_shell_helps_somebody_who_lost_everything(maya: Person) -> None:
    with_app(maya)
    call_command("snug_reset", "--person", "Maya@example.org", stdout=StringIO())
    assert not factors.of(maya).is_any
    assert AuditLogEntry.objects.filter(verb="person.factors_reset", actor=None, subject=maya.pk).exists()
    for nobody in ("zoe@example.org", "zoe"):
        with pytest.raises(CommandError):
            call_command("snug_reset", "--person", nobody)


urlpatterns = [path("t/brand/", brand_page)]
