"""Where exactly people meet, and who wants to be seen coming by whom: on every surface that speaks of an event.

product.md "Meeting": the point only for who goes, from 24 h before until the end, and never in pushes, subjects or
others' feeds; who sees that I go is my choice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail

from community import live
from community.models import Dispatch, Person
from community.notifications import sending
from community.notifications.kinds import kind_of
from groups.actions import calendars
from groups.models import Occurrence
from tests.cast import Cast
from tests.community.bell import give_device
from tests.groups.occurrences import make_event, make_occurrence
from tests.matrix.walker import routes

pytestmark = pytest.mark.django_db
POINT = "Zanzibar Quay 7"
MOVED = "Zanzibar Quay 9"
SECRET = "Zanzibar"
FACE_OF_THEIRS = r'class="face [^>]*>[AN]<'  # Ana's or Nia's initials
Capture = Callable[..., Any]
_ENTRIES = ("home", "groups:home", "groups:talk", "groups:people", "v1:groups", "v1:rooms", "v1:memberships")
DOORS = [
    one
    for one in routes()
    if not one.desk and not one.is_alias and (one.name in _ENTRIES or "event" in one.path or "occurrence" in one.path)
]


def at(run: Occurrence, tail: str = "") -> str:
    return f"/api/v1/groups/{run.group_id}/events/{run.pk}{tail}"


def say(cast: Cast, name: str, run: Occurrence, state: str = "going", **more: Any) -> None:
    answered = cast.api(cast.names[name]).put(at(run, "/rsvp"), {"state": state, **more}, format="json")
    assert answered.status_code == 200, answered.content


def lived_in(cast: Cast, **fields: Any) -> Occurrence:
    """Ana goes, Ben waits, Nia does not come, Bea is the brand's seat; it begins in five hours."""
    event = make_event(cast.harbour, repeats="weekly")
    run = make_occurrence(cast.harbour, event=event, capacity=1, ahead=timedelta(hours=5), point=POINT, **fields)
    for name, state in (("ana", "going"), ("ben", "going"), ("nia", "declined")):
        say(cast, name, run, state)
    return run


def surfaces(cast: Cast, person: Person, run: Occurrence) -> Iterator[tuple[str, str]]:
    """Every page and answer about events that this person can read, where they come in, and their calendar."""
    values = {"slug": cast.harbour.slug, "group": str(cast.harbour.pk), "occurrence": str(run.pk)}
    client = cast.client(person)
    for route in DOORS:
        answered = client.get(
            route.filled({**values, "profile": str(run.pk), "mid": str(run.pk), "cid": str(run.pk), "code": "none"})
        )
        if answered.status_code == 200:
            yield route.name or route.path, answered.content.decode()
    feed = calendars.make(person)
    yield "feed", cast.client(None).get(f"/calendar/{feed}.ics").content.decode()


