"""Duties by link, the first operator, what is written down."""

import threading
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client
from django.utils import timezone

from community import access
from community.actions import brands, people, roles, staff
from community.errors import Conflict, Invalid, NotFound, SnugError
from community.models import AuditLogEntry, Brand, Person, Role, StaffInvite
from community.tokens import token_hash
from tests.community.doors import signed_in, type_code

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def olga(db: None) -> Person:
    person = people.register("olga@example.org")
    roles.give(person, Role.Kind.OPERATOR, by=None)
    return person


@pytest.fixture
def stride(olga: Person) -> Brand:
    return brands.create(olga, name="Stride", data_contact="privacy@stride.example")


def verbs() -> list[str]:
    return list(AuditLogEntry.objects.order_by("seq").values_list("verb", flat=True))


def init(*more: str) -> str:
    out = StringIO()
    call_command("snug_init", "--operator", "olga@example.org", *more, stdout=out)
    return out.getvalue()


def path_in(text: str) -> str:
    return "/staff/" + text.split("/staff/")[1].split("/")[0] + "/"


def test_an_empty_installation_is_opened_by_the_printed_link(db: None) -> None:
    link = path_in(init())
    client = Client()
    answer = client.get(link)
    assert answer["Location"] == f"/signin/?next={link.replace('/', '%2F')}"
    assert type_code(client, "olga@example.org", next=link)["Location"] == link
    assert "Operator" in client.get(link).text
    assert not Role.objects.exists(), "looking spends nothing"
    assert client.post(link)["Location"] == "/admin/"
    assert access.is_operator(Person.objects.get())
    assert verbs() == ["staff.invited", "role.given"]


def test_a_second_operator_from_the_shell_needs_to_be_wanted(olga: Person) -> None:
    with pytest.raises(CommandError, match="--again"):
        init()
    assert "/staff/" in init("--again")


def test_the_shell_refuses_what_is_no_address(db: None) -> None:
    with pytest.raises(CommandError, match="does not look like"):
        call_command("snug_init", "--operator", "olga")


def test_a_manager_is_asked_by_mail_and_takes_the_duty_with_a_new_account(olga: Person, stride: Brand) -> None:
    made, token = staff.invite(olga, kind=Role.Kind.MANAGER, email="Maya@Example.org", brand=stride)
    (message,) = mail.outbox
    assert message.to == ["maya@example.org"]
    assert f"/staff/{token}/" in str(message.body)
    assert token not in str(StaffInvite.objects.values()), "only the hash is kept"
    assert bytes(made.token_hash) == token_hash(token)
    client = Client()
    client.get(f"/staff/{token}/")
    type_code(client, "maya@example.org", next=f"/staff/{token}/")
    assert client.post(f"/staff/{token}/")["Location"] == "/brand/"
    maya = Person.objects.get(email="maya@example.org")
    assert list(access.managed_brands(maya)) == [stride]
    role = Role.objects.get(person=maya)
    assert role.given_by == olga


def test_another_person_with_the_link_sees_what_a_missing_one_shows(olga: Person, stride: Brand) -> None:
    _made, token = staff.invite(olga, kind=Role.Kind.MANAGER, email="maya@example.org", brand=stride)
    people.register("eve@example.org")
    eve = signed_in("eve@example.org")
    assert staff.is_open(token), "the link itself is good"
    for method in (eve.get, eve.post):
        theirs, missing = method(f"/staff/{token}/"), method("/staff/nothing/")
        assert (theirs.status_code, theirs.content) == (404, missing.content)
    assert staff.is_open(token), "nothing was spent"


def test_an_unknown_address_gets_no_account_by_somebody_elses_link(olga: Person, stride: Brand) -> None:
    _made, token = staff.invite(olga, kind=Role.Kind.MANAGER, email="maya@example.org", brand=stride)
    client = Client()
    client.get(f"/staff/{token}/")
    client.post("/signin/", {"email": "eve@example.org"})
    assert "no account" in mail.outbox[-1].subject.lower()


def test_used_expired_revoked_and_unknown_links_look_the_same(olga: Person, stride: Brand) -> None:
    links = {}
    for state in ("used", "expired", "revoked"):
        made, token = staff.invite(olga, kind=Role.Kind.VOICE, email="bea@example.org", brand=stride)
        links[state] = (made, token)
    bea = people.register("bea@example.org")
    client = signed_in("bea@example.org")
    for _made, token in links.values():
        assert client.get(f"/staff/{token}/").status_code == 200
    staff.accept(bea, links["used"][1], keep=client.session.session_key)
    staff.revoke(olga, links["revoked"][0])
    StaffInvite.objects.filter(pk=links["expired"][0].pk).update(expires_at=timezone.now())
    anonymous = Client()
    for visitor in (client, anonymous):
        missing = visitor.get("/staff/unknown/")
        assert missing.status_code == 404
        for _made, token in links.values():
            answer = visitor.get(f"/staff/{token}/")
            assert (answer.status_code, answer.content) == (404, missing.content)
            assert client.post(f"/staff/{token}/").status_code == 404


