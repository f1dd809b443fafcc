"""The golden files that are marked as recorded say what the server says (docs/conformance).

SNUG_RECORD=1 writes them anew instead: look at what has changed before you commit it.
"""

from __future__ import annotations

import os

import pytest

from community.pool import run
from tests.conformance import scenario
from tests.conformance.recorder import Recorder
from tests.conformance.world import World
from tests.messaging.conftest import Connect
from tests.messaging.holding import rules

__all__ = ["rules"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("rules")]
RECORDED = [name for name in scenario.names() if scenario.load(name).recorded]
WRITE = os.environ.get("SNUG_RECORD") == "1"


@pytest.mark.parametrize("name", RECORDED)
async def test_the_server_says_what_was_recorded(name: str, connect: Connect) -> None:
    told = scenario.load(name)
    world = await run(World, connect)
    await Recorder(told, world, lambda: connect(world.people["ana"]), write=WRITE).play()
    if WRITE:
        told.path.write_text(scenario.dump(told))
