"""The web client outside a browser: the example of docs/realtime.md in Node, with a ticket, against a real server."""

from __future__ import annotations

import asyncio
import re
import shutil
from pathlib import Path
from uuid import uuid4

import pytest

from community.pool import run
from messaging.actions import messages
from messaging.models import Message
from tests.messaging.conftest import sign_in
from tests.messaging.rooms import Space
from tests.messaging.servers import WebProcess

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "realtime.md"
NODE = shutil.which("node")
BEFORE = """
import { SnugClient } from "./snug-client.js";
const [site, room, since] = process.argv.slice(2);
const listener = {
  onState: ({ state, why }) => { if (state === "stopped") console.log(`stopped ${why ?? ""}`); },
  onEvents: (_, events) => {
    for (const { seq, kind, body } of events) console.log(`${seq} ${kind} ${body}`);
    if (events.some(({ body }) => body === "Hello from Node")) client.stop();
  },
};
"""
AFTER = """
client.follow(room, Number(since));
client.start();
client.say(room, "Hello from Node");
"""

pytestmark = pytest.mark.django_db(transaction=True)


async def node(*arguments: str) -> tuple[int, str]:
    assert NODE is not None
    running = await asyncio.create_subprocess_exec(
        NODE, *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    try:
        out, _ = await asyncio.wait_for(running.communicate(), 60)
    finally:
        if running.returncode is None:
            running.kill()
    assert running.returncode is not None
    return running.returncode, out.decode()


@pytest.mark.skipif(NODE is None, reason="no Node found: the client outside a browser is not tried")
async def test_the_example_for_node_connects_with_a_ticket_and_talks(
    space: Space, webs: list[WebProcess], tmp_path: Path
) -> None:
    _, version = await node("--version")
    major = int(version.lstrip("v").split(".")[0])
    if major < 20:
        pytest.skip(f"Node {version.strip()} has no WebSocket")
    text = GUIDE.read_text()
    [siblings] = re.findall(r"Take it with its siblings `([a-z ]+)`", text)
    for module in ["snug-client", *siblings.split()]:
        shutil.copy(ROOT / "messaging" / "static" / "messaging" / f"{module}.js", tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    example = re.findall(r"```js\n(.*?)```", text, re.DOTALL)[1]
    _, ana, ben = space.people
    token = await run(sign_in, ana)
    code = BEFORE + example.replace("process.env.SNUG_TOKEN", f"'{token}'") + AFTER
    (tmp_path / "example.js").write_text(code)
    before = await run(messages.send, ben, space.talk.pk, uuid4(), "Said before")
    site = f"http://127.0.0.1:{webs[0].port}"
    flags = ["--experimental-websocket"] if major < 22 else []
    status, out = await node(*flags, str(tmp_path / "example.js"), site, str(space.talk.pk), str(before.seq - 1))
    assert status == 0, out
    assert [line for line in out.splitlines() if line[0].isdigit()] == [
        f"{before.seq} msg.new Said before",
        f"{before.seq + 1} msg.new Hello from Node",
    ]
    assert "stopped" in out
    assert await run(Message.objects.filter(room=space.talk, body="Hello from Node").count) == 1