@contextmanager
def overheard(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """All that is said to sockets."""
    heard: list[str] = []
    for name in ("tell_many", "say_many"):
        real = getattr(live, name)

        def listen(messages: Any, real: Any = real) -> Any:
            messages = list(messages)
            heard.append(repr(messages))
            return real(messages)

        monkeypatch.setattr(live, name, listen)
    yield heard


def readers(cast: Cast, run: Occurrence, secret: str, people: tuple[str, ...]) -> set[tuple[str, str]]:
    """Who of them reads it where."""
    return {
        (name, door)
        for name in people
        for door, text in surfaces(cast, cast.names[name], run)
        if secret in text.replace("\r\n ", "")
    }


def test_only_who_goes_and_who_hosts_read_the_point_on_any_page_answer_or_feed(cast: Cast) -> None:
    run = lived_in(cast)
    found = readers(cast, run, SECRET, ("cara", "ana", "ben", "nia", "bea"))
    assert {("ana", "v1:occurrence"), ("ana", "v1:events"), ("ana", "feed"), ("cara", "v1:occurrence")} <= found
    assert {name for name, _ in found} == {"ana", "cara"}


@pytest.mark.parametrize("ago", [timedelta(hours=-25), timedelta(hours=1, seconds=1)])
def test_a_day_before_and_from_the_end_on_nobody_who_goes_reads_it(cast: Cast, ago: timedelta) -> None:
    run = lived_in(cast)
    with time_machine.travel(run.starts_at + ago):
        assert {name for name, _ in readers(cast, run, SECRET, ("cara", "ana"))} == {"cara"}


def test_when_it_is_cancelled_the_point_is_gone_too(cast: Cast) -> None:
    run = lived_in(cast)
    cancelled = cast.api(cast.cara).post(at(run, "/cancellation"), {}, format="json")
    assert cancelled.status_code == 201
    assert {name for name, _ in readers(cast, run, SECRET, ("cara", "ana"))} == {"cara"}


def test_a_change_of_the_point_is_told_without_it(
    cast: Cast, django_capture_on_commit_callbacks: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By mail and its calendar file, push, inbox and socket."""
    run = lived_in(cast)
    give_device(cast.ana)
    with overheard(monkeypatch) as heard, django_capture_on_commit_callbacks(execute=True):
        changed = cast.api(cast.cara).patch(at(run), {"point": MOVED}, format="json")
        assert changed.status_code == 200
    sending.send_due()
    assert any(f"{run.pk}" in said for said in heard), "it was told"
    assert not any(SECRET in said for said in heard)
    rows = list(Dispatch.objects.filter(subject=run.pk))
    assert {row.person_id for row in rows} >= {cast.ana.pk, cast.ben.pk}
    assert {row.channel for row in rows} >= {"app", "push", "mail"}
    assert SECRET not in repr(list(Dispatch.objects.values()))
    for row in rows:
        kind = kind_of(row.kind)
        assert kind is not None
        said = kind.words([row]).get(row.pk)
        assert said is None or SECRET not in repr(said)
    letters = [letter for letter in mail.outbox if letter.to != ["cara@example.org"]]
    assert letters
    for letter in letters:
        assert SECRET not in letter.message().as_string(), letter.to
        assert SECRET not in repr((letter.body, letter.subject, letter.alternatives, letter.attachments))


def test_no_refusal_speaks_of_the_point(cast: Cast) -> None:
    """Also those of who may see it: words of refusals end up in logs and screenshots."""
    run = lived_in(cast)
    tries = [
        cast.api(cast.ben).patch(at(run), {"point": POINT}, format="json"),
        cast.api(cast.ben).post(at(run, "/preview"), {"point": POINT}, format="json"),
        cast.api(cast.cara).patch(at(run), {"point": POINT, "capacity": 0}, format="json"),
        cast.api(cast.cara).patch(at(run), {"point": f"{POINT} {'x' * 200}"}, format="json"),
        cast.api(cast.ben).post(at(run, "/offer/acceptance"), {}, format="json"),
        cast.api(cast.ben).put(at(run, "/rsvp"), {"state": POINT}, format="json"),
    ]
    for answered in tries[:5]:
        assert answered.status_code >= 400
        assert SECRET not in answered.content.decode()
    assert tries[5].status_code == 400


def test_the_same_preview_is_no_oracle_of_the_point(cast: Cast) -> None:
    """Whether a guess is right shows in what would change: to who hosts, and to nobody else."""
    run = lived_in(cast)
    right, wrong = ({"point": point} for point in (POINT, MOVED))
    assert cast.api(cast.cara).post(at(run, "/preview"), right, format="json").json()["items"] == []
    assert cast.api(cast.cara).post(at(run, "/preview"), wrong, format="json").json()["items"] != []
    for name in ("ana", "ben", "bea"):
        answers = [cast.api(cast.names[name]).post(at(run, "/preview"), body, format="json") for body in (right, wrong)]
        assert answers[0].status_code == 403
        assert answers[0].content == answers[1].content


# ---- who sees that I go ---------------------------------------------------------------------------------------------


def hidden(cast: Cast) -> Occurrence:
    """Ana wants to be seen by who hosts alone, Nia to be counted; Ben waits and reads the log of the places."""
    run = make_occurrence(cast.harbour, capacity=2, ahead=timedelta(days=2), question="Allergies?")
    say(cast, "ana", run, seen="host", answer="Peanuts")
    say(cast, "nia", run, seen="plus_one", answer="Cashews")
    say(cast, "ben", run)
    return run


def event_texts(cast: Cast, person: Person, run: Occurrence) -> dict[str, str]:
    """Where they come in, names stand for other reasons."""
    return {door: text for door, text in surfaces(cast, person, run) if door not in _ENTRIES}


@pytest.mark.parametrize("who", ["ben", "bea"])
def test_who_hides_is_named_on_no_surface_of_the_event(cast: Cast, who: str) -> None:
    run = hidden(cast)
    hosted = event_texts(cast, cast.cara, run)
    assert "Peanuts" in hosted["v1:rsvps"] and "Nia" in hosted["v1:moves"], "who hosts sees it"
    found = event_texts(cast, cast.names[who], run)
    assert {"v1:occurrence", "v1:rsvps"} <= found.keys()
    assert ("v1:moves" in found) == (who == "ben")
    for door, text in found.items():
        for name in ("Ana", "Nia"):
            profile = str(cast.profile(cast.names[name.lower()], cast.harbour).pk)
            assert name not in text and profile not in text, (door, name)
        assert "Peanuts" not in text and "Cashews" not in text
        assert not re.search(FACE_OF_THEIRS, text), door
    assert re.search(FACE_OF_THEIRS, hosted["groups:event"]) and "groups:events" in found


def test_the_counts_are_true_and_say_no_more_than_how_many(cast: Cast) -> None:
    run = hidden(cast)
    going = cast.api(cast.ben).get(at(run, "/rsvps")).json()
    assert going == {"items": [], "unnamed": 1, "counts": {"going": 2, "held": 0, "waiting": 1, "left": 0}}
    moves = cast.api(cast.ben).get(at(run, "/moves")).json()["items"]
    assert [(one["name"], one["mine"]) for one in moves] == [(None, False), (None, False), ("Ben", True)]


def test_each_sees_themselves_and_not_each_other(cast: Cast) -> None:
    run = hidden(cast)
    for name, other in (("ana", "Nia"), ("nia", "Ana")):
        items = cast.api(cast.names[name]).get(at(run, "/rsvps")).json()["items"]
        assert [one["profile"]["name"] for one in items] == [name.title()]
        assert other not in cast.api(cast.names[name]).get(at(run)).content.decode()


def test_hiding_later_hides_what_was_before(cast: Cast) -> None:
    run = make_occurrence(cast.harbour, capacity=1)
    say(cast, "ana", run)
    say(cast, "ben", run)
    assert "Ana" in cast.api(cast.ben).get(at(run, "/moves")).content.decode()
    say(cast, "ana", run, seen="host")
    for tail in ("", "/rsvps", "/moves"):
        assert "Ana" not in cast.api(cast.ben).get(at(run, tail)).content.decode(), tail


def test_the_answers_to_the_question_are_for_who_hosts_and_for_oneself(cast: Cast) -> None:
    run = make_occurrence(cast.harbour, question="Allergies?", ahead=timedelta(days=2))
    say(cast, "ana", run, answer="Peanuts")
    say(cast, "ben", run, answer="Cashews")
    texts = {name: event_texts(cast, cast.names[name], run) for name in ("cara", "ana", "ben", "nia", "bea")}
    read = {
        (name, said)
        for name, doors in texts.items()
        for said in ("Peanuts", "Cashews")
        if said in "".join(doors.values())
    }
    assert read == {("cara", "Peanuts"), ("cara", "Cashews"), ("ana", "Peanuts"), ("ben", "Cashews")}


def test_the_conversation_of_those_who_come_does_not_name_who_hides(cast: Cast) -> None:
    run = make_occurrence(cast.harbour, ahead=timedelta(days=2))
    say(cast, "ana", run, seen="host")
    say(cast, "ben", run)
    room = cast.api(cast.ben).get(at(run)).json()["room"]
    ben = cast.api(cast.ben)
    talk = ben.get(f"/api/v1/rooms/{room}/messages")
    assert talk.status_code == 200
    texts = [talk.content, ben.get("/api/v1/rooms").content]
    texts.append(cast.client(cast.ben).get(f"/g/{cast.harbour.slug}/events/{run.pk}/talk/").content)
    assert not any(b"Ana" in text or str(cast.profile(cast.ana, cast.harbour).pk).encode() in text for text in texts)


def test_who_shows_themselves_talks_along_and_who_hides_again_does_not(cast: Cast) -> None:
    run = make_occurrence(cast.harbour, ahead=timedelta(days=2))
    say(cast, "ana", run, seen="plus_one")
    assert cast.api(cast.ana).get(at(run)).json()["room"] is None
    say(cast, "ana", run, seen="name")
    room = cast.api(cast.ana).get(at(run)).json()["room"]
    assert cast.api(cast.ana).get(f"/api/v1/rooms/{room}/messages").status_code == 200
    say(cast, "ana", run, seen="host")
    assert cast.api(cast.ana).get(f"/api/v1/rooms/{room}/messages").status_code == 404
    say(cast, "cara", run, seen="host")
    assert cast.api(cast.cara).get(f"/api/v1/rooms/{room}/messages").status_code == 200, "who hosts stays"
