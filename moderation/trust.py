"""What can be proved on a live system: checks, each named, registered by the package that owns what they look at.

A check gives a line for each thing that is wrong. They stand in modules `trustchecks`, found when the server starts.
"""

from collections.abc import Callable, Iterable, Iterator

Check = Callable[[], Iterable[str]]
_checks: dict[str, Check] = {}


def proves(name: str) -> Callable[[Check], Check]:
    """Registers a check under what it proves, such as "the audit log is whole"."""

    def keep(check: Check) -> Check:
        assert _checks.setdefault(name, check) is check, name
        return check

    return keep


def names() -> list[str]:
    return list(_checks)


def wrong() -> Iterator[str]:
    """All that is wrong, with the name of the check before it. Looks only."""
    for name, check in _checks.items():
        yield from (f"{name}: no. {line}" for line in check())
