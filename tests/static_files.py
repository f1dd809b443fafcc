"""Static files are looked for once in a session: each of Django's test clients has an application of its own, which
would else go through all of them again, and that is most of what a small test takes.
"""

from __future__ import annotations

from typing import Any

from whitenoise.middleware import WhiteNoiseMiddleware

_look = WhiteNoiseMiddleware.add_files_from_finders
_found: dict[str, Any] = {}


def look_once(middleware: WhiteNoiseMiddleware) -> None:
    """In the place of WhiteNoise's own look."""
    if not _found:
        _look(middleware)
        _found.update(middleware.files)
    middleware.files.update(_found)
