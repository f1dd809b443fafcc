"""The pages from a report to the answer to its appeal, without JavaScript (trust.md R30-R37)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from groups.models import Membership
from moderation.models import Appeal, Case, Decision, Report, Sanction
from tests.cast import Cast
from tests.groups.occurrences import plan
from tests.moderation.casework import UNKIND, let_in, reports_, says

pytestmark = pytest.mark.django_db


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def test_from_a_report_to_the_answer_to_its_appeal(cast: Cast) -> None:
    message = says(cast, cast.ben)
    ana, ben, cara, maya = (cast.client(one) for one in (cast.ana, cast.ben, cast.cara, cast.maya))
    form = f"/report/message/{message.pk}/"
    assert form in text(ana, f"/g/harbour-runners/message/{message.pk}/")
    assert "A message by Ben" in text(ana, form)
    assert ana.post(form, {"words": "He means Nia."}).status_code == 422
    receipt = ana.post(form, {"category": "unkind", "words": "He means Nia."})["Location"]
    report = Report.objects.get()
    assert report.receipt in text(ana, receipt)
    assert "It is being looked at." in text(ana, receipt)
    # two taps: open it, decide it the usual way
    assert UNKIND not in text(cara, "/review/")
    opened = cara.post(f"/review/{report.case_id}/claim/")["Location"]
    page = text(cara, opened)
    assert UNKIND in page.replace("&#x27;", "'")
    assert "He means Nia." in page
    version = Case.objects.get().version
    usual = {"version": version, "steps": "remove_item", "reason": "This was unkind."}
    assert cara.post(opened, usual)["Location"] == "/review/"
    undo = f"/review/decisions/{Decision.objects.get().pk}/undo/"
    assert undo in text(cara, "/review/")
    # the statement and the appeal
    sanction = Sanction.objects.get()
    page = text(ben, f"/me/decisions/{sanction.pk}/")
    assert "This was unkind." in page and UNKIND in page.replace("&#x27;", "'")
    assert "Ana" not in page
    assert undo not in text(cara, "/review/")  # he has read it
    assert ben.post(f"/me/decisions/{sanction.pk}/", {"words": ""}).status_code == 422
    ben.post(f"/me/decisions/{sanction.pk}/", {"words": "We were joking."})
    answer = f"/review/appeals/{Appeal.objects.get().pk}/"
    assert cara.get(answer).status_code == 404
    assert answer in text(maya, "/review/")
    assert "We were joking." in text(maya, answer)
    assert maya.post(answer, {"overturned": "yes", "reason": "They were."})["Location"] == "/review/"
    assert "The decision was undone." in text(ben, f"/me/decisions/{sanction.pk}/")
    message.refresh_from_db()
    assert message.body == UNKIND


def test_the_reporter_hears_what_came_of_it_a_minute_later_and_no_more(cast: Cast) -> None:
    report = reports_(cast.ana, says(cast, cast.ben))
    cara, ana = cast.client(cast.cara), cast.client(cast.ana)
    cara.post(
        f"/review/{report.case_id}/", {"version": Case.objects.get().version, "steps": "warning", "reason": "No."}
    )
    assert "It is being looked at." in text(ana, f"/me/reports/{report.pk}/")
    Case.objects.update(decided_at=timezone.now() - timedelta(minutes=2))
    page = text(ana, f"/me/reports/{report.pk}/")
    assert "Something was done about it." in page
    assert "warning" not in page.lower()


def test_somebody_else_is_on_it_is_said_kindly(cast: Cast) -> None:
    case = reports_(cast.ana, says(cast, cast.ben)).case
    Membership.objects.filter(profile=cast.profile(cast.nia, cast.harbour)).update(role="captain")
    cara, nia = cast.client(cast.cara), cast.client(cast.nia)
    cara.post(f"/review/{case.pk}/claim/")
    assert "Somebody else is on it" in text(nia, "/review/")
    answer = nia.post(f"/review/{case.pk}/claim/", follow=True)
    assert "Somebody else is looking at this case." in answer.content.decode()
    cara.post(f"/review/{case.pk}/", {"version": 1})
    assert "Something changed meanwhile." in cara.post(f"/review/{case.pk}/", {"version": 1}).content.decode()
    cara.post(f"/review/{case.pk}/", {"version": Case.objects.get().version})
    answer = nia.get(f"/review/{case.pk}/", follow=True)
    assert "This is decided already." in answer.content.decode()


def test_who_may_not_judge_does_not_see_that_there_is_anything(cast: Cast) -> None:
    case = reports_(cast.ana, says(cast, cast.ben)).case
    let_in(cast, cast.ben, by=cast.cara)
    for person in (cast.cara, cast.ben, cast.ana, cast.eve, cast.otto):
        client = cast.client(person)
        assert "All quiet" in text(client, "/review/")
        assert client.get(f"/review/{case.pk}/").status_code == 404
    assert str(case.pk) in text(cast.client(cast.maya), "/review/")
    assert cast.client(cast.maya, strong=False).get("/review/").status_code == 302  # a duty asks for the second factor


def test_every_thing_has_its_report(cast: Cast) -> None:
    ana = cast.client(cast.ana)
    ben = cast.profile(cast.ben, cast.harbour)
    assert f"/report/profile/{ben.pk}/" in text(ana, "/g/harbour-runners/people/")
    assert f"/report/profile/{cast.profile(cast.bea, cast.harbour).pk}/" in text(ana, "/g/harbour-runners/people/")
    assert f"/report/group/{cast.harbour.pk}/" in text(ana, "/g/harbour-runners/trust/")
    notice = says(cast, cast.cara, "Lamps from October on.", cast.notices(cast.harbour))
    assert f"/report/message/{notice.pk}/" in text(ana, f"/g/harbour-runners/notices/message/{notice.pk}/")
    run = plan(cast.harbour, cast.cara, timezone.now() + timedelta(days=3))
    assert f"/report/event/{run.pk}/" in text(ana, f"/g/harbour-runners/events/{run.pk}/")
    things = (("profile", ben.pk), ("group", cast.harbour.pk), ("message", notice.pk), ("event", run.pk))
    for path in (f"/report/{kind}/{pk}/" for kind, pk in things):
        assert ana.post(path, {"category": "other"}).status_code == 302
        assert cast.client(cast.cleo).get(path).status_code == 404
    assert {one.of_brand for one in Case.objects.filter(kind="group")} == {True}


def test_reasons_without_a_step_are_asked_about_and_nothing_is_a_button_of_its_own(cast: Cast) -> None:
    case = reports_(cast.ana, says(cast, cast.ben)).case
    door, cara, version = f"/review/{case.pk}/", cast.client(cast.cara), Case.objects.get().version
    asked = cara.post(door, {"version": version, "days": 1, "reason": "This was unkind."})
    assert asked.status_code == 422 and "Choose what happens" in asked.content.decode()
    assert "This was unkind." in asked.content.decode() and not Decision.objects.exists()
    assert "It keeps to the charter" in cara.post(door, {"version": version}, follow=True).content.decode()


def test_who_reports_the_same_words_again_hears_that_the_first_report_counts(cast: Cast) -> None:
    message, ana = says(cast, cast.ben), cast.client(cast.ana)
    form = f"/report/message/{message.pk}/"
    said = [
        ana.post(form, {"category": category, "words": words}, follow=True).content.decode()
        for category, words in (("unkind", "He means\r\nNia."), ("threat", "And more."))
    ]
    assert "Your report has arrived." in said[0]
    assert "You have reported this already." in said[1] and "And more." not in said[1]
