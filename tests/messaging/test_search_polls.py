"""A poll is found by what it asks and by what can be chosen (docs/decisions/0027 and 0032)."""

from __future__ import annotations

from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.errors import Forbidden
from messaging.actions import held, messages, unnaming
from messaging.actions.fading import fade_words
from messaging.bare import SHORT, kept
from messaging.models import Message, Pending, Poll
from messaging.ports import find_message
from messaging.searching import Where, look
from tests.messaging.holding import rules
from tests.messaging.polls import ask, vote
from tests.messaging.rooms import Space, make_space
from tests.messaging.test_search import COST, bodies

__all__ = ["rules"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rates")]
QUESTION = "When do we run?"
PLACES = ("Über die Brücke", "火曜日の朝", "Tuesday at the crane")


@pytest.fixture
def space() -> Space:
    return make_space()


@pytest.mark.parametrize(
    "asked", ["BRUCKE", "brü", "曜日", "朝", "crane tuesday", '"at the crane"', "run crane", "when"]
)
@pytest.mark.parametrize("secret", [False, True], ids=["visible", "secret"])
def test_a_poll_is_found_by_parts_of_its_options(space: Space, asked: str, secret: bool) -> None:
    ask(space, options=PLACES, secret=secret)
    assert bodies(space.people[2], asked) == [QUESTION]


def test_spans_are_of_the_body_alone(space: Space) -> None:
    ask(space, options=("We run", "We rest"))
    (by_option,) = look(space.people[2], "rest", Where(), 5).matches
    (by_both,) = look(space.people[2], "run rest", Where(), 5).matches
    assert (by_option.spans, by_both.spans) == ([], [(11, 14)])


def test_words_in_quotes_do_not_reach_from_one_option_into_the_next(space: Space) -> None:
    ask(space, options=("Tuesday", "Wednesday"))
    for asked in ('"run? tuesday"', '"tuesday wednesday"', '"y w"'):
        assert bodies(space.people[2], asked) == []


def test_options_make_what_is_too_long_for_the_index_be_kept_beside_it(space: Space) -> None:
    mid = ask(space, question="word " * (SHORT // 5), options=("needle", "hay"))
    row = Message.objects.get(pk=mid)
    assert row.bare is None and row.bare_long
    assert bodies(space.people[2], "needle") == [row.body]


def test_a_poll_that_goes_is_found_no_more(space: Space) -> None:
    deleted, _faded = ask(space, options=PLACES), ask(space, 1, options=PLACES)
    assert len(bodies(space.people[2], "crane")) == 2
    messages.delete(space.people[0], space.talk.pk, deleted, uuid4())
    fade_words(space.id, space.profiles[1], "delete")
    assert bodies(space.people[2], "crane") == []
    assert set(Message.objects.values_list("bare", "bare_long")) == {("", None)} and not Poll.objects.exists()


def test_a_poll_out_of_sight_is_found_again_when_it_comes_back(space: Space) -> None:
    mid = ask(space, options=PLACES)
    kept_of = find_message(mid).hide()
    assert kept_of and bodies(space.people[2], "crane") == bodies(space.people[2], "sight") == []
    find_message(mid).restore(kept_of)
    assert bodies(space.people[2], "crane") == bodies(space.people[2], "when") == [QUESTION]


def test_who_goes_from_its_question_takes_nothing_of_its_options(space: Space) -> None:
    name = space.profiles[1].name
    ask(space, question=f"When, @{name}?", options=PLACES)
    assert len(bodies(space.people[2], name)) == 1
    unnaming.unname(space.talk.pk, space.profiles[1])
    (found,) = bodies(space.people[2], "crane")
    assert name not in found and bodies(space.people[2], name) == []


@pytest.mark.usefixtures("rules")
def test_a_poll_that_waits_is_found_when_it_is_let_in(space: Space) -> None:
    with pytest.raises(Forbidden):
        ask(space, 1, question="Do we hold on?", options=PLACES)
    assert bodies(space.people[2], "crane") == []
    held.release(space.id, Pending.objects.get().pk, space.profiles[0])
    assert bodies(space.people[2], "crane") == ["Do we hold on?"]


def test_voting_changes_nothing_and_it_stays_one_statement(space: Space) -> None:
    mid = ask(space, options=PLACES)
    vote(space, mid, 2, 1)
    with CaptureQueriesContext(connection) as asked:
        assert look(space.people[2], "crane", Where(), 50).matches
    assert len(asked) == COST


def test_polls_from_before_are_found_after_the_migration(space: Space) -> None:
    mid, long = ask(space, options=PLACES), ask(space, question="word " * 399, options=("x" * 80, "needle"))
    gone = ask(space, options=PLACES)
    for one in (mid, long):
        short, beside = kept(Message.objects.get(pk=one).body)
        Message.objects.filter(pk=one).update(bare=short, bare_long=beside)
    Message.objects.filter(pk=gone).update(body="", bare="", bare_long=None)  # with a poll that was left over
    assert bodies(space.people[2], "crane") == bodies(space.people[2], "needle") == []
    step = import_module("messaging.migrations.0004_options_are_found")
    for _again in range(2):
        step.fold_options(apps, connection.schema_editor())
    assert bodies(space.people[2], "crane") == [QUESTION] and len(bodies(space.people[2], "needle")) == 1
    assert kept(QUESTION, PLACES) == (Message.objects.get(pk=mid).bare, None)
