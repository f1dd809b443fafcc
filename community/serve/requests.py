"""daphne's ordinary requests, with an end to what comes with them."""

from __future__ import annotations

from typing import Any

from daphne.http_protocol import WebRequest
from twisted.python.failure import Failure

from community.serve.bodies import Body, announced


class Request(WebRequest):
    body: Body | None = None
    refused = False

    def gotLength(self, length: int | None) -> None:  # noqa: N802
        self.body = Body()
        super().gotLength(length)
        self.refuse(announced(length))

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802
        if self.body is not None and not self.refused and not self.refuse(self.body.take(len(data))):
            super().handleContentChunk(data)

    def process(self) -> Any:
        """Not with half of what was sent."""
        return None if self.refused else super().process()

    def refuse(self, answer: bytes | None) -> bool:
        if answer is not None:
            self.refused = True
            self.requestHeaders.removeHeader(b"Expect")  # else it would be asked to go on all the same
            self.end_body()
            self.channel.transport.write(answer)
            self.channel.transport.loseConnection()
        return answer is not None

    def finish(self) -> None:
        self.end_body()
        super().finish()

    def connectionLost(self, reason: Failure) -> None:  # noqa: N802
        self.end_body()
        super().connectionLost(reason)

    def end_body(self) -> None:
        if self.body is not None:
            self.body.give_back()
