"""Where Python's limit lies: a bare picows broadcaster. `python -m bench.picows_room PORT`

The path of the request names the group. A message goes to the group's others and is acked; nothing is asked, stored or
told to other processes.
"""

from __future__ import annotations

import asyncio
import sys
from collections import defaultdict

from picows import WSFrame, WSListener, WSMsgType, WSTransport, WSUpgradeRequest, ws_create_server

groups: defaultdict[bytes, set[WSTransport]] = defaultdict(set)


class Room(WSListener):
    def __init__(self, path: bytes) -> None:
        super().__init__()
        self.group = groups[path]

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.group.add(transport)
        transport.send(WSMsgType.TEXT, b'{"op":"welcome"}')

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.group.discard(transport)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.CLOSE:
            transport.disconnect()
            return
        words = frame.get_payload_as_bytes()
        transport.send(WSMsgType.TEXT, b'{"op":"ack"}')
        for other in self.group:
            if other is not transport:
                other.send(WSMsgType.TEXT, words)


def room(request: WSUpgradeRequest) -> Room:
    return Room(request.path)


async def serve(port: int) -> None:
    server = await ws_create_server(room, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
