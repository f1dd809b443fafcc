"""Conveniences of development that production refuses to start with."""

import pytest

from tests.community.test_demo import PRODUCTION, start


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SNUG_DEMO", "1"),
        ("SNUG_RATE_FACTOR", "10"),
        ("SNUG_FAILPOINTS", "/tmp"),  # noqa: S108 (never written to)
        ("SNUG_JOBS_AT_ONCE", "1"),
        ("SECRET_KEY", "development-only-key-of-a-machine-that-nobody-else-reaches"),
    ],
)
def test_production_does_not_start_with_what_is_for_development(name: str, value: str) -> None:
    assert start(**PRODUCTION).returncode == 0
    done = start(**{**PRODUCTION, name: value})
    assert done.returncode != 0
    assert name in done.stderr.splitlines()[-1]
