"""The whole of messaging in one piece, by two people at once; `make tour` leaves its pictures in var/tour/."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.conftest import Visit
from tests.browser.talking import talk_like_people
from tests.browser.tour import apart, captain, gathering, looks, words
from tests.browser.tour.album import Album
from tests.browser.tour.two import Two
from tests.cast import Cast
from tests.site import Site

pytestmark = pytest.mark.soak


@pytest.fixture
def two(cast: Cast, visit: Visit, site: Site) -> Iterator[Two]:
    talk_like_people(cast)
    album = Album()
    yield Two(cast, visit, site, album)
    album.bind()


def test_two_people_see_all_of_it(two: Two) -> None:
    for chapter in (words, gathering, apart, captain, looks):
        chapter.tell(two)
        two.nothing_went_wrong()
