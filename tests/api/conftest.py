"""Signed-in clients whose every answer is held against the published schema."""

from collections.abc import Callable

import pytest

from community.models import Person
from tests.api.documented import Documented
from tests.cast import BACKEND

Api = Callable[[Person | None], Documented]


def documented(person: Person | None) -> Documented:
    client = Documented()
    if person is not None:
        client.force_login(person, backend=BACKEND)
    return client


@pytest.fixture
def api() -> Api:
    """`api(person)`: a client signed in as this person; None: signed out."""
    return documented
