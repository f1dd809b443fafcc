"""The harness's own client model: what it shows after each kind of event."""

from __future__ import annotations

from typing import Any

from tests.faults.model import Model

ANA, BEN = {"id": "ana"}, {"id": "ben"}


def event(kind: str, seq: int, **more: Any) -> dict[str, Any]:
    return {"op": "ev", "kind": kind, "seq": seq, "actor": ANA, **more}


def said(seq: int, body: str, **more: Any) -> dict[str, Any]:
    return event("msg.new", seq, mid=f"m{seq}", body=body, version=1, deleted=False, **more)


def talk(*events: dict[str, Any]) -> Model:
    model = Model(0, [])
    for one in (said(1, "one"), said(2, "two", actor=BEN), *events):
        model.take(one)
    return model


def test_an_edit_shows_and_an_older_one_never_comes_back() -> None:
    model = talk(
        event("msg.edit", 3, mid="m1", body="later", version=3, deleted=False),
        event("msg.edit", 4, mid="m1", body="earlier", version=2, deleted=False),
        said(1, "one"),
    )
    assert model.shown()[1] == ("later", False, ())


def test_reactions_are_a_set_per_person_and_emoji() -> None:
    on, off = ({"emoji": "👍", "on": value} for value in (True, False))
    model = talk(event("react", 3, mid="m1", **on), event("react", 4, mid="m1", actor=BEN, **on))
    model.take(event("react", 5, mid="m1", **on))
    assert model.shown()[1] == ("one", False, (("👍", ("ana", "ben")),))
    model.take(event("react", 6, mid="m1", **off))
    assert model.shown()[1] == ("one", False, (("👍", ("ben",)),))


def test_a_deletion_takes_words_and_reactions_and_is_final() -> None:
    model = talk(
        event("react", 3, mid="m1", emoji="👍", on=True),
        event("msg.del", 4, mid="m1"),
        event("msg.edit", 5, mid="m1", body="again", version=2, deleted=False),
        event("react", 6, mid="m1", emoji="👍", on=True),
    )
    assert model.shown()[1] == ("", True, ())
    assert model.standing() == ["m2"]


def test_many_that_go_at_once_are_those_of_the_person_named_and_so_are_their_reactions() -> None:
    model = talk(
        event("react", 3, mid="m2", emoji="👍", on=True),
        event("msg.gone", 4, actor=None, **{"from": 1, "to": 2, "profile": "ana"}),
    )
    assert model.shown() == {1: ("", True, ()), 2: ("two", False, ())}
    model.take(event("msg.gone", 5, actor=None, **{"from": 1, "to": 2}))
    assert model.standing() == []


def test_a_bare_event_and_one_about_a_message_from_before_change_nothing() -> None:
    model = talk(event("skip", 3), event("msg.edit", 4, mid="m0", body="?", version=2, deleted=False))
    assert sorted(model.shown()) == [1, 2]
    model.raise_floor(1)
    assert sorted(model.shown()) == [2]
