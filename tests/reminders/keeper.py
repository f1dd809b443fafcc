"""The keeper (`python -m tests.reminders.keeper`): a process with Django that has no connections of its own and forks
real workers, beats and loops within milliseconds. One JSON order per line comes in, one JSON answer per line goes out.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402

from community.celery import app  # noqa: E402
from tests.faults import bugs  # noqa: E402
from tests.reminders import pace, sowing  # noqa: E402

QUIET = ["--quiet"]
DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>


def worker(name: str) -> None:
    options = ["-l", "ERROR", "--pool=threads", "--concurrency=3", "--without-gossip", "--without-mingle"]
    app.start([*QUIET, "worker", *options, "-n", f"{name}@house"])


def beat(name: str) -> None:
    app.start([*QUIET, "beat", "-l", "ERROR", "--pidfile="])


def loop(name: str) -> None:
    call_command("remind", loop=True)


ROLES: dict[str, Callable[[str], None]] = {"worker": worker, "beat": beat, "loop": loop}


def start(role: str, name: str, failing: bool, shift_s: float) -> int:
    def work() -> None:
        if not failing:
            settings.FAILPOINTS = None
        if shift_s:
            pace.shift_clock(shift_s)
        ROLES[role](name)

    return forked(work)


def sow(**wanted: Any) -> Any:
    """In a child that ends: whoever forks holds no connection."""
    reading, writing = os.pipe()

    def work() -> None:
        with os.fdopen(writing, "w") as answer:
            json.dump(sowing.sow(**wanted), answer)

    forked(work)
    os.close(writing)
    with os.fdopen(reading) as answer:
        return json.loads(answer.read())


def forked(work: Callable[[], None]) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        log = os.open(os.environ["SNUG_TEST_LOG"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for here, there in ((nothing, 0), (log, 1), (log, 2)):
            os.dup2(here, there)
        os.setsid()
        ctypes.CDLL(None).prctl(DIES_WITH_PARENT, signal.SIGKILL)  # nobody works on when the house is gone
        work()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries the dead
    pace.quicken()
    pace.write_to_our_server()
    if bug := os.environ.get("SNUG_TEST_BUG"):
        bugs.sow(bug)
    orders: dict[str, Callable[..., Any]] = {"start": start, "sow": sow}
    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps(orders[order.pop("do")](**order)), flush=True)


if __name__ == "__main__":
    main()
