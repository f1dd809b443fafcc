"""Attempts to come in by guessing an invitation, or by using one while it is taken back (trust.md R18)."""

from __future__ import annotations

from functools import partial

import pytest

from community.errors import NotFound
from community.models import Person
from community.tokens import new_token, token_hash
from groups.actions import invites, joining
from groups.models import Invite, JoinRequest, Membership
from tests.cast import Cast, make_people
from tests.groups.parallel import at_once


def invite(cast: Cast, uses: int = 5) -> tuple[Invite, str]:
    return invites.create(cast.place(cast.cara, cast.harbour), uses=uses)


def joins(guest: Person, token: str) -> JoinRequest:
    return joining.ask(guest, token, name="Guest", charter_version=1, surface="test")


@pytest.mark.django_db
def test_nothing_like_a_token_opens_like_it(cast: Cast) -> None:
    made, token = invite(cast)
    eve = cast.client(cast.eve)
    assert eve.get(f"/i/{token}/").status_code == 200
    unknown = eve.get(f"/i/{new_token()}/")
    likes = (token[:-1], token + "A", token[::-1], token.swapcase(), "%25", "_" * len(token), token_hash(token).hex())
    for like in (*likes, str(made.pk)):
        found = eve.get(f"/i/{like}/")
        assert found.status_code == unknown.status_code and b"Harbour" not in found.content, like
    assert Invite.objects.get(pk=made.pk).uses_left == 5


@pytest.mark.django_db
def test_a_token_is_no_way_to_ask_who_is_inside(cast: Cast) -> None:
    _made, token = invite(cast)
    page = cast.client(cast.eve).get(f"/i/{token}/").content.decode()
    assert "Harbour Runners" in page and "Cara" in page, "who invites says so by name"
    assert not any(name in page for name in ("Ana", "Ben", "Nia", "Bea", "@example.org"))


@pytest.mark.django_db(transaction=True)
def test_an_invitation_taken_back_and_used_at_once_is_one_or_the_other(cast: Cast) -> None:
    made, token = invite(cast)
    guests = make_people(["kim", "lee", "max"])
    place = cast.place(cast.cara, cast.harbour)

    outcomes = at_once([lambda: invites.revoke(place, made), *(partial(joins, guest, token) for guest in guests)])
    inside = Membership.objects.current().filter(profile__person__in=guests).count()
    left = Invite.objects.get(pk=made.pk).uses_left
    assert inside == sum(isinstance(one, JoinRequest) for one in outcomes[1:])
    assert left == 5 - inside
    with pytest.raises(NotFound):
        joins(cast.eve, token)


@pytest.mark.django_db
def test_the_request_of_another_is_not_opened_or_taken_back(cast: Cast) -> None:
    _made, token = invite(cast)
    asked = joins(cast.eve, token)
    for person in (cast.cleo, cast.otto, cast.ben):
        assert cast.client(person).post(f"/requests/{asked.pk}/withdraw/").status_code == 404
    assert Membership.objects.current().filter(profile__person=cast.eve).exists()
