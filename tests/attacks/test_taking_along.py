"""Attempts to read others by what one takes along: what they have made since of one's plans, who looked (trust.md R2,
R42, R43)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from community import audit
from community.models import Person
from groups.actions import leaving
from groups.models import Occurrence
from moderation.actions import exporting
from tests.cast import Cast
from tests.groups.occurrences import answer
from tests.groups.plans import plan_series
from tests.owndata.conftest import media
from tests.owndata.test_export import opened, ready

__all__ = ["media"]
pytestmark = pytest.mark.django_db
POINT, MOVED, RENAMED = "By the crane", "At mine, third floor", "Party for Nia"


def taken(person: Person) -> tuple[dict[str, Any], str]:
    data, page = opened(exporting.fetch(person, ready(person).pk))
    return data["tables"], str(data) + page


def changes(cast: Cast, run: Occurrence) -> None:
    """Ben, captain now, goes on with what Cara has planned."""
    path = f"/api/v1/groups/{run.group_id}/events/{run.pk}"
    assert cast.api(cast.ben).patch(path, {"title": RENAMED, "point": MOVED}, format="json").status_code == 200


def test_who_planned_and_hosts_no_more_takes_along_nothing_of_what_others_make_of_it(cast: Cast, media: Path) -> None:
    paces = [{"name": "Easy", "leader": cast.profile(cast.nia, cast.harbour).pk}]
    run = plan_series(cast, title="Harbour loop", point=POINT, paces=paces)[0]
    tables, text = taken(cast.cara)
    assert {one["point"] for one in tables["groups.event"] + tables["groups.occurrence"]} == {POINT}
    assert str(paces[0]["leader"]) not in text, "who leads a pace is somebody else"
    leaving.hand_over(cast.place(cast.cara, cast.harbour), cast.membership(cast.ben, cast.harbour))
    to = {"profile": str(cast.profile(cast.ben, cast.harbour).pk), "lead": True, "scope": "onwards"}
    given = cast.api(cast.cara).post(f"/api/v1/groups/{run.group_id}/events/{run.pk}/hosts", to, format="json")
    assert given.status_code == 201
    changes(cast, run)
    as_a_member = taken(cast.cara)[1]
    leaving.leave(cast.place(cast.cara, cast.harbour), words="keep")
    for text in (as_a_member, taken(cast.cara)[1]):
        assert not any(words in text for words in (POINT, MOVED, RENAMED))


def test_who_left_does_not_learn_what_the_events_they_had_answered_are_called_now(cast: Cast, media: Path) -> None:
    run = plan_series(cast, title="Harbour loop")[0]
    answer(run, cast.ana)
    assert taken(cast.ana)[0]["groups.rsvp"][0]["occurrence"].startswith("Harbour loop")
    leaving.leave(cast.place(cast.ana, cast.harbour), words="keep")
    leaving.hand_over(cast.place(cast.cara, cast.harbour), cast.membership(cast.ben, cast.harbour))
    changes(cast, run)
    tables, text = taken(cast.ana)
    assert RENAMED not in text
    assert tables["groups.rsvp"][0]["occurrence"] == "Harbour Runners"


def test_who_looked_is_taken_along_as_one_reads_it_and_names_nobody(cast: Cast, media: Path) -> None:
    with transaction.atomic():
        for subject in (cast.profile(cast.ana, cast.harbour).pk, cast.ana.pk, cast.profile(cast.ben, cast.harbour).pk):
            audit.looked_at([subject], cast.maya, role="reviewer", reason=f"A case about {subject.hex[:4]}")
    tables, text = taken(cast.ana)
    assert {one["subject"] for one in tables["community.accesslogentry"]} == {"Ana", cast.ana.email}
    assert str(cast.maya.pk) not in text and str(cast.profile(cast.ben, cast.harbour).pk)[:4] not in text
