"""Several words as one line, with the comma of the language that is spoken: Arabic has one of its own."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language

_ARABIC = "، "
_LATIN = ", "
_WRITTEN_SO = frozenset({"ar", "fa", "ur"})


def comma() -> str:
    """What stands between two of them, with its blank."""
    return _ARABIC if (get_language() or "").partition("-")[0] in _WRITTEN_SO else _LATIN


def listed(items: Iterable[object]) -> str:
    """`Ana, Ben, Cara`; nothing at all for none."""
    return comma().join(map(str, items))
