"""How requests to the API say who they are: apps by allauth's session token, the web page by cookie and CSRF token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.headless.contrib.rest_framework.authentication import XSessionTokenAuthentication
from django.contrib.sessions.backends.base import SessionBase
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from community.errors import Forbidden

if TYPE_CHECKING:
    from drf_spectacular.openapi import AutoSchema  # it imports the views that import this module


class SessionToken(XSessionTokenAuthentication):
    """The header `X-Session-Token`. One that is unknown or has ended counts as none."""

    def authenticate_header(self, request: Request) -> str:
        return "X-Session-Token"  # without it DRF answers 403 where 401 is meant


class WebSession(SessionAuthentication):
    """The session cookie of the web page; whatever changes something needs the CSRF token too."""

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except PermissionDenied:
            raise Forbidden(code="csrf")


def session_of(request: Request) -> SessionBase:
    """The session that this request came with, whichever of the two ways."""
    return request.auth if isinstance(request.auth, SessionBase) else request.session


def session_key_of(request: Request) -> str:
    """The key of that session; "" without one."""
    return session_of(request).session_key or ""


class SessionTokenScheme(OpenApiAuthenticationExtension):
    target_class = SessionToken
    name = "sessionToken"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        words = "The `session_token` that sign-in returned."
        return {"type": "apiKey", "in": "header", "name": "X-Session-Token", "description": words}


class WebSessionScheme(OpenApiAuthenticationExtension):
    target_class = WebSession
    name = "webSession"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        words = "The cookie of the web page; requests that change something send `X-CSRFToken` too."
        return {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": words}
