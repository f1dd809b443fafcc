"""Bugs that somebody could have written, each sown by name. Every one must turn the suite red (realtime.md "How it is
proved")."""

from __future__ import annotations

from collections.abc import Callable

from tests.faults.bugs import delivering, letting_in, reminding, storing, telling

BUGS: dict[str, Callable[[], None]] = {
    bug.__name__: bug for part in (storing, telling, delivering, letting_in, reminding) for bug in part.BUGS
}


def sow(name: str) -> None:
    BUGS[name]()
