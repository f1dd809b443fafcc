"""What is read by hand is what the ORM reads: every field of every model that pages load in this way."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from community.errors import NotFound
from community.made import columns
from community.models import Person
from community.surface import Action
from groups.access import load_group
from groups.actions import charters
from groups.models import BrandSeat, Charter, JoinRequest, Membership
from messaging.access.standing import load_standing
from messaging.models import Participant, Room
from tests.cast import Cast


def same(found: models.Model | None, model: type[models.Model]) -> None:
    assert found is not None
    kept = model._default_manager.filter(pk=found.pk).get()
    assert not found._state.adding
    for field in model._meta.concrete_fields:
        assert getattr(found, field.attname) == getattr(kept, field.attname), field.attname


def test_an_account_is_found_by_its_key(cast: Cast) -> None:
    same(Person.objects.get(pk=cast.ana.pk), Person)
    same(Person.objects.get(pk=str(cast.ana.pk)), Person)
    with pytest.raises(Person.DoesNotExist):
        Person.objects.get(pk=uuid4())
    with pytest.raises(ValidationError):
        Person.objects.get(pk="nobody")
    with pytest.raises(Person.DoesNotExist):
        Person.objects.get(pk=cast.ana.pk, is_active=False)


def test_a_place_is_made_of_what_is_kept(cast: Cast) -> None:
    place = load_group(cast.ana, cast.harbour.slug, Action.READ_MESSAGES)
    same(place.group, type(cast.harbour))
    same(place.group.brand, type(cast.harbour.brand))
    same(place.charter, Charter)
    same(place.membership, Membership)
    same(place.profile, type(place.profile))
    assert place.seat is None
    assert (place.charter.group, place.membership and place.membership.profile) == (cast.harbour, place.profile)


def test_of_several_charters_the_last_is_in_effect(cast: Cast) -> None:
    charters.change(load_group(cast.cara, cast.harbour.pk, Action.CHANGE_CHARTER), retention_days=100)
    found = load_group(cast.ana, cast.harbour.pk, Action.READ_MESSAGES).charter
    same(found, Charter)
    assert (found.version, found.retention_days) == (2, 100)


def test_a_seat_of_the_brand_is_found_while_its_duty_lasts(cast: Cast) -> None:
    place = load_group(cast.bea, cast.harbour.pk, Action.READ_MESSAGES)
    same(place.seat, BrandSeat)
    assert place.membership is None
    cast.bea.roles.update(ended_at=timezone.now())
    with pytest.raises(NotFound):
        load_group(cast.bea, cast.harbour.pk, Action.READ_MESSAGES)


def test_a_seat_in_a_room_is_made_of_what_is_kept(cast: Cast) -> None:
    seat = load_standing(cast.ana, cast.harbour.pk, Room.Kind.TALK).seat
    same(seat.room, Room)
    same(seat.participant, Participant)
    same(seat.profile, type(seat.profile))
    assert (seat.participant.room, seat.participant.profile) == (seat.room, seat.profile)


def test_what_nothing_would_convert_is_refused() -> None:
    with pytest.raises(TypeError):
        columns(JoinRequest, "q")
    assert columns(Session, "s") == 's."session_key", s."session_data", s."expire_date"'
