"""Nobody speaks for another's consent, and nobody reads who looked at another (trust.md R13, R14, R43)."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from community import audit
from community.models import AccessLogEntry
from groups.actions import invites, joining, outreach
from groups.admin.events import EventAdmin
from groups.models import Charter, Group, Occurrence, Role
from moderation.actions import consents
from moderation.models import Consent, Purpose
from tests.cast import Cast, join, make_group, sign_in
from tests.groups.occurrences import answer, make_occurrence
from tests.groups.outreaches import says_yes
from tests.groups.pages import text
from tests.groups.test_desk_events import page
from tests.groups.weeks import crowd
from tests.moderation.test_consent_page import joined, seen

pytestmark = pytest.mark.django_db
CONSENTS, LOOKS = "/me/consents/", "/me/looks/"


def says(cast: Cast, **fields: object) -> dict[str, object]:
    return {"brand": cast.brand.pk, "purpose": "news", "say": "yes", "seen": seen(cast.brand), **fields}


def allows(cast: Cast, purpose: Purpose = Purpose.NEWS) -> bool:
    return Consent.objects.stands(cast.ana, cast.brand, purpose)


# ---- consents -----------------------------------------------------------------------------------------------------


def test_a_link_in_a_mail_gives_no_consent(cast: Cast) -> None:
    joined(cast.ana, cast.brand)
    assert cast.client(cast.ana).get(CONSENTS, says(cast)).status_code == 200
    assert not allows(cast)


def test_a_form_on_another_site_gives_no_consent(cast: Cast) -> None:
    joined(cast.ana, cast.brand)
    victim = sign_in(Client(enforce_csrf_checks=True), cast.ana)
    assert victim.post(CONSENTS, says(cast)).status_code == 403
    assert not allows(cast)
    assert cast.client(cast.ana).post(CONSENTS, says(cast)).status_code == 302
    assert allows(cast), "the same with her own form does"


@pytest.mark.parametrize("what", ["nothing", "another purpose", "another brand", "rubbish"])
def test_a_yes_to_a_text_that_was_not_shown_is_none(cast: Cast, what: str) -> None:
    joined(cast.ana, cast.brand)
    shown = {
        "nothing": "",
        "another purpose": seen(cast.brand, Purpose.EVENTS),
        "another brand": seen(cast.other_brand),
        "rubbish": "zz" * 32,
    }
    cast.client(cast.ana).post(CONSENTS, says(cast, seen=shown[what]))
    assert not allows(cast)


def test_a_brand_one_never_met_is_not_found_by_its_id(cast: Cast) -> None:
    joined(cast.ana, cast.brand)
    client = cast.client(cast.ana)
    answers = [client.post(CONSENTS, says(cast, brand=one)) for one in (cast.other_brand.pk, uuid.uuid4())]
    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert not Consent.objects.filter(brand=cast.other_brand).exists()


def test_nobody_takes_back_what_another_allowed(cast: Cast) -> None:
    joined(cast.ana, cast.brand, Purpose.NEWS)
    for person in (cast.ben, cast.maya, cast.olga):
        joined(person, cast.brand)
        cast.client(person).post(CONSENTS, says(cast, say="no", person=cast.ana.pk))
    assert allows(cast)


def test_the_brand_writes_no_yes_for_its_members(cast: Cast) -> None:
    joined(cast.ana, cast.brand)
    assert CONSENTS.strip("/") not in cast.client(cast.maya).get("/brand/").content.decode()
    body = {"brand": str(cast.brand.pk), "purpose": "news", "given": True, "text_hash": seen(cast.brand)}
    cast.api(cast.maya).post("/api/v1/me/consents", body | {"person": str(cast.ana.pk)}, format="json")
    assert not allows(cast)


def test_joining_depends_on_no_consent_but_the_service(cast: Cast) -> None:
    _invite, token = invites.create(cast.place(cast.cara, cast.harbour))
    version = Charter.objects.get(group=cast.harbour).version
    joining.ask(cast.eve, token, name="Eve", charter_version=version, consents=[], surface="join")
    said = Consent.objects.filter(person=cast.eve).values_list("purpose", "given")
    assert list(said) == [("service", True)]


def test_the_ledger_is_not_rewritten_by_sql(cast: Cast) -> None:
    joined(cast.ana, cast.brand)
    consents.withdraw(cast.ana, cast.brand, Purpose.NEWS, surface="me")
    for sql in ("UPDATE moderation_consent SET given = true", "DELETE FROM moderation_consent WHERE NOT given"):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert not allows(cast)


# ---- who looked ---------------------------------------------------------------------------------------------------


@pytest.fixture
def looked_at(cast: Cast) -> str:
    """A look at Ana in Harbour Runners, and its reason."""
    reason = "A case about something Ana said"
    with transaction.atomic():
        audit.looked_at([cast.profile(cast.ana, cast.harbour).pk], cast.maya, role="reviewer", reason=reason)
    assert reason in cast.client(cast.ana).get(LOOKS).content.decode()
    return reason


@pytest.mark.parametrize("who", ["ben", "cara", "maya", "bea", "otto", "olga", "eve"])
def test_nobody_else_reads_who_looked_at_a_member(cast: Cast, looked_at: str, who: str) -> None:
    client, face = cast.client(cast.names[who]), cast.profile(cast.ana, cast.harbour).pk
    doors = [LOOKS, "/g/harbour-runners/trust/looks/", f"/api/v1/me/looks?group={cast.harbour.pk}"]
    doors += [f"{LOOKS}?{name}={value}" for name in ("person", "profile", "subject") for value in (cast.ana.pk, face)]
    doors += [f"/api/v1/me/looks?subject={face}&profile={face}&person={cast.ana.pk}"]
    assert not any(looked_at in client.get(door).content.decode() for door in doors)


def test_a_look_in_one_group_links_no_face_in_another(cast: Cast, looked_at: str) -> None:
    """Over her shoulder: who sees Ana's page in the hill's group learns nothing of her in the harbour's."""
    join(cast.ana, cast.hill)
    hill = cast.client(cast.ana).get("/g/hill-club/trust/looks/").content.decode()
    main = hill[hill.index("<main") :]
    assert "Hill Club" in hill and looked_at not in main
    assert str(cast.profile(cast.ana, cast.harbour).pk) not in main and "Harbour" not in main


