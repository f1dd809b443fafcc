"""How the framework's exceptions and ours become the one form of `community.api.problem`."""

import logging
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError
from drf_standardized_errors.formatter import ExceptionFormatter
from drf_standardized_errors.handler import ExceptionHandler
from psycopg_pool import PoolTimeout
from rest_framework import exceptions
from rest_framework.response import Response

from community.api.problem import MEDIA_TYPE, problem, problem_of
from community.errors import Forbidden, Invalid, NotFound, RateLimited, SnugError, Unauthenticated, Unavailable

log = logging.getLogger(__name__)

_CODES: dict[type[exceptions.APIException], str] = {
    exceptions.ValidationError: "invalid",
    exceptions.ParseError: "invalid",
    exceptions.AuthenticationFailed: "unauthenticated",
    exceptions.NotAuthenticated: "unauthenticated",
    exceptions.PermissionDenied: "forbidden",
    exceptions.NotFound: "not_found",
    exceptions.MethodNotAllowed: "method_not_allowed",
    exceptions.NotAcceptable: "not_acceptable",
    exceptions.UnsupportedMediaType: "unsupported_media",
    exceptions.Throttled: "rate_limited",
}
# Where the framework refuses in our stead, our own words are said: a missing id and one that is not yours look alike.
_OURS: dict[type[exceptions.APIException], type[SnugError]] = {
    exceptions.AuthenticationFailed: Unauthenticated,
    exceptions.NotAuthenticated: Unauthenticated,
    exceptions.PermissionDenied: Forbidden,
    exceptions.NotFound: NotFound,
    exceptions.Throttled: RateLimited,
}


class Refusal(exceptions.APIException):
    """A SnugError in the clothes that the framework can carry through its own path of exceptions."""

    def __init__(self, error: SnugError) -> None:
        super().__init__(str(error.words), error.code)
        self.status_code = error.status
        self.error = error
        if error.retry_ms is not None:
            self.wait = max(1, -(-error.retry_ms // 1000))
        if error.status == 401:
            self.auth_header = "X-Session-Token"


class Handler(ExceptionHandler):
    def convert_known_exceptions(self, exc: Exception) -> Exception:
        if isinstance(exc, OperationalError | InterfaceError | PoolTimeout):
            exc = Unavailable()  # a lock or statement time-out, or a lost connection: nothing is known to be stored
        converted = super().convert_known_exceptions(exc)
        for theirs, ours in _OURS.items():
            if type(converted) is theirs:
                converted = ours()
        return Refusal(converted) if isinstance(converted, SnugError) else converted

    def report_exception(self, exc: exceptions.APIException, response: Response) -> None:
        """What we refuse ourselves, `unavailable` included, is no fault to raise an alarm about."""
        if isinstance(exc, Refusal):
            if isinstance(self.exc, DatabaseError | PoolTimeout):
                log.warning("the database did not answer: %s", type(self.exc).__name__)
            return
        super().report_exception(exc, response)

    def get_response(self, exc: exceptions.APIException, data: dict[str, Any]) -> Response:
        return Response(data, status=exc.status_code, headers=self.get_headers(exc), content_type=MEDIA_TYPE)


class Formatter(ExceptionFormatter):
    def run(self) -> dict[str, Any]:
        if isinstance(self.exc, Refusal):
            return problem_of(self.exc.error)
        code = _CODES.get(type(self.exc), "server_error")
        said = str(self.exc.default_detail)
        # Some of the framework's own have a place in them for what was wrong: then all of it is said.
        said = str(self.exc.detail) if "{" in said and isinstance(self.exc.detail, str) else said
        body = problem(code, self.exc.status_code, said, said)
        if isinstance(self.exc, exceptions.ValidationError):
            body["title"] = body["detail"] = str(Invalid.words)
            body["errors"] = [
                {"field": error.attr or "", "code": error.code, "words": error.detail} for error in self.get_errors()
            ]
        elif isinstance(self.exc.detail, str) and code != "server_error":
            body["detail"] = str(self.exc.detail)
        return body
