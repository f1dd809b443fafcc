"""The judge of all HTTP surfaces, last of the middleware: nothing that declares no action answers."""

import logging
from collections.abc import Callable
from typing import Any

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from psycopg_pool import PoolTimeout

from community.errors import NotFound, SnugError, Unavailable
from moderation import policy
from moderation.enforce.api import Permission
from moderation.enforce.declared import action_of, declaration
from moderation.enforce.door import refusal_at_the_door
from moderation.enforce.pages import method_not_allowed, render_error

log = logging.getLogger(__name__)


class Judge:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        name = match.view_name if match else ""
        declared = declaration(view, name)
        if declared is None:
            log.error("the surface %s declares no policy action: refused", name)
            return render_error(request, NotFound())
        if _is_of_the_api(view):
            return None
        action = action_of(declared, request.method or "")
        if action is None:
            return method_not_allowed(request, sorted(method.upper() for method in declared))
        code = refusal_at_the_door(action, request.user)
        return render_error(request, policy.refusal(code)) if code else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Refusals become their page; so does a database that is busy or away: nothing is known to be stored then."""
        if isinstance(exception, SnugError):
            return render_error(request, exception)
        if isinstance(exception, Http404):
            return render_error(request, NotFound())
        if isinstance(exception, (OperationalError, PoolTimeout)):
            log.warning("the database did not answer: %s", type(exception).__name__)
            return render_error(request, Unavailable())
        return None


def _is_of_the_api(view: Callable[..., Any]) -> bool:
    """The framework reads tokens of its own: `Permission` judges there, once it knows the person."""
    return Permission in getattr(getattr(view, "cls", None), "permission_classes", ())
