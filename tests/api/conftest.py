"""Signed-in clients whose every answer is held against the published schema."""

from collections.abc import Callable

import pytest

from community.models import Person
from tests.api.documented import Documented
from tests.cast import sign_in

Api = Callable[..., Documented]


def documented(person: Person | None, *, strong: bool = True) -> Documented:
    return sign_in(Documented(), person, strong=strong)


@pytest.fixture
def api() -> Api:
    """`api(person)`: a client signed in as this person, with the second factor where `strong`; None: signed out."""
    return documented
