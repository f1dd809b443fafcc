"""Who lets go of a person: each package's own verb, told here beside what it declares (trust.md R42)."""

from collections.abc import Callable

from community.models import Person

# Idempotent: it is run again after a stop anywhere, and by two processes at once. It ends what the person still holds
# and takes what is declared as gone or emptied; the profiles lose their person last of all, by the account's own verb.
Eraser = Callable[[Person], None]
_erasers: list[Eraser] = []


def erases(verb: Eraser) -> None:
    if verb not in _erasers:
        _erasers.append(verb)


def erasers() -> list[Eraser]:
    """The highest floor first: what it holds stands on what the lower ones hold."""
    return list(reversed(_erasers))
