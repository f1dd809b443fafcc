"""The reviewers' queue at the desks of the brand and of the house (trust.md R9, R32-R37, R43)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from community.models import AccessLogEntry, Person
from moderation.models import Appeal, Case, Decision, Sanction
from tests.cast import Cast
from tests.moderation.casework import UNKIND, decides, now_in, reports_, reviewer, says

pytestmark = pytest.mark.django_db
QUEUE = "/brand/moderation/case/"


@pytest.fixture
def case(cast: Cast) -> Case:
    """Reported by Ana, and handed on to the brand's reviewers because its deadline is over."""
    return late(reports_(cast.ana, says(cast, cast.ben)).case)


def late(case: Case) -> Case:
    now = timezone.now()
    Case.objects.filter(pk=case.pk).update(escalated_at=now, deadline=now - timedelta(hours=2))
    return now_in(case)


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode().replace("&#x27;", "'")


def looks(reader: Person) -> int:
    return AccessLogEntry.objects.filter(viewer=reader.pk).count()


def test_a_reviewer_finds_the_queue_and_nothing_else_at_the_desk(cast: Cast, case: Case) -> None:
    vera = cast.client(reviewer(cast, cast.eve))
    front = text(vera, "/brand/")
    assert "Look at what was reported" in front
    assert "Open a group" not in front
    page = text(vera, QUEUE)
    assert "A message by Ben" in page
    assert "Overdue by 2" in page
    assert "Nobody is on it" in page
    for other in ("brand:groups_group_changelist", "brand:community_role_changelist", "brand:groups_group_add"):
        assert cast.client(cast.maya).get(reverse(other)).status_code == 200
        assert vera.get(reverse(other)).status_code == 404


def test_a_case_is_read_taken_and_decided_and_the_look_is_logged_first(cast: Cast, case: Case) -> None:
    maya, page = cast.client(cast.maya), f"{QUEUE}{case.pk}/"
    assert UNKIND not in text(maya, QUEUE)
    assert looks(cast.maya) == 0
    assert UNKIND in text(maya, page)
    assert looks(cast.maya) == 1
    assert maya.post(f"{page}claim/")["Location"] == page
    assert "You, until" in text(maya, f"{QUEUE}?show=mine")
    said = {"version": now_in(case).version, "steps": ["mute", "remove_item"], "days": 3, "reason": "This hurt Nia."}
    answer = maya.post(page, {**said, "preview": "1"})
    assert "They would read this" in answer.content.decode()
    assert "STATEMENT_CATEGORY_CYBER_VIOLENCE" in answer.content.decode()
    assert not Decision.objects.exists()
    assert not Sanction.objects.exists()
    assert maya.post(page, said)["Location"] == f"{QUEUE}?show=done"
    assert set(Sanction.objects.values_list("kind", "reason")) == {
        ("mute", "This hurt Nia."),
        ("remove_item", "This hurt Nia."),
    }
    done = text(maya, f"{QUEUE}?show=done")
    assert "Quiet in the conversation" in done
    undo = f"{QUEUE}decisions/{Decision.objects.get().pk}/undo/"
    assert undo in done
    assert maya.post(undo)["Location"] == page
    assert now_in(case).state == Case.State.OPEN
    assert undo not in text(maya, f"{QUEUE}?show=done")


def test_what_the_statement_says_before_is_what_is_written_after(cast: Cast, case: Case) -> None:
    maya, page = cast.client(cast.maya), f"{QUEUE}{case.pk}/"
    said = {"version": case.version, "steps": ["warning"], "reason": "This hurt Nia."}
    ((planned, before),) = maya.post(page, {**said, "preview": "1"}).context["planned"]
    maya.post(page, said)
    written = Sanction.objects.get()
    after = written.statement.fields
    assert (planned.kind, planned.reason) == (written.kind, written.reason)
    assert {**before, "puid": None} == {**after, "puid": None}


def test_what_is_refused_is_said_beside_the_field_and_nothing_typed_is_lost(cast: Cast, case: Case) -> None:
    maya, page = cast.client(cast.maya), f"{QUEUE}{case.pk}/"
    said = {"version": case.version, "steps": ["mute"], "days": 900, "reason": "Said with care."}
    for more in ({}, {"preview": "1"}):
        answer = maya.post(page, {**said, **more})
        assert answer.status_code == 422
        assert "Say for how long, in days." in answer.content.decode()
        assert "Said with care." in answer.content.decode()
    stale = maya.post(page, {**said, "days": 3, "version": case.version - 1})
    assert "Something changed meanwhile." in stale.content.decode()
    assert not Decision.objects.exists()


def test_an_appeal_is_heard_at_the_desk_and_fully_undone(cast: Cast) -> None:
    message = says(cast, cast.ben)
    decides(cast.cara, reports_(cast.ana, message).case, "remove_item")
    cast.client(cast.ben).post(f"/me/decisions/{Sanction.objects.get().pk}/", {"words": "We were joking."})
    maya = cast.client(cast.maya)
    page = f"{QUEUE}appeals/{Appeal.objects.get().pk}/"
    assert page in text(maya, f"{QUEUE}?show=appeals")
    shown = text(maya, page)
    assert "We were joking." in shown
    assert UNKIND in shown
    assert maya.post(page, {"overturned": "yes", "reason": ""}).status_code == 422
    assert maya.post(page, {"overturned": "yes", "reason": "They were."})["Location"] == f"{QUEUE}?show=appeals"
    message.refresh_from_db()
    assert message.body == UNKIND
    assert "The decision was undone" in text(maya, f"{QUEUE}?show=done")


def test_operators_judge_at_their_own_desk_what_nobody_nearer_may(cast: Cast) -> None:
    case = late(reports_(cast.ana, says(cast, cast.cara)).case)  # of the captain: the brand first, then the house
    olga, maya = cast.client(cast.olga), cast.client(cast.maya)
    assert UNKIND in text(olga, f"/admin/moderation/case/{case.pk}/")
    assert UNKIND in text(maya, f"{QUEUE}{case.pk}/")
    assert maya.get(f"/admin/moderation/case/{case.pk}/").status_code == 404
    assert olga.get(f"{QUEUE}{case.pk}/").status_code == 404


def test_the_desk_keeps_no_history_of_its_own(cast: Cast, case: Case) -> None:
    maya = cast.client(cast.maya)
    said = {"version": case.version, "steps": ["note"], "reason": "Be kind."}
    assert maya.post(f"{QUEUE}{case.pk}/", said).status_code == 302
    assert not LogEntry.objects.exists()
    assert UNKIND not in str(case)
