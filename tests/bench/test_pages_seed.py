"""The database of `make bench-pages`, small: what is measured there is what the product would have made."""

import pytest
from django.db import connection
from django.db.models import Count
from django.utils import timezone

from bench.pages.cast import Size
from bench.pages.check import breaches
from bench.pages.seed import seed
from community.models import Person
from messaging.models import Message

SMALL = Size(groups=20, people=200, messages=5_000, long_rooms=2)


@pytest.fixture
def seeded(db: None) -> None:
    seed(SMALL, timezone.now())


def test_it_breaks_nothing_that_the_database_keeps(seeded: None) -> None:
    print(breaches())
    assert breaches() == {}
    assert Message.objects.count() == 5000
