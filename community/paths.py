"""Where somebody may be sent after a detour: within this house only."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

MOST = 500


def local_path(request: HttpRequest, target: str, otherwise: str = "") -> str:
    """`target` if it is a path of this house, else `otherwise`."""
    fits = target.startswith("/") and len(target) <= MOST
    return target if fits and url_has_allowed_host_and_scheme(target, None, require_https=True) else otherwise


def detour(name: str, target: str, *args: Any) -> HttpResponseRedirect:
    """To the page `name`, which leads on to `target`."""
    address = reverse(name, args=args)
    return HttpResponseRedirect(f"{address}?{urlencode({'next': target})}" if target else address)
