"""What an event loop publishes and asks."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from community.live.away import Away, Said, wire
from community.live.link import Link, link
from community.live.peer import Command


async def say(name: str, data: Said) -> bool:
    return await say_many([(name, data)])


async def say_many(messages: Sequence[tuple[str, Said]]) -> bool:
    """Publishes (name, message) pairs in one write, within 250 ms or not at all; whether Redis took them."""
    try:
        answers = await link().ask([("PUBLISH", *wire(message)) for message in messages])
    except Away:
        return False
    return not any(isinstance(answer, Exception) for answer in answers)


async def run_script(source: str, keys: Sequence[str], arguments: Sequence[Any]) -> Any:
    """Runs a Lua script within 250 ms. Raises `Away`."""
    here = link()
    words: Command = (len(keys), *keys, *arguments)
    (answer,) = await here.ask([("EVALSHA", _sha(here, source), *words)])
    if isinstance(answer, Exception) and str(answer).startswith("NOSCRIPT"):
        (answer,) = await here.ask([("EVAL", source, *words)])
    if isinstance(answer, Exception):
        raise Away from answer
    return answer


def _sha(here: Link, source: str) -> str:
    found = here.scripts.get(source)
    if found is None:
        found = here.scripts[source] = hashlib.sha1(source.encode(), usedforsecurity=False).hexdigest()
    return found
