"""Every refusal of the API in one form: `application/problem+json` (RFC 9457) with stable codes.

`code` is the contract, `title` and `detail` are words in the reader's language. Beside the standard members:
`errors` (one entry per field), `about` (what programs may use, such as `{rule, spans}`) and `retry_ms`.

Imports nothing of the framework's views: the judge needs it while those are being loaded.
"""

from typing import Any

from community.errors import SnugError

MEDIA_TYPE = "application/problem+json"


def problem_of(error: SnugError) -> dict[str, Any]:
    """The body of a refusal; also for what is refused outside the framework."""
    words = str(error.words)
    body = problem(error.code, error.status, str(type(error).words), words)
    about = dict(error.detail)
    field = about.pop("field", None)
    if field:
        body["errors"] = [{"field": field, "code": error.code, "words": words}]
    if about:
        body["about"] = about
    if error.retry_ms is not None:
        body["retry_ms"] = error.retry_ms
    return body


def problem(code: str, status: int, title: str, detail: str) -> dict[str, Any]:
    """The members that every problem has."""
    return {"type": f"urn:snug:problem:{code}", "title": title, "status": status, "code": code, "detail": detail}
