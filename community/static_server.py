"""Static files in front of Django: a page asks for dozens of them, and none needs a middleware or a thread."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import closing
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware
from whitenoise.middleware import WhiteNoiseMiddleware

Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]


class StaticServer(WhiteNoiseMiddleware):
    """ASGI, for HTTP. What WhiteNoise knows is answered here, with what Django's SecurityMiddleware says of every
    answer; all else goes to `application`, and so does what came unencrypted to a site that redirects it."""

    def __init__(self, application: Application) -> None:
        super().__init__()
        self.application = application
        self._guards = _guards()

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        path, file = scope["path"], None
        if path.startswith(self.static_prefix):
            meta = _meta(scope["headers"])
            if not settings.SECURE_SSL_REDIRECT or _encrypted(scope, meta):
                file = self.find_file(path) if self.autorefresh else self.files.get(path)
        if file is None:
            await self.application(scope, receive, send)
            return
        answer = file.get_response(scope["method"], meta)
        body = b""
        if answer.file is not None:
            with closing(answer.file) as opened:
                body = opened.read()  # small, and in the system's memory
        headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
        await send({"type": "http.response.start", "status": int(answer.status), "headers": headers + self._guards})
        await send({"type": "http.response.body", "body": body})


def _meta(headers: Headers) -> dict[str, str]:
    """As WSGI names them."""
    told = ((name.decode("latin-1").upper().replace("-", "_"), value.decode("latin-1")) for name, value in headers)
    return {f"HTTP_{name}": value for name, value in told}


def _encrypted(scope: Mapping[str, Any], meta: Mapping[str, str]) -> bool:
    """As Django decides it."""
    told: tuple[str, str] | None = settings.SECURE_PROXY_SSL_HEADER
    if told is not None and told[0] in meta:
        return meta[told[0]].partition(",")[0].strip() == told[1]
    return bool(scope["scheme"] == "https")


def _guards() -> Headers:
    """Of an encrypted answer; over plain HTTP browsers pass over the one that only means something there."""
    request = HttpRequest()
    if settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        request.META[name] = value
    plain = HttpResponse()
    said = SecurityMiddleware(lambda _request: plain).process_response(request, plain)
    return [(name.lower().encode(), value.encode()) for name, value in said.items() if name != "Content-Type"]
