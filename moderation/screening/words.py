"""What a rule says to the author whose words it met: a sentence in plain language (trust.md R24)."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from community.errors import Words

SENTENCES: Mapping[str, Words] = MappingProxyType(
    {
        "length": _("It is too long."),
        "controls": _("It holds a character that cannot be shown."),
        "brand_look_alike": _("It reads as if it came from the brand."),
        "house_word": _("That word stands for a role in this house."),
    }
)
SOME_RULE: Words = _("A rule of this group met some of these words.")


def sentence(rule: str | None) -> Words:
    """Why, for the author. A rule without a sentence of its own still says that it was a rule."""
    return SENTENCES.get(rule or "", SOME_RULE)
