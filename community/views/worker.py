"""The service worker: served from the root, since a worker rules only what lies beside and below it."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from community.surface import Action, surface

_FOLDER = Path(__file__).parent.parent / "worker"
_PARTS = ("device.js", "shell.js", "share.js", "outbox.js", "sw.js")
Shell = Callable[[], dict[str, Any]]


@require_safe
@surface(Action.READ_PUBLIC)
def worker(request: HttpRequest, shell: Shell) -> HttpResponse:
    """Asked for again at every visit: an old worker that stays would show yesterday's product. `shell` says what opens
    without a network; with any change of that the worker is another one, which keeps it anew."""
    response = HttpResponse(_script(shell), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    response["Service-Worker-Allowed"] = "/"
    return response


@cache
def _script(shell: Shell) -> bytes:
    parts = [(_FOLDER / name).read_bytes() for name in _PARTS]
    return b"\n".join([b"const SHELL = " + orjson.dumps(shell()) + b";", *parts])
