"""Where the bench stands: servers of its own, with fsync on, gone at its end. Nothing here needs Django."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from community.embedded import EmbeddedStack

FOREIGN = ("SNUG_PRODUCTION", "SNUG_DEMO", "SNUG_RATE_FACTOR", "SITE_URL", "PORT", "DATABASE_URL", "REDIS_URL")


@contextlib.contextmanager
def standing(var: Path) -> Iterator[None]:
    for name in FOREIGN:
        os.environ.pop(name, None)
    stack = EmbeddedStack(var, fsync=True)
    stack.join()
    os.environ.update(stack.environment(), SNUG_VAR=str(var), DJANGO_SETTINGS_MODULE="community.settings")
    try:
        yield
    finally:
        stack.leave()
