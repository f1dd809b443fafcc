"""What screening says about words is done at every door, and said to their author (trust.md R23, R24)."""

from __future__ import annotations

from uuid import uuid4

import pytest

from community.errors import SnugError
from messaging.actions import captions, messages
from messaging.models import Message
from moderation.screening import Content, Verdict
from tests.messaging.rooms import Space, make_space

pytestmark = pytest.mark.django_db


@pytest.fixture
def space(db: None) -> Space:
    return make_space()


def rule(monkeypatch: pytest.MonkeyPatch, action: str, text: str | None = None) -> None:
    def screen(content: Content) -> Verdict:
        return Verdict(action, "phone", ((0, 4),), content.text if text is None else text)  # type: ignore[arg-type]

    monkeypatch.setattr(captions, "screen", screen)


@pytest.mark.parametrize(("action", "code"), [("block", "refused"), ("hold", "held"), ("nudge", "nudge")])
def test_words_that_must_not_stand_are_refused_with_rule_and_spans(
    space: Space, monkeypatch: pytest.MonkeyPatch, action: str, code: str
) -> None:
    messages.send(space.people[1], space.talk.pk, uuid4(), "0171 before the rule")
    rule(monkeypatch, action)
    with pytest.raises(SnugError) as refusal:
        messages.send(space.people[1], space.talk.pk, uuid4(), "0171")
    assert (refusal.value.code, refusal.value.detail) == (code, {"rule": "phone", "spans": [[0, 4]]})
    assert Message.objects.count() == 1


def test_a_nudge_that_is_confirmed_goes_with_the_same_cid(space: Space) -> None:
    cid, mine = uuid4(), "You reach me at +49 171 2345678"
    with pytest.raises(SnugError):
        messages.send(space.people[1], space.talk.pk, cid, mine, confirm=["another rule"])
    assert not messages.send(space.people[1], space.talk.pk, cid, mine, confirm=["phone"]).dup


def test_redacted_words_are_stored_redacted_and_their_author_is_told(
    space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule(monkeypatch, "redact", "•••• is my number")
    cid = uuid4()
    ack = messages.send(space.people[1], space.talk.pk, cid, "0171 is my number")
    assert ack.changed == {"body": "•••• is my number", "rule": "phone", "spans": [[0, 4]]}
    assert Message.objects.get().body == "•••• is my number"
    assert messages.send(space.people[1], space.talk.pk, cid, "0171 is my number").dup
