"""The door of `/ws/v1/`: an ASGI application of its own. Channels' consumers hop to a thread for every message, and a
channel layer would carry what the log carries better (realtime.md "Delivery").
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from community.serve.line import LINE, Line
from community.surface import Action, surface
from messaging.realtime import limits, presence
from messaging.realtime.desk import Desk
from messaging.realtime.engine import Engine, engine
from messaging.realtime.handshake import admit
from messaging.realtime.line import AsgiLine, Send
from messaging.realtime.socket import Admission, Socket

log = logging.getLogger(__name__)
Receive = Callable[[], Awaitable[dict[str, Any]]]


@surface(Action.CONNECT)
async def consumer(scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
    """One connection, from handshake to close."""
    await receive()  # websocket.connect
    who = await admit(scope)
    if who is None:
        await send({"type": "websocket.close"})  # before accept: HTTP 403
        return
    try:
        here = await engine()
    except Exception:
        log.exception("the engine did not start")
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept", "subprotocol": limits.SUBPROTOCOL})
    await _serve(here, who, scope, receive, send)


async def _serve(here: Engine, who: Admission, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
    line: Line = scope.get("extensions", {}).get(LINE) or AsgiLine(send)
    now = time.monotonic()
    socket = Socket(presence.new_conn(), who, line, since=now, heard=now)
    desk = Desk(here, socket)
    line.hear(desk.take, desk.control)
    try:
        await here.attach(socket)
        desk.open()
        while True:
            message = await receive()
            if message["type"] != "websocket.receive":
                break
            desk.take(message.get("text"))
    except asyncio.CancelledError:
        # The server goes down at once: clients come back within ten seconds, to another process.
        socket.close(limits.GOING_AWAY, "unavailable")
        raise
    finally:
        socket.closing, socket.open = socket.closing or limits.GOING_AWAY, False
        desk.shut()
        await here.detach(socket)
