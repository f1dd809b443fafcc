"""The service worker: served from the root, since a worker rules only what lies beside and below it."""

from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from community.surface import Action, surface

_FILE = Path(__file__).parent.parent / "worker" / "sw.js"


@require_safe
@surface(Action.READ_PUBLIC)
def worker(request: HttpRequest) -> HttpResponse:
    """Asked for again at every visit: an old worker that stays would show yesterday's product."""
    response = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    response["Service-Worker-Allowed"] = "/"
    return response


@cache
def _script() -> bytes:
    return _FILE.read_bytes()