@pytest.mark.parametrize("method", ["get", "head"])
def test_no_way_of_asking_shows_an_account_unwritten(cast: Cast, method: str) -> None:
    client = cast.client(cast.olga)
    for door in (f"?q={cast.ben.email}", f"{cast.ben.pk}/change/", f"{cast.ben.pk}/history/"):
        before = AccessLogEntry.objects.filter(subject=cast.ben.pk).count()
        assert getattr(client, method)(f"/admin/community/person/{door}").status_code == 200
        assert AccessLogEntry.objects.filter(subject=cast.ben.pk).count() == before + 1, door


@pytest.mark.parametrize("search", ["%", "@", "example", "ben", ".", "ben@example.org%"])
def test_no_pattern_finds_accounts(cast: Cast, search: str) -> None:
    client = cast.client(cast.olga)
    assert cast.ben.email in client.get("/admin/community/person/", {"q": cast.ben.email}).content.decode()
    found = client.get("/admin/community/person/", {"q": search}).content.decode()
    assert f"{cast.ben.pk}/change/" not in found and cast.cara.email not in found


# ---- what the brand knows -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ana", "eve"])
def test_a_group_opened_for_one_address_and_a_message_to_it_and_another_tell_nothing_of_that_person(
    cast: Cast, who: str
) -> None:
    """Neither whether they are in the other group as well nor what they allow: the message is stopped before it leaves,
    and nobody would know that it was asked."""
    says_yes(cast, cast.cara, cast.ana, cast.ben, cast.nia, *crowd(cast.harbour, 15))  # one more would make it twenty
    before, lone = told(cast, cast.harbour), make_group(cast.brand, "Lone")
    join(cast.names[who], lone, Role.CAPTAIN)
    says_yes(cast, cast.names[who])
    assert before == (19, "10 or more", "fewer than ten of each group")
    assert told(cast, cast.harbour, lone) == (20, *before[1:])


def told(cast: Cast, *chosen: Group) -> tuple[int, str, str]:
    """What the desk says of a message to these groups while it cools off: of how many, how many, who is spared."""
    words = {"title": "Hello", "body": "Friday", "purpose": "news"}
    made = outreach.send(cast.maya, cast.brand, groups=chosen, **words)
    found = text(cast.client(cast.maya), f"/brand/groups/outreach/{made.pk}/change/")
    number = r"(\d+ or more|fewer than ten of each group)"
    reaches, spared = re.search(f"{number} of (\\d+)", found), re.search(f"{number} without consent for this", found)
    assert reaches and spared
    outreach.stop(cast.maya, made.pk)
    return int(reaches[2]), reaches[1], spared[1]


def test_the_desks_order_tells_nothing_that_its_tens_do_not(cast: Cast) -> None:
    fewer, more = make_occurrence(cast.harbour), make_occurrence(cast.harbour, ahead=timedelta(days=9))
    for run, people in ((fewer, [cast.ana]), (more, [cast.ana, cast.ben])):
        for person in people:
            answer(run, person)
    columns = {name: place for place, name in enumerate(EventAdmin.list_display)}
    going, when, usual = columns["going"], columns["when"], order(cast, fewer, more, "")
    assert order(cast, fewer, more, f"o={going}") == order(cast, fewer, more, f"o=-{going}") == usual
    assert order(cast, fewer, more, f"o=-{when}") != order(cast, fewer, more, f"o={when}"), "by time it can be sorted"


def order(cast: Cast, one: Occurrence, other: Occurrence, query: str) -> bool:
    html = page(cast, query)
    return html.index(str(one.pk)) < html.index(str(other.pk))
