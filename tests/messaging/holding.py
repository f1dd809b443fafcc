"""A rule that holds words, put into the real registry of checks: "hold on" is held, "look twice" is nudged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from uuid import UUID, uuid4

import pytest

from community.errors import Forbidden
from community.models import Person
from messaging.actions import messages
from messaging.models import Pending, Room
from moderation import screening
from moderation.screening import Outcome
from moderation.screening.checks import CHECKS, Check, House
from moderation.screening.content import Span
from moderation.screening.reading import Reading

WORDS = "Call her on 0171 hold on"
SPANS = [[17, 24]]


def _finding(words: str) -> Check:
    def find(reading: Reading) -> Iterable[Span]:
        return (found.span() for found in re.finditer(words, reading.text))

    outcome = {"hold on": Outcome.HOLD, "look twice": Outcome.NUDGE, "not here": Outcome.BLOCK}[words]
    return Check(words.replace(" ", "_"), outcome, find)


SEEDED = House({**CHECKS, "message": (*CHECKS["message"], *map(_finding, ("hold on", "look twice", "not here")))})


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(screening, "HOUSE", SEEDED)
    yield


def hold(person: Person, room: Room, words: str = WORDS, cid: UUID | None = None) -> Pending:
    """Says something that is held."""
    cid = cid or uuid4()
    try:
        messages.send(person, room.pk, cid, words)
    except Forbidden as refusal:
        assert refusal.code == "held"
    return Pending.objects.get(room=room, actor__person=person, cid=cid)
