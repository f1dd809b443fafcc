"""Both spellings of a path, with and without the slash at its end: clients guess either, and no POST is redirected."""

from typing import Any

from django.urls import URLPattern, path
from rest_framework.views import APIView


def doors(route: str, view: type[APIView], name: str, *, slash: bool = False) -> list[URLPattern]:
    """The published spelling bears the name, so that `reverse` gives it: without a slash, or with one if `slash`."""
    callback: Any = view.as_view()
    published, other = (f"{route}/", route) if slash else (route, f"{route}/")
    return [path(published, callback, name=name), path(other, callback)]


def published_only(endpoints: list[tuple[str, str, str, Any]]) -> list[tuple[str, str, str, Any]]:
    """For the schema: each resource once, as it is published."""
    return [endpoint for endpoint in endpoints if not endpoint[0].endswith("/")]
