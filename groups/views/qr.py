"""QR codes that belong to a page."""

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_code(text: str) -> SafeString:
    """An inline SVG that takes its colours from the stylesheet."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(
        border=0, svgclass="qr", lineclass="qr__on", omitsize=True
    )
    return mark_safe(drawn)  # noqa: S308 (drawn from modules, holds no text of the link)
