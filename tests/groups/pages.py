"""What the tests of the groups' pages share."""

from __future__ import annotations

from django.test import Client

from community.surface import Action
from groups.access import Place, load_group
from groups.actions import invites
from groups.models import Invite
from tests.cast import Cast

PEOPLE = "/g/harbour-runners/people/"
INVITES = "/g/harbour-runners/invites/"


def captains_place(cast: Cast) -> Place:
    return load_group(cast.cara, cast.harbour.slug, Action.INVITE)


def make_invite(cast: Cast, *, vouch: str = "") -> tuple[Invite, str]:
    return invites.create(captains_place(cast), vouch=vouch)


def text(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, answer.content[:400]
    return str(answer.content.decode())
