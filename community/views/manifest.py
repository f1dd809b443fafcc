"""The manifest with which a browser installs Snug. It names no group and no brand: who is not signed in may read it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.templatetags.static import static
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from community.surface import Action, surface

# `--paper` of tokens.css by day: what is on the screen until the first page has been drawn.
PAPER = "#fdfaf5"
SIZES = (192, 512)
# As many as one message takes, and of the kinds that it takes.
PHOTOS = ("image/jpeg", "image/png", "image/webp", "image/gif")


@require_safe
@surface(Action.READ_PUBLIC)
def manifest(request: HttpRequest) -> JsonResponse:
    return JsonResponse(described(), content_type="application/manifest+json")


def described() -> dict[str, Any]:
    """In the reader's language, as the W3C's manifest has it."""
    return {
        "id": "/",
        "name": "Snug",
        "short_name": "Snug",
        "description": _("Small groups, and what they plan."),
        "lang": get_language(),
        "dir": "rtl" if get_language_bidi() else "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": _icons(),
        "shortcuts": [
            {"name": _("My groups"), "url": "/"},
            {"name": _("Direct"), "url": "/direct/"},
            {"name": _("Inbox"), "url": "/inbox/"},
        ],
        "share_target": _share_target(),
    }


def _icons() -> list[dict[str, str]]:
    drawn = {"src": static("community/mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    return [
        *(_icon(size, purpose) for purpose in ("any", "maskable") for size in SIZES),
        drawn,
    ]


def _icon(size: int, purpose: str) -> dict[str, str]:
    source = static(f"community/icons/app-{purpose}-{size}.png")
    return {"src": source, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}


def _share_target() -> dict[str, Any]:
    """What other apps may hand over; the worker takes it in on the device (worker/share.js)."""
    return {
        "action": "/share/",
        "method": "POST",
        "enctype": "multipart/form-data",
        "params": {
            "title": "title",
            "text": "text",
            "url": "url",
            "files": [{"name": "photos", "accept": list(PHOTOS)}],
        },
    }
