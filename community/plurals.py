"""Numbers for the web client: it picks the plural class (Intl.PluralRules), the words of each come with the page."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

# A number of each plural class of any language (CLDR).
SAMPLES: Mapping[str, int] = MappingProxyType({"zero": 0, "one": 1, "two": 2, "few": 3, "many": 11, "other": 100})


def by_class(words: Callable[[int], str]) -> dict[str, str]:
    """What `words` says of a number of each class."""
    return {name: words(sample) for name, sample in SAMPLES.items()}
