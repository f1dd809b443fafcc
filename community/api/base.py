"""The base of all API views: who asks, what was sent, and a validator (`ETag`) on what is read."""

import hashlib
from typing import Any

from django.http import HttpResponseBase
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from community.errors import Unauthenticated
from community.models import Person


class ApiView(APIView):
    """One resource. Every subclass declares its policy action with `@surface`."""

    http_method_names = ["get", "head", "post", "put", "patch", "delete"]

    @property
    def person(self) -> Person:
        """Who asks. Raises `Unauthenticated`."""
        user = self.request.user
        if not isinstance(user, Person):
            raise Unauthenticated
        return user

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if isinstance(request.user, Person):
            translation.activate(request.user.language)  # of this thread until the next request sets its own

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        final: HttpResponseBase = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(final, ("Accept-Language", "Cookie", "X-Session-Token"))
        if isinstance(final, Response) and request.method in ("GET", "HEAD") and final.status_code == 200:
            final.add_post_render_callback(self._conditional)
        return final

    def _conditional(self, response: Response) -> Any:
        """The answer, or 304 when the reader has it already."""
        response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        return get_conditional_response(self.request._request, etag=response["ETag"], response=response)
