"""Rate limits are counted in the cache: each test of sign-in begins with none used."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def no_limits_used() -> Iterator[None]:
    cache.clear()
    yield
