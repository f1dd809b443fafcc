"""What counts as one emoji: a pictograph with what may follow it (skin tone, presentation, joined ones), a flag or a
keycap. After UTS #51, without a table of names: what a font cannot draw harms nobody, what is no emoji is refused.
"""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from community.errors import Invalid
from messaging.models import EMOJI_LENGTH

_VS16, _ZWJ = "\ufe0f", "\u200d"
# Shown as text unless U+FE0F follows: they get it, so that one emoji is one string whatever keyboard it came from.
_TEXT_FIRST = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u2328\u23cf\u23ed-\u23ef\u23f1\u23f2\u23f8-\u23fa\u24c2"
    "\u25aa\u25ab\u25b6\u25c0\u25fb\u25fc\u2600-\u2604\u260e\u2611\u2618\u261d\u2620\u2622\u2623\u2626\u262a\u262e\u262f"
    "\u2638-\u263a\u2640\u2642\u265f\u2660\u2663\u2665\u2666\u2668\u267b\u267e\u2692\u2694-\u2697\u2699\u269b\u269c\u26a0"
    "\u26a7\u26b0\u26b1\u26c8\u26cf\u26d1\u26d3\u26e9\u26f0\u26f1\u26f4\u26f7-\u26f9\u2702\u2708\u2709\u270c\u270d\u270f\u2712"
    "\u2714\u2716\u271d\u2721\u2733\u2734\u2744\u2747\u2763\u2764\u27a1\u2934\u2935\u2b05-\u2b07\u3030\u303d\u3297\u3299"
)
_EMOJI_FIRST = (
    "\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be"
    "\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757"
    "\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55"
)
# The pictographic blocks, without the skin tones; new emoji land in the last of them.
_BLOCKS = (
    "\U0001f004\U0001f0cf\U0001f170\U0001f171\U0001f17e\U0001f17f\U0001f18e\U0001f191-\U0001f19a\U0001f201\U0001f202\U0001f21a"
    "\U0001f22f\U0001f232-\U0001f23a\U0001f250\U0001f251\U0001f300-\U0001f3fa\U0001f400-\U0001f64f\U0001f680-\U0001f6ff"
    "\U0001f7e0-\U0001f7eb\U0001f7f0\U0001f90c-\U0001f9ff\U0001fa70-\U0001faff"
)
_TONE = "[\U0001f3fb-\U0001f3ff]"
_ONE = f"[{_TEXT_FIRST}{_EMOJI_FIRST}{_BLOCKS}](?:{_VS16}?{_TONE}|{_VS16})?"
_PICTOGRAPHS = re.compile(f"{_ONE}(?:{_ZWJ}{_ONE})*")
# Of a land, of a region.
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}|\U0001f3f4[\U000e0061-\U000e007a\U000e0030-\U000e0039]{1,6}\U000e007f")
_KEYCAP = re.compile(f"([0-9#*]){_VS16}?\u20e3")
_NEEDS_VS16 = re.compile(f"[{_TEXT_FIRST}\U0001f202\U0001f237]")


def clean_emoji(value: str, *, field: str = "emoji") -> str:
    """The emoji in its fully qualified form. Raises `Invalid` for anything but exactly one."""
    if len(value) <= EMOJI_LENGTH:
        if _FLAG.fullmatch(value):
            return value
        keycap = _KEYCAP.fullmatch(value)
        if keycap is not None:
            return f"{keycap[1]}{_VS16}\u20e3"
        if _PICTOGRAPHS.fullmatch(value):
            found = _ZWJ.join(_qualified(part) for part in value.split(_ZWJ))
            if len(found) <= EMOJI_LENGTH:
                return found
    raise Invalid(_("Choose one emoji."), field=field)


def _qualified(part: str) -> str:
    base, tone = part[0], part[1:].removeprefix(_VS16)
    if tone:
        return base + tone
    return base + _VS16 if _is_text_first(base) else base


def _is_text_first(base: str) -> bool:
    """Outside the basic plane those are the narrow ones; what this Python does not know yet is a newer emoji."""
    if _NEEDS_VS16.match(base):
        return True
    narrow = unicodedata.east_asian_width(base) != "W"
    return base >= "\U00010000" and narrow and unicodedata.category(base) != "Cn"
