"""A pytest plugin (`-p tests.faults.sowing`): sows the bug named in SNUG_TEST_BUG into the test process itself."""

import os

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    # Here, not at the top: Django must be set up.
    from tests.faults import bugs

    bugs.sow(os.environ["SNUG_TEST_BUG"])
