"""What is said about all the emoji there are; their own names come with them, in a file for each language."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from community.errors import Words

NAMED_IN = frozenset({"en", "de", "ar"})


def names_of_emoji() -> str:
    """The language in which the reader finds them by name."""
    language = (get_language() or "en").partition("-")[0]
    return language if language in NAMED_IN else "en"


def emoji_words() -> dict[str, Words]:
    """By the names under which the web client asks for them; groups and skin tones by number."""
    groups = (
        _("Smileys and feelings"),
        _("People"),
        _("Animals and nature"),
        _("Food and drink"),
        _("Travel and places"),
        _("Activities"),
        _("Things"),
        _("Signs"),
        _("Flags"),
    )
    tones = (_("No skin tone"), _("Light"), _("Medium light"), _("Medium"), _("Medium dark"), _("Dark"))
    return {
        "emoji_add": _("Add an emoji"),
        "emoji_put": _("Add"),
        "emoji_groups": _("Kinds of emoji"),
        "emoji_recent": _("Used lately"),
        "emoji_tone": _("Skin tone"),
        "emoji_found": _("Found"),
        "emoji_none": _("None is called that."),
        "emoji_away": _("The list cannot be reached now. Your keyboard has them, too."),
        **{f"emoji_group_{number}": name for number, name in enumerate(groups)},
        **{f"emoji_tone_{number}": name for number, name in enumerate(tones)},
    }
