"""What a search finds, in what order, and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.errors import Invalid, RateLimited, TooLarge
from community.models import Person
from messaging.access import search as access
from messaging.access.search import TookTooLong, Wish
from messaging.actions import messages
from messaging.actions.fading import expire, fade_words
from messaging.bare import SHORT
from messaging.models import Message
from messaging.ports import find_message
from messaging.searching import Where, look
from tests.messaging.rooms import Space, make_person, make_space

pytestmark = pytest.mark.django_db
Say = Callable[..., UUID]
COST = 4  # savepoint, settings, the search itself, release


@pytest.fixture
def space() -> Space:
    return make_space()


@pytest.fixture
def say(space: Space) -> Say:
    def said(body: str, who: int = 1, ago: timedelta = timedelta()) -> UUID:
        ack = messages.seed(space.people[who], space.talk.pk, uuid4(), body, timezone.now() - ago)
        assert ack.mid is not None
        return ack.mid

    return said


def bodies(person: Person, text: str, where: Where | None = None) -> list[str]:
    return [match.hit.body for match in look(person, text, where or Where(), 50).matches]


@pytest.mark.usefixtures("no_rates")
@pytest.mark.parametrize(
    ("body", "asked"),
    [
        ("Wir laufen über die Brücke", "BRUCK"),
        ("Wir laufen über die Brücke", "brücke LÄUF"),
        ("火曜日の朝に会いましょう", "曜日"),
        ("火曜日の朝に会いましょう", "朝"),
        ("نلتقي عند الجِسر", "الجسر"),
        ("100% sure", "100%"),
        ("a_b and C:\\path", "a_b c:\\p"),
        ("Well done 👍🏽", "👍"),
        ("see you\nat seven", '"you at seven"'),
        ("x", "x"),
        ("Long " + "word " * 600 + "needle", "needle"),
        ("日本" * 1000 + "針", "針"),
    ],
)
def test_it_is_found(space: Space, say: Say, body: str, asked: str) -> None:
    say("Something else altogether")
    say(body)
    assert bodies(space.people[2], asked) == [body]


@pytest.mark.usefixtures("no_rates")
def test_what_only_looks_like_a_pattern_finds_nothing_else(space: Space, say: Say) -> None:
    say("plain words")
    for asked in ("%", "_", "p%s", "pl_in", "\\", '"words plain"', "plain nothing"):
        assert bodies(space.people[2], asked) == []
    assert bodies(space.people[2], "words plain") == ["plain words"]


@pytest.mark.usefixtures("no_rates")
def test_it_is_narrowed_by_person_room_space_and_time(space: Space, say: Say) -> None:
    cara, ana, ben = space.people
    old = timezone.now() - timedelta(days=3)
    say("run one", 1, timedelta(days=5))
    say("run two", 2, timedelta(days=1))
    messages.send(cara, space.notices.pk, uuid4(), "run three")
    assert bodies(ben, "run") == ["run three", "run two", "run one"]
    assert bodies(ben, "run", Where(author=space.profiles[1].pk)) == ["run one"]
    assert bodies(ben, "run", Where(room=space.notices.pk)) == ["run three"]
    assert bodies(ben, "run", Where(since=old)) == ["run three", "run two"]
    assert bodies(ben, "run", Where(until=old)) == ["run one"]
    other = make_space()
    other.enter(ben)
    messages.send(other.people[0], other.talk.pk, uuid4(), "run elsewhere")
    assert bodies(ben, "run", Where(space=other.id)) == ["run elsewhere"]
    assert bodies(ben, "run")[0] == "run elsewhere"
    assert bodies(ana, "run", Where(space=other.id)) == []


@pytest.mark.usefixtures("no_rates")
def test_pages_follow_on_whatever_is_said_meanwhile(space: Space, say: Say) -> None:
    ben = space.people[2]
    expected = [f"run {n}" for n in range(12)]
    for n, body in enumerate(expected):
        say(body, 1, timedelta(minutes=60 - n // 2))  # two at a time
    seen: list[str] = []
    after: str | None = None
    while True:
        page = look(ben, "run", Where(), 5, after)
        seen += [match.hit.body for match in page.matches]
        say("run, and something new")
        after = page.next
        if after is None:
            break
    assert sorted(seen) == sorted(expected)
    assert len(seen) == len({*seen})


@pytest.mark.usefixtures("no_rates")
def test_what_is_looked_for_goes_with_the_words(space: Space, say: Say) -> None:
    _, ana, ben = space.people
    mid = say("Grüße an alle")
    assert Message.objects.get(pk=mid).bare == "grusse an alle"
    messages.edit(ana, space.talk.pk, mid, uuid4(), "Schöne Ferien")
    assert bodies(ben, "grusse") == []
    assert bodies(ben, "schone") == ["Schöne Ferien"]
    messages.edit(ana, space.talk.pk, mid, uuid4(), "lang " * 700)
    assert bodies(ben, "lang")
    assert len(Message.objects.get(pk=mid).bare_long or "") > SHORT
    kept = find_message(mid).hide()
    assert kept
    assert bodies(ben, "lang") == bodies(ben, "sight") == []
    find_message(mid).restore(kept)
    assert bodies(ben, "lang")
    messages.delete(ana, space.talk.pk, mid, uuid4())
    one, two = say("faded words"), say("old words", 2, timedelta(days=9))
    fade_words(space.id, space.profiles[1], "delete")
    expire(space.id, timezone.now() - timedelta(days=8))
    gone = Message.objects.filter(pk__in=[mid, one, two])
    assert {(row.body, row.bare, row.bare_long) for row in gone} == {("", "", None)}
    assert bodies(ben, "words") == bodies(ben, "lang") == []


def test_the_database_keeps_no_trace_of_what_went(space: Space, say: Say) -> None:
    mid = say("Grüße")
    with pytest.raises(IntegrityError, match="message_bare_goes"), transaction.atomic():
        Message.objects.filter(pk=mid).update(body="")
    Message.objects.filter(pk=mid).update(body="", bare="")


@pytest.mark.parametrize("asked", ["", "   ", '""', "\u200b", "a\x00b", " ".join("abcdefghijk")])
def test_what_cannot_be_looked_for_is_said(space: Space, asked: str) -> None:
    with pytest.raises(Invalid) as refusal:
        look(space.people[0], asked, Where(), 5)
    assert refusal.value.detail["field"] == "q"
    with pytest.raises(TooLarge):
        look(space.people[0], "x" * 201, Where(), 5)


def test_one_looks_thirty_times_a_minute(space: Space) -> None:
    cara, ana, _ = space.people
    for _ in range(30):
        look(cara, "word", Where(), 5)
    with pytest.raises(RateLimited) as refusal:
        look(cara, "word", Where(), 5)
    assert (refusal.value.retry_ms or 0) > 0
    look(ana, "word", Where(), 5)


def test_what_takes_too_long_ends(space: Space, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = access._SEARCH.replace("WHERE f.person_id", "WHERE (SELECT pg_sleep(9)) IS NOT NULL AND f.person_id", 1)
    monkeypatch.setattr(access, "_SEARCH", slow)
    monkeypatch.setattr(access, "MOST_MS", 20)
    with pytest.raises(TookTooLong):
        look(space.people[0], "word", Where(), 5)
    monkeypatch.undo()
    assert look(space.people[0], "word", Where(), 5).matches == []


def test_one_statement_whatever_is_found_and_in_how_many_rooms(space: Space, say: Say) -> None:
    ben = space.people[2]
    counts = []
    for _ in range(2):
        for n in range(6):
            say(f"run {uuid4().hex[:6]} {n}")
        make_space().enter(ben)
        with CaptureQueriesContext(connection) as asked:
            assert look(ben, "run", Where(), 50).matches
        counts.append(len(asked))
    assert counts == [COST, COST]


def test_a_rooms_words_are_read_from_its_index_backwards_and_nothing_is_sorted_in_it(space: Space, say: Say) -> None:
    for n in range(20):
        say(f"run {n}")
    asked = access._asked(space.people[2], Wish(["run"]), 5)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(access._BOUND, [str(access.MOST_MS)])
        cursor.execute(f"EXPLAIN {access._SEARCH}", asked)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Only Scan Backward using message_seq_once on messaging_message i" in plan
    assert "Seq Scan on messaging_message" not in plan
    assert plan.count("Sort Key") <= 2, plan  # of the page alone


def test_a_person_in_no_room_finds_nothing() -> None:
    assert bodies(make_person("eve"), "run") == []
