"""The Python example client keeps to the golden files."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conformance import scenario
from tests.conformance.player import Player
from tests.conformance.python_driver import PythonDriver


@pytest.fixture
def driver() -> Iterator[PythonDriver]:
    made = PythonDriver()
    yield made
    made.stop()


@pytest.mark.parametrize("name", scenario.names())
def test_the_python_example_client_keeps_to(name: str, driver: PythonDriver) -> None:
    Player(scenario.load(name), driver).play()
