"""Rate limits are counted in the cache: each test of sign-in begins with none used. A push service to send to."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from tests.push_service import PushService


@pytest.fixture(autouse=True)
def no_limits_used() -> Iterator[None]:
    cache.clear()
    yield


@pytest.fixture
def service(settings: Any) -> Iterator[PushService]:
    with PushService() as running:
        settings.PUSH_LOCAL_ENDPOINTS = [running.prefix]
        yield running
