"""The product's own ASGI application with the seeded bug that the environment names, if any. Tests start it in the
place of `community.asgi`; the product knows nothing of it."""

import os

from community.asgi import application
from tests.faults import bugs

if bug := os.environ.get("SNUG_TEST_BUG"):
    bugs.sow(bug)

__all__ = ["application"]
