"""One readable stream out of many processes: each line with the name of who said it."""

import sys
import threading
from typing import IO

COLOURS = {"snug": "1", "web": "36", "worker": "33", "beat": "35", "demo": "32"}
WIDTH = max(len(name) for name in COLOURS)
_one_at_a_time = threading.Lock()


def say(name: str, line: str) -> None:
    """Prints one line under this name; coloured on a terminal only."""
    head = f"{name:<{WIDTH}} |"
    if sys.stdout.isatty():
        head = f"\033[{COLOURS.get(name, '0')}m{head}\033[0m"
    with _one_at_a_time:
        print(head, line, flush=True)


def relay(name: str, stream: IO[str]) -> threading.Thread:
    """Says every line of the stream until it ends, in a thread of its own."""

    def run() -> None:
        for line in stream:
            if line.strip():
                say(name, line.rstrip())

    thread = threading.Thread(target=run, name=f"output of {name}", daemon=True)
    thread.start()
    return thread
