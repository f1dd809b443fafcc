"""Who was erased, kept outside the database: a backup that is played back knows them again, this file knows better.

Lines are only added: a time and a keyed hash of the account's id, from which nobody is found who is not there anyhow.
It lies in the folder `ledger` of SNUG_VAR, beside nothing else, so that it can be a volume of its own; it belongs into
no backup that is played back together with the database.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Collection
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from community.tokens import keyed_mac, keyed_macs


def path() -> Path:
    return Path(settings.VAR_DIR) / "ledger" / "erasures"


def mark(person_id: UUID) -> str:
    return keyed_mac("erasure", person_id.bytes).hex()


def holds(gone: Collection[str], person_id: UUID) -> bool:
    """Whether these are marks of somebody, made under whatever SECRET_KEY."""
    return any(mac.hex() in gone for mac in keyed_macs("erasure", person_id.bytes))


def marks() -> set[str]:
    """Of everybody erased so far; a line that a crash cut short counts for nothing and was written again."""
    if not path().exists():
        return set()
    lines = (line.split() for line in path().read_text().splitlines())
    return {line[1] for line in lines if len(line) == 2}


def add(person_id: UUID) -> None:
    """Once, and on the disk when this returns: before the first thing of theirs is taken. Raises `OSError`."""
    path().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path(), os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600), "r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        written = file.read()
        if mark(person_id) in marks():
            return
        begin = "\n" if written and not written.endswith("\n") else ""
        file.write(f"{begin}{timezone.now().isoformat()} {mark(person_id)}\n")
        file.flush()
        os.fsync(file.fileno())
