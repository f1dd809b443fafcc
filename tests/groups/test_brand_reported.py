"""What a brand sends to single people can be reported like anything else that one sees, and a decision about it does
something: its messages to people, and its questions about their words (trust.md R30, R33, R35-R38)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import Error, transaction

from community.errors import Conflict, NotFound
from community.models import Person
from groups.actions import leaving, reuse
from groups.models import Membership, Outreach, ReuseAsk
from moderation import access, evidence
from moderation.actions import appeals, decisions, reports
from moderation.models import Case, Report, Sanction
from tests.cast import Cast, join, make_person
from tests.groups.outreaches import cools, goes_out, got, says_yes, writes
from tests.groups.pages import text
from tests.groups.test_reuse import REUSE, answer, asked, granted
from tests.moderation.casework import decides, let_in, now_in

pytestmark = pytest.mark.django_db
HIDDEN = "Out of sight after a report."
Kind = Sanction.Kind


def sent(cast: Cast) -> Outreach:
    """To Harbour Runners and Hill Club, and on its way."""
    made = writes(cast)
    cools(made)
    return made


def reports_it(person: Person, made: Outreach | ReuseAsk, category: str = "scam") -> Report:
    kind = "outreach" if isinstance(made, Outreach) else "reuse"
    return reports.file(person, kind, made.pk, category=category)


def judged(cast: Cast, person: Person, case: Case) -> bool:
    return case.pk in {bench.case.pk for bench in access.queue(person) if bench.case}


# ---- a message to people --------------------------------------------------------------------------------------------


def test_who_was_written_to_reports_it_from_its_page_and_by_the_api(cast: Cast) -> None:
    says_yes(cast, cast.ana)
    made = sent(cast)
    goes_out()
    ana, form = cast.client(cast.ana), f"/report/outreach/{made.pk}/"
    assert f"/outreach/{made.pk}/" in text(ana, "/g/harbour-runners/trust/")
    assert form in text(ana, f"/outreach/{made.pk}/")
    assert "What the brand wrote to people" in text(ana, form)
    assert ana.post(form, {"category": "scam"}).status_code == 302
    body = {"kind": "outreach", "subject": str(made.pk), "category": "scam"}
    again = cast.api(cast.ana).post("/api/v1/reports", body, format="json", headers={"Idempotency-Key": str(made.pk)})
    report = Report.objects.get()
    assert (again.status_code, again.json()["receipt"]) == (201, report.receipt)
    (seen,) = evidence.snapshots(report.case)
    assert seen["item"]["words"] == f"{made.title}\n{made.body}" and seen["before"] == seen["after"] == []


def test_who_could_not_see_it_reports_nothing(cast: Cast) -> None:
    made = writes(cast)
    with pytest.raises(NotFound):
        reports_it(cast.ben, made)  # it cools off
    cools(made)
    leaving.leave(cast.place(cast.nia, cast.harbour), words="keep")
    assert reports_it(cast.nia, made).receipt, "who was there when it left could"
    gone = Membership.objects.filter(profile=cast.profile(cast.dov, cast.harbour))
    made.refresh_from_db()
    gone.update(ended_at=made.leaves_at - timedelta(seconds=1))
    for person in (cast.dov, cast.eve, cast.pia, cast.otto):
        with pytest.raises(NotFound):
            reports_it(person, made)


def test_no_captain_and_none_of_the_brand_judges_what_went_to_several_groups(cast: Cast) -> None:
    case = reports_it(cast.ana, sent(cast)).case
    assert access.judges(case) == [cast.olga.pk]
    assert judged(cast, cast.olga, case)
    for person in (cast.cara, cast.hal, cast.maya, cast.bea):
        assert not judged(cast, person, case)
    olga = cast.client(cast.olga)
    page = text(olga, f"/admin/moderation/case/{case.pk}/")
    assert "The night run is back" in page and "What the brand wrote to people" in page


def test_what_was_found_wrong_reaches_nobody_more_and_is_read_by_nobody(cast: Cast) -> None:
    says_yes(cast, cast.ana, cast.cleo)
    made = writes(cast)
    goes_out()  # planned
    cools(made)
    case = reports_it(cast.ben, made).case
    decision = decides(cast.olga, case, Kind.REMOVE_ITEM)
    goes_out()
    assert got(cast.ana) == got(cast.cleo) == []
    page = text(cast.client(cast.ana), f"/outreach/{made.pk}/")
    assert HIDDEN in page and made.title not in page and "Friday at nine" not in page
    shown = cast.api(cast.ana).get(f"/api/v1/outreach/{made.pk}").json()
    assert (shown["title"], shown["body"]) == (HIDDEN, "")
    assert made.title not in text(cast.client(cast.ana), "/g/harbour-runners/trust/")
    assert "out of sight after a report" in text(cast.client(cast.maya), "/brand/groups/outreach/")
    decisions.undo(cast.olga, decision.pk)
    assert made.title in text(cast.client(cast.ana), f"/outreach/{made.pk}/")


def test_what_came_already_says_nothing_more(cast: Cast) -> None:
    says_yes(cast, cast.ana)
    made = sent(cast)
    goes_out()
    assert made.title in text(cast.client(cast.ana), "/inbox/")
    decides(cast.olga, reports_it(cast.ana, made).case, Kind.REMOVE_ITEM)
    assert made.title not in text(cast.client(cast.ana), "/inbox/")


def test_three_from_two_branches_stop_it_until_somebody_decides(cast: Cast) -> None:
    says_yes(cast, cast.cara)
    made = sent(cast)
    let_in(cast, cast.nia, by=cast.ana)
    join(cast.nia, cast.hill, ago=timedelta(minutes=2))
    for person in (cast.ana, cast.nia):
        reports_it(person, made)
    leaving.leave(cast.place(cast.nia, cast.harbour), words="keep")
    assert reports_it(cast.nia, made).case.held_at is None, "in two groups one is one"
    case = reports_it(cast.cleo, made).case
    assert now_in(case).held_at is not None
    goes_out()
    assert got(cast.cara) == []
    decides(cast.olga, case)
    goes_out()
    assert got(cast.cara) == [made.title], "it kept to the charter, and is still of use"


def test_who_reports_it_to_harm_answers_for_it_in_their_own_group(cast: Cast) -> None:
    report = reports_it(cast.cleo, sent(cast))
    version = now_in(report.case).version
    ruling = decisions.Ruling((), "", [report.pk])
    decisions.decide(cast.olga, report.case_id, version=version, ruling=ruling)
    about = Case.objects.get(kind="report")
    assert (about.space, access.judges(about)) == (cast.hill.pk, [cast.hal.pk])
    decides(cast.hal, about, Kind.WARNING)
    assert Sanction.objects.get().profile == cast.profile(cast.cleo, cast.hill)


# ---- a question about somebody's words ------------------------------------------------------------------------------


def test_who_was_asked_reports_the_question_where_it_is_answered(cast: Cast) -> None:
    ask = asked(cast)
    ana, form = cast.client(cast.ana), f"/report/reuse/{ask.pk}/"
    assert form in text(ana, REUSE)
    assert form not in text(cast.client(cast.bea), REUSE), "it is her own"
    assert "about using somebody’s words" in text(ana, form)
    assert ana.post(form, {"category": "private"}).status_code == 302
    case = Report.objects.get().case
    (seen,) = evidence.snapshots(case)
    assert (seen["item"]["words"], seen["before"][0]["words"]) == ("The spring poster", "The heron is back")
    assert (case.author, case.of_brand) == (cast.profile(cast.bea, cast.harbour), True)
    for person in (cast.ben, cast.cara, cast.cleo, cast.eve):
        with pytest.raises(NotFound):
            reports_it(person, ask)


def test_who_left_reports_it_as_long_as_they_remember(cast: Cast) -> None:
    ask = asked(cast)
    leaving.leave(cast.place(cast.ana, cast.harbour), words="keep")
    assert cast.client(cast.ana).get(REUSE).status_code == 404
    assert reports_it(cast.ana, ask).receipt


def test_a_question_found_wrong_is_taken_back_with_the_yes_to_it_and_an_appeal_brings_both_back(cast: Cast) -> None:
    ask = asked(cast)
    answer(cast, ask, given=True)
    case = reports_it(cast.ana, ask).case
    assert (granted(), judged(cast, cast.cara, case), judged(cast, cast.maya, case)) == (1, True, False)
    decides(cast.cara, case, Kind.REMOVE_ITEM)
    assert granted() == 0
    page = text(cast.client(cast.ana), REUSE)
    assert HIDDEN in page and "Taken back after a report" in page and "The spring poster" not in page
    shown = cast.api(cast.ana).get(f"/api/v1/groups/{cast.harbour.pk}/reuse").json()["items"][0]
    assert (shown["purpose"], shown["stands"]) == (HIDDEN, False)
    answer(cast, ask, given=False)  # a no is always heard
    with pytest.raises(Conflict) as refused:
        answer(cast, ask, given=True)
    assert refused.value.code == "withdrawn"
    with pytest.raises(Conflict, match="asked_before"):
        reuse.ask(cast.place(cast.bea, cast.harbour), ask.item, purpose="Another poster")
    appeal = appeals.file(cast.bea, Sanction.objects.get().pk, "We asked politely.")
    appeals.answer(cast.olga, appeal.pk, overturned=True, reason="It was a fair question.")
    answer(cast, ask, given=True)
    assert granted() == 1


# ---- the database ---------------------------------------------------------------------------------------------------


def test_out_of_sight_is_all_that_sql_can_change_of_either(cast: Cast) -> None:
    rows = Outreach.objects.filter(pk=sent(cast).pk), ReuseAsk.objects.filter(pk=asked(cast).pk)
    for one, words in zip(rows, ({"title": "Other"}, {"purpose": "Anything"}), strict=True):
        hidden = {"hidden_at": make_person(f"witness{one.model.__name__.lower()}").created_at}
        with pytest.raises(Error, match="not changed"), transaction.atomic():
            one.update(**hidden, **words)
        assert one.update(**hidden) == 1
