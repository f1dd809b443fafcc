"""A brand's year in counts: told once it is over, to members, managers and programs (trust.md R43, DSA Art. 15)."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from community.models import Brand
from moderation.actions.yearly import release, release_due
from moderation.models import YearlyReport
from moderation.yearly.telling import document, parts
from tests.cast import Cast
from tests.groups.pages import text
from tests.moderation.years import JUNE, YEAR, cases, full_year, released, reported

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parent / "yearly" / "stride-2024.json"
PAGE = "/g/harbour-runners/trust/numbers/"


def printed(*command: str) -> str:
    out = StringIO()
    call_command("transparency", *command, stdout=out)
    return out.getvalue()


def test_the_export_is_what_was_agreed_on(cast: Cast) -> None:
    full_year(cast)
    found = document(released(cast))
    assert found.pop("released_at")
    assert found == json.loads(GOLDEN.read_text())


def test_every_brand_hears_of_each_year_that_is_over_once(cast: Cast) -> None:
    Brand.objects.filter(pk=cast.brand.pk).update(created_at=datetime(2024, 12, 31, 23, tzinfo=UTC))
    Brand.objects.filter(pk=cast.other_brand.pk).update(created_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert release_due(datetime(2025, 12, 31, 23, 59, tzinfo=UTC)) == 1
    assert release_due(datetime(2026, 1, 1, tzinfo=UTC)) == 1, "2025; and 2024 is not told anew"
    assert [(one.brand, one.year) for one in YearlyReport.objects.all()] == [(cast.brand, 2025), (cast.brand, 2024)]


def test_a_year_begins_and_ends_in_utc_and_another_brands_is_not_in_it(cast: Cast) -> None:
    ends = datetime(YEAR + 1, 1, 1, tzinfo=UTC)
    reported(cast, 6, at=ends - timedelta(seconds=1))
    reported(cast, 4, at=datetime(YEAR, 1, 1, tzinfo=UTC))
    reported(cast, 5, at=ends)
    assert document(released(cast))["reports"][0] == {"kind": "unkind", "decide_within_hours": 24, "number": 10}
    release(cast.other_brand, YEAR)
    assert not any(one["number"] for one in YearlyReport.objects.get(brand=cast.other_brand).numbers["reports"])


def test_a_part_of_an_hour_is_an_hour_and_few_late_ones_are_not_counted(cast: Cast) -> None:
    cases(cast, 10, at=JUNE, minutes=61)
    cases(cast, 1, at=JUNE, minutes=25 * 60)
    told = {"in_time": {"number": 10}, "late": {"number": None}, "median_hours": 2}
    assert document(released(cast))["deadlines"] == told


def test_members_read_what_the_manager_downloads_and_the_command_prints(cast: Cast) -> None:
    ana, maya = cast.client(cast.ana), cast.client(cast.maya)
    assert "No year has been told yet" in text(ana, PAGE) and PAGE in text(ana, "/g/harbour-runners/trust/")
    full_year(cast)
    report = released(cast)
    page = text(ana, PAGE)
    files = {
        form: maya.get(reverse(f"brand:moderation_yearlyreport_{form}", args=[report.pk])) for form in ("json", "html")
    }
    assert files["json"].json() == document(report) and printed("stride", "2024") == files["json"].content.decode()
    assert files["html"]["Content-Disposition"] == 'attachment; filename="stride-2024.html"'
    for line in ("Warning", "Unkind to a person", "Selling bibs", "before their deadline"):
        assert all(line.lower() in one.lower() for one in (page, files["html"].content.decode()))
    for part in parts(report):
        assert all(f">{value}</dd>" in page for _label, value in part.lines), part.title
    assert files["html"].content.decode() == printed("stride", "2024", "--html")
    with pytest.raises(CommandError, match="not been told"):
        printed("stride", "2023")


def test_the_trust_page_tells_how_many_deadlines_were_kept_in_the_latest_year_that_is_told(cast: Cast) -> None:
    page = "/g/harbour-runners/trust/"
    assert "Not counted out yet" in text(cast.client(cast.ana), page)
    cases(cast, 30, at=JUNE - timedelta(days=366))
    cases(cast, 17)
    cases(cast, 11, minutes=1800)
    released(cast, YEAR - 1)
    released(cast)
    for person, path in ((cast.nia, page), (cast.cleo, "/g/hill-club/trust/")):
        shown = text(cast.client(person), path)
        told = re.findall(r'title">(Cases decided[^<]*)</span><span class="row__line">(.*?)<', shown)
        assert told == [("Cases decided before their deadline", "17"), ("Cases decided after it", "11")]


def test_a_rule_of_one_group_is_told_to_the_others_without_its_name(cast: Cast) -> None:
    full_year(cast)
    released(cast)
    page = text(cast.client(cast.cleo), "/g/hill-club/trust/numbers/")
    assert "Rules of single groups" in page and "Of the harbour" not in page


def test_another_brands_manager_members_and_strangers_download_nothing(cast: Cast) -> None:
    report = released(cast)
    for form in ("json", "html"):
        url = reverse(f"brand:moderation_yearlyreport_{form}", args=[report.pk])
        assert cast.client(cast.maya).get(url).status_code == 200
        for person in (cast.otto, cast.ana, cast.eve, cast.olga):
            assert cast.client(person).get(url).status_code in (302, 404), person
