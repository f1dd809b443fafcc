"""A first client of Snug: signs in with a code, joins, says something, is cut, resumes, and shows the exact gap.

python first_client.py http://localhost:8000 you@example.org INVITE_TOKEN [FOLDER_OF_MAILS]
"""

import asyncio
import json
import re
import sys
import time
from pathlib import Path
from uuid import uuid4

import httpx
from websockets.asyncio.client import connect

SITE, EMAIL, INVITE, *OUTBOX = sys.argv[1:]
KNOWN = set(Path(OUTBOX[0]).glob("*.eml")) if OUTBOX else set()
api = httpx.Client(base_url=f"{SITE}/api/v1/", event_hooks={"response": [lambda answer: answer.raise_for_status()]})


def code() -> str:
    while OUTBOX and not (new := set(Path(OUTBOX[0]).glob("*.eml")) - KNOWN):  # a development machine's mail
        time.sleep(0.1)
    mail = max(new).read_text() if OUTBOX else input("The code from the mail: ")
    return re.search(r"\b\d{6}\b", mail)[0]


async def listen(ticket: str, room: str, since: int, until: int = 0, say: str = "") -> int:
    """Follows the room from `since`, perhaps says something, and returns the last seq it was given."""
    address, bearer = SITE.replace("http", "ws", 1) + "/ws/v1/", {"Authorization": f"Bearer {ticket}"}
    async with connect(address, subprotocols=["snug.v1"], additional_headers=bearer) as ws:
        while not until or since < until:
            got = json.loads(await ws.recv())
            for frame in [got] if isinstance(got, dict) else got:
                if frame["op"] == "hello":  # not a word before
                    await ws.send(json.dumps({"op": "sub", "id": 1, "rooms": [{"room": room, "since": since}]}))
                elif frame["op"] == "subd" and say:
                    await ws.send(json.dumps({"op": "send", "id": 2, "room": room, "cid": str(uuid4()), "body": say}))
                elif frame["op"] == "ping":
                    await ws.send(json.dumps({"op": "pong", "n": frame["n"]}))
                elif frame["op"] == "ack":
                    until = frame["seq"]
                elif frame["op"] == "ev":
                    since = frame["seq"]
                    print(since, frame["kind"], frame.get("body", ""))
        ws.transport.abort()  # no goodbye, as in a tunnel
    return since


api.headers["X-Session-Token"] = api.post("auth/code", json={"email": EMAIL, "invite": INVITE}).json()["session_token"]
api.headers["X-Session-Token"] = api.post("auth/code/confirm", json={"code": code()}).json()["session_token"]
charter = api.post("invites/preview", json={"token": INVITE}).json()["charter"]["version"]
group = api.post("join", json={"token": INVITE, "name": "First", "charter_version": charter, "age": 16}).json()["group"]
room = next(r for r in api.get("rooms").json()["items"] if r["group"] == group and r["kind"] == "talk")
ticket = api.post("ws-ticket").json()["ticket"]
print("cut at", seen := asyncio.run(listen(ticket, room["id"], room["last_seq"], say="Hello from a first client")))
missed = [{"cid": str(uuid4()), "body": f"Said meanwhile, {n}"} for n in (1, 2, 3)]
head = [api.post(f"rooms/{room['id']}/messages", json=said).json()["seq"] for said in missed][-1]
print("resumed at", asyncio.run(listen(api.post("ws-ticket").json()["ticket"], room["id"], seen, until=head)))
