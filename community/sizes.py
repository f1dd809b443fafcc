"""How large a file is, as a page and the web client say it: the same rule as `sizeOf` in `static/messaging/clock.js`;
`tests/community/size_cases.json` holds both to it. Whole kB, at least one; from one MB on tenths.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

_KB = 1024


def size_words(count: int) -> str:
    kilo = max((count + _KB // 2) // _KB, 1)
    if kilo < _KB:
        return kilobytes().replace("{n}", str(kilo))
    whole, tenth = divmod((10 * count + _KB * _KB // 2) // (_KB * _KB), 10)
    return megabytes().replace("{n}", str(whole)).replace("{tenth}", str(tenth))


def kilobytes() -> str:
    return _("{n} kB")


def megabytes() -> str:
    """With the mark that the language puts before tenths."""
    return _("{n}.{tenth} MB")
