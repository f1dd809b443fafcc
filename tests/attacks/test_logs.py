"""Whoever reads the log of a web process finds no way into a group, a duty, a calendar or anybody's erasure there."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from community.actions import staff
from community.embedded import EmbeddedStack
from community.models import Dispatch, Person, Role
from community.notifications import unsubscribing
from groups.actions import calendars, invites
from groups.models import Outreach
from moderation.actions import erasing
from tests.cast import Cast, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_refused_requests_leave_no_token_in_the_log(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    _invite, way_in = invites.create(cast.place(cast.cara, cast.harbour))
    _made, duty = staff.invite(cast.olga, kind=Role.Kind.MANAGER, email=cast.ana.email, brand=cast.brand)
    browser = sign_in(Client(enforce_csrf_checks=True), cast.eve)
    addresses = f"/i/{way_in}/", f"/staff/{duty}/"
    for address in addresses:
        assert browser.post(address).status_code == 403, "the form stood open for too long"
        assert cast.client(cast.eve).put(address).status_code == 405
    assert cast.client(cast.ana).post(addresses[1]).status_code == 409
    assert cast.client(cast.eve).get(addresses[0]).status_code == 200, "the token is still worth something"
    calendar = calendars.make(cast.ana)
    assert Client().post(f"/calendar/{calendar}.ics").status_code == 405
    assert Client().get(f"/calendar/{calendar}.ics").status_code == 200, "and so is this one"
    assert Client().get(f"/calendar/{calendar}/").status_code == 404, "an address cut off in the wrong place"
    stop = unsubscribing.url(Dispatch(person=cast.ana, kind="digest")).split("/")[-2]
    _asked, receipt = erasing.ask(cast.ben)
    for address in (f"/stop/{stop}/", f"/erasure/{receipt}/"):
        assert Client().put(address).status_code == 405
        assert Client().get(address).status_code == 200, "and these two"
    assert len(caplog.records) >= 9
    assert all(f"/{door}/…" in caplog.text for door in ("i", "staff", "calendar", "stop", "erasure"))
    assert not any(token in caplog.text for token in (way_in, duty, calendar, stop, receipt))


def test_what_the_database_refuses_is_in_its_log_without_anybodys_words(
    cast: Cast, session_stack: EmbeddedStack
) -> None:
    assert session_stack.postgres is not None
    log, row = session_stack.postgres.log, {"brand": cast.brand, "made_by": cast.maya, "leaves_at": timezone.now()}
    before = len(log.read_text())
    for refused in (
        lambda: Person.objects.create(email=cast.ana.email),
        lambda: Outreach.objects.create(title="zanzibar", body="quicksilver", purpose="service", **row),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            refused()
    written = log.read_text()[before:]
    assert "duplicate key" in written and "outreach_needs_consent" in written
    assert not any(words in written for words in (cast.ana.email, "zanzibar", "quicksilver"))
