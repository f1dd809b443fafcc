"""The process that decodes one picture: `python -m messaging.media.worker`, the upload at its input, what was made of
it at its output. It bounds itself before it reads: what a file does to its decoder, it does to nobody else.

Output: four bytes of length, a JSON head, then the files that the head tells the lengths of.
"""

from __future__ import annotations

import json
import resource
import struct
import sys

from messaging.media.rebuild import Rebuilt, Refused, rebuild
from messaging.media.sizes import CPU_S, MEMORY, PHOTO_BYTES


def main() -> None:
    _bound()
    try:
        told = _told(rebuild(sys.stdin.buffer.read(PHOTO_BYTES + 1)))
    except Refused as refused:
        told = _head({"refused": refused.code})
    sys.stdout.buffer.write(told)


def _bound() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # writes no file
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _told(made: Rebuilt) -> bytes:
    files = {**made.sizes, "blur": made.blur}
    head = {
        "width": made.width,
        "height": made.height,
        "files": [[name, len(data)] for name, data in files.items()],
        "marks": [mark.hex() for mark in made.marks],
    }
    return b"".join([_head(head), *files.values()])


def _head(value: dict[str, object]) -> bytes:
    head = json.dumps(value).encode()
    return struct.pack(">I", len(head)) + head


if __name__ == "__main__":
    main()
