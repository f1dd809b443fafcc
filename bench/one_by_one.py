"""`python -m bench.one_by_one SECONDS`: messages stored one at a time by the product's own action, without the group
commit of its sockets. Reads `{"room", "person"}` lines; prints `ready`, then how many it has stored.
"""

from __future__ import annotations

import json
import os
import sys
import time
from itertools import cycle
from uuid import UUID, uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.settings")
django.setup()

from bench.words import body  # noqa: E402
from community.models import Person  # noqa: E402
from messaging.actions import messages  # noqa: E402


def main(seconds: float) -> None:
    lines = [json.loads(line) for line in sys.stdin]
    people = Person.objects.in_bulk([line["person"] for line in lines])
    seats = cycle((people[UUID(line["person"])], UUID(line["room"])) for line in lines)
    messages.send(*next(seats), uuid4(), body(0).decode())  # connected and prepared
    print("ready", flush=True)
    until = time.monotonic() + seconds
    count = 0
    while time.monotonic() < until:
        count += 1
        messages.send(*next(seats), uuid4(), body(count).decode())
    print(count, flush=True)


if __name__ == "__main__":
    main(float(sys.argv[1]))
