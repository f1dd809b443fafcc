"""What any text from outside goes through first: one normal form, no control characters, no empty shells.

Meaning is judged later, by `moderation.screening`; this is about what may be stored at all (realtime.md "Frames").
"""

import re
import unicodedata

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.errors import Invalid, TooLarge

# One composed character comes from at most four: what is longer than that is too long in any form. Asked before
# normalising, whose cost grows with the square of a run of combining marks.
_WIDEST_DECOMPOSITION = 4
# Letters by category, but nothing on the screen: fillers of Hangul and Khmer, the empty Braille cell.
_BLANK_LETTERS = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
# Controls but for tab (and newline), and lone surrogates: categories Cc and Cs.
# Unicode's own separators too: what some readers of a file take for a new line must be one to us.
_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_CONTROLS_OF_A_LINE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\ud800-\udfff]")
_UNSEEN_CATEGORIES = frozenset(("Cc", "Cf", "Mn", "Me", "Zl", "Zp", "Zs"))


def clean_text(value: str, *, most: int, field: str, multiline: bool = False, required: bool = True) -> str:
    """The text in NFC, stripped, with `\\n` line ends; in one line, runs of white space become one space.

    `most` counts code points after normalising. Raises `Invalid` (with `field`) for U+0000, lone surrogates, controls
    other than tab and newline, a newline in one line, or nothing visible where `required`; `TooLarge` when too long.
    """
    plain = value.isprintable()  # nearly all are: then none of this has to be looked for
    text = (value if plain else _LINE_ENDS.sub("\n", value)).strip()
    if len(text) > most * _WIDEST_DECOMPOSITION:
        raise _too_long(most, field)
    if not plain and (_CONTROLS if multiline else _CONTROLS_OF_A_LINE).search(text):
        raise Invalid(_("This text holds a character that cannot be shown. Type it again."), field=field)
    text = unicodedata.normalize("NFC", text)
    if not multiline:
        text = " ".join(text.split())
    if len(text) > most:
        raise _too_long(most, field)
    if not is_visible(text):
        if required:
            raise Invalid(_("Write something here."), field=field)
        return ""
    return text


def is_visible(text: str) -> bool:
    """Whether anything of it would be seen: a name of zero-width spaces is no name."""
    return any(
        unicodedata.category(character) not in _UNSEEN_CATEGORIES and character not in _BLANK_LETTERS
        for character in text
    )


def _too_long(most: int, field: str) -> TooLarge:
    words = ngettext("Keep it to %(most)d character.", "Keep it to %(most)d characters.", most) % {"most": most}
    return TooLarge(words, field=field)
