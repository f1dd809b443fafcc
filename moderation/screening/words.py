"""What a rule says to the author whose words it met: a sentence in plain language (trust.md R24)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from community.errors import Words

HOUSE_RULES: Mapping[str, Words] = MappingProxyType(
    {
        "length": _("This is longer than fits here."),
        "controls": _("This holds a character that cannot be shown."),
        "brand_look_alike": _("This reads like the brand itself. Use a name of your own."),
        "house_word": _("This is a word of the house. Use a name of your own."),
        "phone": _("This looks like a telephone number. Everybody here will see it."),
        "mail": _("This looks like an e-mail address. Everybody here will see it."),
        "address": _("This looks like where you live. Everybody here will see it."),
        "iban": _("This looks like a bank account. Everybody here will see it."),
        "card": _("This looks like a payment card. Everybody here will see it."),
        "others_data": _("This looks like somebody else's number or address. Let them give it themselves."),
        "asks_for_data": _("Whoever works for the brand does not ask members for their numbers and addresses."),
        "new_member_link": _("In your first week here, link only to well-known places such as maps."),
        "many_mentions": _("This calls many people by name. Each of them will be told."),
        "same_again": _("You have said this a few times already."),
        "tracking": _("Links were shortened: they no longer tell who passed them on."),
    }
)

# What happens then, as everybody may know it beforehand.
OUTCOMES: Mapping[str, Words] = MappingProxyType(
    {
        "allow": _("Newcomers may link there, too"),
        "nudge": _("You are asked first"),
        "redact": _("Is taken out, and you are told"),
        "hold": _("Waits for somebody's decision"),
        "block": _("Does not pass"),
    }
)
PRINTED: tuple[tuple[Words, str], ...] = (
    (_("Your own number, address, account or card"), "nudge"),
    (_("Somebody else's number, address, account or card"), "hold"),
    (_("The brand's people asking members for theirs"), "block"),
    (_("A name that reads like the brand's"), "block"),
    (_("Links by newcomers, but for well-known places such as maps"), "block"),
    (_("More than five people called by name at once"), "nudge"),
    (_("The same words again and again"), "block"),
    (_("What in a link tells who passed it on"), "redact"),
)


SOME_RULE: Words = _("A rule of this group met some of these words.")


def sentence(rule: str | None) -> Words:
    """For people: the house's words, or the name that the brand gave its rule."""
    return HOUSE_RULES.get(rule or "", rule or SOME_RULE)