def test_a_link_lives_seven_days(olga: Person, stride: Brand) -> None:
    _made, token = staff.invite(olga, kind=Role.Kind.VOICE, email="bea@example.org", brand=stride)
    for days, is_open in ((6.99, True), (7.01, False)):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            assert staff.is_open(token) is is_open


def test_of_many_acceptances_at_once_exactly_one_succeeds(olga: Person, stride: Brand) -> None:
    _made, token = staff.invite(olga, kind=Role.Kind.VOICE, email="bea@example.org", brand=stride)
    bea = people.register("bea@example.org")
    ready = threading.Barrier(8)
    outcomes: list[str] = []

    def accept() -> None:
        ready.wait()
        try:
            staff.accept(bea, token, keep=None)
            outcomes.append("given")
        except SnugError as error:
            outcomes.append(error.code)
        connections.close_all()

    threads = [threading.Thread(target=accept) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["given"] + ["not_found"] * 7
    assert Role.objects.filter(person=bea).count() == 1
    assert verbs().count("role.given") == 2  # the operator's and this one


def test_managers_name_reviewers_and_voices_of_their_own_brand_only(olga: Person, stride: Brand) -> None:
    other = brands.create(olga, name="Ostwind", data_contact="privacy@ostwind.example")
    maya, eve = people.register("maya@example.org"), people.register("eve@example.org")
    roles.give(maya, Role.Kind.MANAGER, brand=stride, by=olga)
    assert staff.invite(maya, kind=Role.Kind.VOICE, email="bea@example.org", brand=stride)
    for by, kind, brand in (
        (maya, Role.Kind.MANAGER, stride),
        (maya, Role.Kind.VOICE, other),
        (maya, Role.Kind.OPERATOR, None),
        (eve, Role.Kind.VOICE, stride),
    ):
        with pytest.raises(NotFound):
            staff.invite(by, kind=kind, email="bea@example.org", brand=brand)


@pytest.mark.parametrize(("kind", "has_brand"), [("operator", True), ("manager", False), ("king", True), ("", False)])
def test_a_duty_that_does_not_exist_is_refused(olga: Person, stride: Brand, kind: str, has_brand: bool) -> None:
    with pytest.raises(Invalid):
        staff.invite(olga, kind=kind, email="bea@example.org", brand=stride if has_brand else None)


def test_taking_a_duty_ends_the_sessions_that_a_mail_alone_had_opened(olga: Person, stride: Brand) -> None:
    _made, token = staff.invite(olga, kind=Role.Kind.VOICE, email="bea@example.org", brand=stride)
    people.register("bea@example.org")
    elsewhere, here = signed_in("bea@example.org"), signed_in("bea@example.org")
    assert here.post(f"/staff/{token}/")["Location"] == "/"
    assert here.get("/me/").status_code == 200
    assert elsewhere.get("/me/")["Location"].startswith("/signin/")


def test_a_duty_that_ends_is_gone_at_once_and_written_down(olga: Person, stride: Brand) -> None:
    maya = people.register("maya@example.org")
    role = roles.give(maya, Role.Kind.MANAGER, brand=stride, by=olga)
    assert access.manages(maya, stride)
    roles.end(role, by=olga)
    roles.end(role, by=olga)
    assert not access.manages(maya, stride)
    assert access.roles_of(maya) == frozenset()
    assert verbs().count("role.ended") == 1
    again = roles.give(maya, Role.Kind.MANAGER, brand=stride, by=olga)
    assert again.pk != role.pk


def test_the_last_operator_stays(olga: Person) -> None:
    role = Role.objects.get(person=olga)
    with pytest.raises(Conflict):
        roles.end(role, by=olga)
    second = people.register("otis@example.org")
    roles.give(second, Role.Kind.OPERATOR, by=olga)
    roles.end(role, by=olga)
    assert not access.is_operator(olga)


def test_a_brand_is_named_once_and_wears_a_colour(olga: Person, stride: Brand) -> None:
    assert (stride.slug, stride.colour) == ("stride", "#0e6b4f")
    for field, wrong in (
        ("name", {"name": "Stride"}),
        ("name", {"name": "\u200b"}),
        ("name", {"name": "x" * 41}),
        ("colour", {"colour": "green"}),
        ("data_contact", {"data_contact": "nobody"}),
        ("group_word", {"group_word": "gang"}),
    ):
        fields: dict[str, Any] = {"name": "Nord", "data_contact": "a@b.example", **wrong}
        with pytest.raises(Invalid) as refused:
            brands.create(olga, **fields)
        assert refused.value.field == field
    assert brands.create(olga, name="STRIDE!", data_contact="a@b.example").slug == "stride-2"
    assert brands.create(olga, name="走る", data_contact="a@b.example").slug == "brand"
