"""Attempts to find somebody in the counts of a year (trust.md R43)."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from moderation.actions.yearly import release
from moderation.models import YearlyReport
from moderation.yearly.telling import as_html, as_json
from tests.cast import Cast
from tests.groups.pages import text
from tests.moderation.years import JUNE, YEAR, appealed, cases, released, reported, taken

pytestmark = pytest.mark.django_db


def test_nine_look_like_none(cast: Cast) -> None:
    before = _without_stamp(released(cast, YEAR - 1))
    reported(cast, 9)
    cases(cast, 9)
    steps = taken(cast, 9)
    appealed(steps, overturned=True)
    assert _without_stamp(released(cast)) == before
    reported(cast, 10, at=JUNE + timedelta(days=366))
    assert _without_stamp(released(cast, YEAR + 1)) != before, "ten would be told"


def test_no_total_is_there_to_take_the_told_ones_from(cast: Cast) -> None:
    reported(cast, 31)
    reported(cast, 3, "scam")
    taken(cast, 41)
    taken(cast, 2, "ban", "scam")
    told = released(cast)
    # The moment of the release holds any number.
    words = (as_json(told) + as_html(told)).replace(told.released_at.isoformat(), "")
    numbers = set(re.findall(r"\d+", words))
    assert {"31", "41"} <= numbers and not {"34", "43"} & numbers


def test_a_late_one_is_in_no_share_and_no_number(cast: Cast) -> None:
    cases(cast, 11)
    cases(cast, 1, minutes=1800)
    words = json.dumps(released(cast).numbers)
    assert '"number": 11' in words
    assert not any(one in words for one in ("12", "percent", ": 1}", ": 1,"))


def test_one_overturned_among_ten_is_in_no_share(cast: Cast) -> None:
    steps = taken(cast, 12)
    appealed(steps[:11], overturned=False)
    appealed(steps[11:], overturned=True)
    told = released(cast)
    assert told.numbers["appeals"] == [{"overturned": False, "number": 11}, {"overturned": True, "number": None}]
    assert "Of a hundred" not in as_html(told)


def test_who_looks_at_the_trust_page_every_day_hears_of_no_single_case(cast: Cast) -> None:
    cases(cast, 11)
    cases(cast, 9, minutes=1800)
    released(cast)
    before = _deadlines(cast)
    assert "<h2" in before and ">11<" in before and ">fewer than 10<" in before
    cases(cast, 1)
    cases(cast, 12, at=timezone.now() - timedelta(hours=5))
    cases(cast, 12, at=timezone.now() - timedelta(days=2), minutes=1800)
    assert _deadlines(cast) == before


def test_what_happens_after_the_release_moves_no_number_of_it(cast: Cast) -> None:
    reported(cast, 10)
    before = released(cast).numbers
    reported(cast, 1)
    assert release(cast.brand, YEAR) == 0 and released(cast).numbers == before


def test_a_running_year_is_told_to_nobody(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="when it is over"), transaction.atomic():
        release(cast.brand, timezone.now().year)
    assert release(cast.brand, timezone.now().year - 1) == 1


def test_code_that_forgets_the_threshold_is_stopped_by_the_database(cast: Cast) -> None:
    numbers = released(cast, YEAR - 1).numbers
    numbers["machines"]["hidden_until_decided"]["number"] = 9
    with pytest.raises(IntegrityError, match="fewer than ten"), transaction.atomic():
        YearlyReport.objects.create(brand=cast.brand, year=YEAR, numbers=numbers)


def test_a_told_year_is_not_rewritten_by_sql(cast: Cast) -> None:
    told = YearlyReport.objects.filter(pk=released(cast).pk)
    for change in (lambda: told.update(numbers={}), told.delete):
        with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
            change()


def _deadlines(cast: Cast) -> str:
    """What the group's page tells of them."""
    page = text(cast.client(cast.ana), "/g/harbour-runners/trust/")
    (told,) = re.findall(r'aria-labelledby="deadlines">(.*?)</section>', page, re.DOTALL)
    return str(told)


def _without_stamp(report: YearlyReport) -> str:
    return json.dumps(report.numbers)
