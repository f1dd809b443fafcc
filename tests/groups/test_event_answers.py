"""What people tell the hosts of an event lives a week after it, and no longer than they are in the group (trust.md
R42)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from community.models import Person
from community.surface import Action
from groups.access import load_group
from groups.actions import leaving
from groups.models import Membership, Occurrence, Rsvp
from tests.cast import Cast
from tests.groups.answering import say
from tests.groups.occurrences import make_occurrence
from tests.groups.pages import text

pytestmark = pytest.mark.django_db
SAID = "Peanuts"


def asked(cast: Cast) -> Occurrence:
    run = make_occurrence(cast.harbour, question="Allergies?", ahead=timedelta(minutes=1))
    say(cast.ana, run, "going", answer=SAID)
    return run


def read(cast: Cast, person: Person, run: Occurrence) -> set[str]:
    """Where this person reads it."""
    api, base = cast.api(person), f"/api/v1/groups/{run.group_id}/events"
    doors = {tail: api.get(f"{base}{tail}").content.decode() for tail in (f"/{run.pk}", f"/{run.pk}/rsvps")}
    doors["list"] = api.get(f"{base}?when=past").content.decode()
    doors["page"] = text(cast.client(person), f"/g/harbour-runners/events/{run.pk}/")
    return {door for door, said in doors.items() if SAID in said}


def test_from_a_week_after_the_end_on_nobody_reads_an_answer_whether_it_is_deleted_yet_or_not(cast: Cast) -> None:
    run = asked(cast)
    week = run.ends_at + timedelta(days=7)
    with time_machine.travel(week - timedelta(seconds=30)):
        assert read(cast, cast.cara, run) == {f"/{run.pk}/rsvps", "page"}
        assert read(cast, cast.ana, run) == {f"/{run.pk}", f"/{run.pk}/rsvps", "list", "page"}
    with time_machine.travel(week):
        assert read(cast, cast.cara, run) == read(cast, cast.ana, run) == set()
    assert Rsvp.objects.get().answer == SAID


@pytest.mark.parametrize("words", Membership.Words.values)
def test_who_leaves_takes_their_answers_along_from_what_runs_or_was(cast: Cast, words: str) -> None:
    run, past = asked(cast), asked(cast)
    say(cast.ben, run, "going", answer="Cake")
    begin(run, ago=timedelta(minutes=10))
    begin(past, ago=timedelta(days=3))
    leaving.leave(load_group(cast.ana, cast.harbour.pk, Action.LEAVE), words=words)
    assert set(Rsvp.objects.values_list("state", "answer")) == {("going", ""), ("going", "Cake")}
    assert read(cast, cast.cara, run) == set()


def test_who_is_removed_leaves_none_behind_either(cast: Cast) -> None:
    run = asked(cast)
    begin(run, ago=timedelta(minutes=10))
    remover = load_group(cast.cara, cast.harbour.pk, Action.REMOVE_MEMBER)
    leaving.remove(remover, cast.membership(cast.ana, cast.harbour), reason="Enough.")
    assert Rsvp.objects.get().answer == ""


def begin(run: Occurrence, *, ago: timedelta) -> None:
    starts_at = timezone.now() - ago
    Occurrence.objects.filter(pk=run.pk).update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
