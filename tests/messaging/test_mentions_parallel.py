"""Calls to a whole crew over real parallel connections: two, whatever rooms they come in."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

import pytest

from community.errors import Forbidden
from messaging.actions import messages
from messaging.actions.messages import Ack, Send
from messaging.models import CrewCall, Mention, Message
from tests.messaging.rooms import Space
from tests.messaging.test_log_parallel import in_parallel

pytestmark = pytest.mark.django_db(transaction=True)


def test_eight_calls_at_once_in_two_rooms_are_two(space: Space) -> None:
    cara = space.people[0].pk
    rooms = [(space.talk if n % 2 else space.notices).pk for n in range(8)]
    commands = [Send(cara, room, uuid4(), f"@crew, number {n}") for n, room in enumerate(rooms)]
    answers = in_parallel(*(partial(messages.write_one, command) for command in commands))
    assert sum(isinstance(one, Ack) for one in answers) == 2
    assert {one.code for one in answers if isinstance(one, Forbidden)} == {"crew_called"}
    assert CrewCall.objects.count() == Mention.objects.count() == Message.objects.count() == 2
    assert sorted(CrewCall.objects.values_list("slot", flat=True)) == [1, 2]
