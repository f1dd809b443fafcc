"""Before a page that exercises a duty opens, the session must have passed a second factor (trust.md R43)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from community.access import DUTIES, has_duty, second_factor_passed
from community.models import Person
from community.paths import detour


class Gate:
    """Sends people with a duty to the set-up or to the challenge. Whoever has none goes on to the judge, who refuses.

    The API has no pages to be sent to: `moderation.enforce.Permission` answers there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not isinstance(request.user, Person) or not exercises_duty(request, view):
            return None
        if second_factor_passed(request.user, request.session) or not has_duty(request.user):
            return None
        target = request.get_full_path() if request.method in ("GET", "HEAD") else "/"
        return detour("people:second_factor", target)


def exercises_duty(request: HttpRequest, view: Callable[..., Any]) -> bool:
    if request.path.startswith("/api/"):
        return False
    match = request.resolver_match
    if match is not None and "admin" in match.app_names:
        return True
    declared = getattr(view, "surface", {})
    method = (request.method or "").lower()
    return declared.get(method, declared.get("*")) in DUTIES
