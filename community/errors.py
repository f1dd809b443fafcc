"""What every door says when something cannot be done: one class, stable codes, words in the reader's language.

The API renders it as `application/problem+json`, the socket as an `err` frame, a page as its words beside the field or
as the error page. Codes are part of the contract (realtime.md "Frames").
"""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class SnugError(Exception):
    """Base of all refusals. `code` is stable, `words` are for people, `detail` for programs (`{rule, spans}` …)."""

    code = "invalid"
    status = 400
    words: Words = _("That did not work. Check it and try again.")

    def __init__(
        self,
        words: Words | None = None,
        *,
        code: str | None = None,
        detail: dict[str, Any] | None = None,
        retry_ms: int | None = None,
    ) -> None:
        self.code = code or self.code
        self.words = words or self.words
        self.detail = detail or {}
        self.retry_ms = retry_ms
        super().__init__(self.code)


class Invalid(SnugError):
    """Bad input. `field` names the field it belongs to, where there is one."""

    def __init__(self, words: Words | None = None, *, field: str | None = None, code: str = "invalid") -> None:
        super().__init__(words, code=code, detail={"field": field} if field else None)
        self.field = field


class TooLarge(Invalid):
    code, status = "too_large", 413
    words = _("That is too long.")

    def __init__(self, words: Words | None = None, *, field: str | None = None) -> None:
        super().__init__(words, field=field, code="too_large")


class Unauthenticated(SnugError):
    code, status = "unauthenticated", 401
    words = _("Sign in to go on.")


class NotFound(SnugError):
    """Missing, or not for you: the two are one answer (trust.md R1)."""

    code, status = "not_found", 404
    words = _("There is nothing here for you.")


class Forbidden(SnugError):
    """Known to be there, but not allowed. `code` may be a policy refusal such as `muted_until`."""

    code, status = "forbidden", 403
    words = _("You cannot do that here.")


class Conflict(SnugError):
    """The state has moved on: repeated with other content, full, already decided."""

    code, status = "conflict", 409
    words = _("Something changed meanwhile. Look again and decide anew.")


class RateLimited(SnugError):
    code, status = "rate_limited", 429
    words = _("That was a little fast. Wait a moment and try again.")


class Unavailable(SnugError):
    """Outcome unknown: repeat with the same cid or Idempotency-Key."""

    code, status = "unavailable", 503
    words = _("We could not reach our own books just now. Trying again is safe.")
