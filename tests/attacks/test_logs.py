"""Whoever reads the log of a web process finds no way into a group or a duty there."""

import pytest
from django.test import Client

from community.actions import staff
from community.models import Role
from groups.actions import invites
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
    assert len(caplog.records) >= 5
    assert "/i/…/" in caplog.text and "/staff/…/" in caplog.text
    assert way_in not in caplog.text and duty not in caplog.text
