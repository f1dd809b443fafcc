"""The page and the server write a day and a size alike, in every language."""

from __future__ import annotations

import json
from datetime import UTC, date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone, translation

from messaging.page_words import words
from messaging.turns import day_label
from tests.browser.client.driver import Client

CODE = """async ([language, days]) => {
  const { Clock } = await import("/messaging/clock.js");
  const clock = new Clock(language, "UTC");
  return days.map((day) => clock.dayLabel(Date.parse(`${day}T12:00:00Z`), { today: "", yesterday: "" }));
}"""


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_the_page_and_the_server_write_a_day_alike(client: Client, language: str) -> None:
    start = timezone.now().astimezone(UTC).date() - timedelta(days=3)
    days = [date(2024, 1, 1), date(2025, 3, 9), *(start - timedelta(days=30 * n) for n in range(12))]
    with translation.override(language):
        ours = [day_label(day, UTC) for day in days]
    theirs = client.page.evaluate(CODE, [language, [day.isoformat() for day in days]])
    assert [day.replace("إ", "أ") for day in theirs] == [day.replace("إ", "أ") for day in ours]  # both spell April so


SIZES = """async ([words, counts]) => {
  const { sizeOf } = await import("/messaging/clock.js");
  return counts.map((count) => sizeOf(count, words));
}"""


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_the_page_and_the_server_say_alike_how_large_a_file_is(client: Client, language: str) -> None:
    cases = json.loads((Path(__file__).parents[2] / "community" / "size_cases.json").read_text(encoding="utf-8"))
    with translation.override(language):
        told = client.page.evaluate(SIZES, [dict(words()), [case["bytes"] for case in cases]])
    assert told == [case[language] for case in cases]
