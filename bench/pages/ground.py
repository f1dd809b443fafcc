"""Where the bench stands: servers of its own under var/, kept between runs once a seed was finished and checked.

Nothing here needs Django: it runs before the settings are read.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
from pathlib import Path

from community.embedded import EmbeddedStack, var_directory

SEEDERS = ("cast.py", "rooms.py", "seed.py")


def start(*, fresh: bool) -> Path:
    """Starts the servers and names them in the environment; they stop with this process. Removes first what is not a
    whole seed of this very code, or everything when `fresh`. Returns their directory."""
    var = var_directory() / "bench-pages"
    stack = EmbeddedStack(var)
    if fresh or not is_whole(var):
        stack.stop()
        shutil.rmtree(var, ignore_errors=True)
    stack.join()
    atexit.register(stack.leave)
    os.environ.update(stack.environment(), SNUG_VAR=str(var), DJANGO_SETTINGS_MODULE="community.settings")
    for foreign in ("SNUG_PRODUCTION", "SNUG_DEMO", "SITE_URL", "PORT"):
        os.environ.pop(foreign, None)
    os.environ["SNUG_RATE_FACTOR"] = "1000"  # a few people ask for what thousands would
    return var


def postmaster(var: Path) -> int:
    """The process of which all of PostgreSQL's are children."""
    return int((var / "postgres" / "postmaster.pid").read_text().split()[0])


def is_whole(var: Path) -> bool:
    mark = _mark(var)
    return mark.exists() and mark.read_text() == _code()


def mark_whole(var: Path) -> None:
    _mark(var).write_text(_code())


def _mark(var: Path) -> Path:
    return var / "seeded"


def _code() -> str:
    sources = (Path(__file__).with_name(name).read_bytes() for name in SEEDERS)
    return hashlib.sha256(b"\0".join(sources)).hexdigest()
