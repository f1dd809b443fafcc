"""What tests of push send, to whom, and what became of it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from community.models import Channel, Dispatch, Person, PushSubscription
from community.notifications import Kind, Said
from community.notifications.channels.base import Outcome, Parcel
from community.notifications.channels.push import WebPush
from tests.push_service import Device

SAID = Said(title="Harbour Runners", line="Your run starts soon.", url="/g/harbour-runners/", why="You said yes.")


class Knock(Kind):
    name = "knock"

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        return {one.pk: SAID for one in dispatches}


class Alarm(Knock):
    name = "alarm"
    urgent = True


def holds(person: Person, device: Device) -> Device:
    PushSubscription.objects.create(
        person=person, session_key="", endpoint=device.endpoint, p256dh=device.p256dh, auth=device.auth
    )
    return device


def parcel(person: Person | None, *, kind: Kind | None = None, said: Said = SAID, useful: float = 24) -> Parcel:
    """`useful`: for how many hours."""
    kind, now = kind or Knock(), timezone.now()
    dispatch = Dispatch(
        kind=kind.name,
        person=person,
        channel=Channel.PUSH,
        subject=uuid.uuid4(),
        due_at=now,
        send_at=now,
        useful_until=now + timedelta(hours=useful),
    )
    return Parcel(dispatch, kind, said, person, "en")


def carried(*parcels: Parcel) -> list[Outcome]:
    """What became of each, in their order."""
    ended = {dispatch.pk: outcome for dispatch, outcome in WebPush().carry(parcels)}
    assert len(ended) == len(parcels)
    return [ended[one.dispatch.pk] for one in parcels]


def endpoints_of(person: Person) -> set[str]:
    return set(PushSubscription.objects.filter(person=person).values_list("endpoint", flat=True))
