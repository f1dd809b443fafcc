"""The door of `/ws/v1/`: an ASGI application of its own. Channels' consumers hop to a thread for every message, and a
channel layer would carry what the log carries better (realtime.md "Delivery").
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from community.surface import Action, surface
from messaging.realtime import limits, presence
from messaging.realtime.desk import Desk
from messaging.realtime.engine import Engine, engine
from messaging.realtime.handshake import admit
from messaging.realtime.socket import Admission, Socket

log = logging.getLogger(__name__)
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


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
    await _serve(here, who, receive, send)


async def _serve(here: Engine, who: Admission, receive: Receive, send: Send) -> None:
    now = asyncio.get_running_loop().time()
    socket = Socket(presence.new_conn(), who, send, since=now, heard=now)
    desk = Desk(here, socket)
    tasks = [asyncio.ensure_future(work) for work in (socket.write(), desk.work())]
    try:
        await here.attach(socket)
        while True:
            message = await receive()
            if message["type"] != "websocket.receive":
                break
            if socket.closing is None:
                desk.take(message)
    except asyncio.CancelledError:
        # The server is going down: clients come back within ten seconds, to another process.
        with contextlib.suppress(Exception):
            await send({"type": "websocket.close", "code": limits.GOING_AWAY})
        raise
    finally:
        socket.closing = socket.closing or limits.GOING_AWAY
        for task in tasks:
            task.cancel()
        await here.detach(socket)
