"""`python -m community.serve [--server daphne|uvicorn] [--host ADDRESS] [--port PORT]`: one web process."""

from __future__ import annotations

import argparse
import gc
import resource

from daphne.utils import import_by_path

from community.serve import daphne, uvicorn

SERVERS = {"daphne": daphne.serve, "uvicorn": uvicorn.serve}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m community.serve", description=__doc__)
    parser.add_argument("--server", choices=sorted(SERVERS), default="daphne")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("application", nargs="?", default="community.asgi:application")
    asked = parser.parse_args()
    _take_all_descriptors()
    application = import_by_path(asked.application)
    _calm_the_collector()
    SERVERS[asked.server](application, asked.host, asked.port)


def _take_all_descriptors() -> None:
    """Every socket is one; the usual soft limit of 1,024 is far below what a process can carry."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _calm_the_collector() -> None:
    """What is loaded now stays: it need not be walked again. With a thousand sockets a full collection stops a process
    for a fifth of a second (performance.md "Why the obvious design is slow"); how rare it is says `community`."""
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    main()
