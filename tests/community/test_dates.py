"""Days as each language writes them, in Python and in templates."""

from datetime import UTC, datetime

import pytest
from django.template import engines
from django.utils import translation

from community.dates import date_format
from tests.test_architecture import name_of, ours

AT = datetime(2026, 6, 9, 18, 20, tzinfo=UTC)
SHAPES = ("l j F Y, H:i", "D j M", "j F, H:i", "F Y", "H:i")


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", ["Tuesday 9 June 2026, 18:20", "Tue 9 Jun", "9 June, 18:20", "June 2026", "18:20"]),
        ("de", ["Dienstag, 9. Juni 2026, 18:20", "Di, 9. Jun", "9. Juni, 18:20", "Juni 2026", "18:20"]),
        ("ar", ["الثلاثاء، 9 يونيو 2026، 18:20", "ثلاثاء، 9 يونيو", "9 يونيو، 18:20", "يونيو 2026", "18:20"]),
    ],
)
def test_a_day_is_written_as_its_reader_does(language: str, written: list[str]) -> None:
    with translation.override(language):
        assert [date_format(AT, shape) for shape in SHAPES] == written
        for shape, expected in zip(SHAPES, written, strict=True):
            page = engines["django"].from_string(f'{{{{ at|date:"{shape}" }}}}')
            assert page.render({"at": AT}) == expected


def test_every_day_is_written_that_way() -> None:
    by_itself = [
        name_of(path) for path in ours() if "formats import" in path.read_text() or "strftime(" in path.read_text()
    ]
    assert by_itself == []
