"""Whatever points to somebody lets go of them, and of nobody else (trust.md R42)."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import Error, transaction
from django.utils import timezone

from community.models import Person
from community.personal import all_tables
from community.personal.telling import Telling
from groups.models import Outreach, QuietVote
from moderation import evidence
from moderation.actions import erasing
from moderation.models import (
    REGRET,
    Appeal,
    Block,
    ContactBudget,
    ContactTouch,
    Decision,
    Erasure,
    Objection,
    Report,
    Rule,
)
from tests.cast import Cast
from tests.moderation.casework import UNKIND
from tests.owndata.everywhere import MORE_MARKS, OBJECTED, SAID, TOLD, live_everywhere, points_to
from tests.owndata.traces import HELD, MARKS, in_the_database

pytestmark = pytest.mark.django_db


def refused(act: object, **changes: object) -> bool:
    try:
        with transaction.atomic():
            act.update(**changes)  # type: ignore[attr-defined]
    except Error:
        return True
    return False


def begin(person: Person) -> Erasure:
    asked, _token = erasing.ask(person)
    past = timezone.now() - REGRET - timedelta(seconds=1)
    Erasure.objects.filter(pk=asked.pk).update(asked_at=past, due_at=past + REGRET)
    return asked


def test_whoever_every_table_points_to_goes_and_leaves_no_word(cast: Cast, media: Path) -> None:
    ana, about_her, about_ben = live_everywhere(cast)
    asked = begin(ana)
    assert [name for name, there in points_to(ana).items() if not there] == [], "a new column: let it point to Ana"
    assert evidence.snapshots(about_her)[0]["item"]["words"] == SAID
    address, profile = ana.email, cast.profile(ana, cast.harbour)
    assert erasing.carry_out(asked.pk)
    assert in_the_database(*MARKS, *MORE_MARKS, address) == set()
    for gone in (Block, Objection, ContactBudget, ContactTouch, QuietVote):
        assert not gone.objects.exists(), gone
    assert set(Decision.objects.values_list("reviewer", "reason")) == {(cast.maya.pk, ""), (None, "")}
    assert set(Appeal.objects.values_list("decided_by", "words")) == {(cast.maya.pk, ""), (None, "I am.")}
    assert set(Rule.objects.values_list("made_by", "active_by", "retired_by")) == {(None, None, None)}
    assert Outreach.objects.get().made_by is None
    assert Report.objects.get(case=about_ben).words == ""
    (seen,), (beside,) = evidence.snapshots(about_her), evidence.snapshots(about_ben)
    assert (seen["item"]["profile"], seen["item"]["name"]) == (str(profile.pk), "former member")
    assert "has erased their account" in seen["item"]["words"]
    assert beside["item"]["words"] == UNKIND, "what others wrote stays readable"
    assert "has erased their account" in beside["before"][-1]["words"]


def test_nobody_is_let_go_of_who_stays(cast: Cast, media: Path) -> None:
    ana, about_her, _about_ben = live_everywhere(cast)
    hers, answered = Decision.objects.filter(reviewer=ana), Appeal.objects.filter(decided_by=ana)
    rule, written = Rule.objects.filter(made_by=ana), Outreach.objects.filter(made_by=ana)
    refusals = [
        refused(hers, reviewer=None),
        refused(hers, reviewer=cast.ben),
        refused(hers, reason="Other words."),
        refused(hers, undone_at=None),
        refused(answered, decided_by=None),
        refused(answered, overturned=True),
        refused(answered, words="Other words."),
        refused(rule, made_by=None),
        refused(rule, active_by=None),
        refused(rule, retired_by=cast.ben),
        refused(written, made_by=None),
        refused(written, title="Other words."),
    ]
    assert refusals == [True] * 12
    with pytest.raises(Error, match="stays spent"), transaction.atomic():
        ContactTouch.objects.all().delete()
    with pytest.raises(Error, match="somebody decides"), transaction.atomic():
        Decision.objects.create(case=about_her, version=7, reviewer=None, role="reviewer")
    asked = begin(ana)
    Erasure.objects.filter(pk=asked.pk).update(begun_at=timezone.now())
    assert not refused(hers, reviewer=None)
    assert not refused(written, made_by=None)


def test_one_takes_along_what_one_said_sealed_or_not_and_nobody_learns_who_blocked_them(cast: Cast) -> None:
    ana, _about_her, _about_ben = live_everywhere(cast)
    tables = {table.name: Telling(ana).rows(table) for table in all_tables() if table.of}
    assert [row["words"] for row in tables["messaging.pending"]] == [HELD]
    assert [row["words"] for row in tables["moderation.objection"]] == [OBJECTED]
    assert [row["words"] for row in tables["moderation.report"]] == [TOLD]
    mine = cast.profile(ana, cast.harbour)
    assert [(row["blocker"], row["blocked"]) for row in tables["moderation.block"]] == [(mine.name, "person 1")]
    assert (tables["moderation.case"], tables["moderation.evidence"]) == ([], [])
