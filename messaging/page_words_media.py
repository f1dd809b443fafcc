"""What the web client says about photos and files."""

from __future__ import annotations

from django.utils.translation import gettext as _

from community.errors import Words
from community.sizes import kilobytes, megabytes
from messaging.models.log import WORDLESS


def media_words() -> dict[str, Words]:
    return {
        "photo": _("Photo"),
        "wordless": WORDLESS,
        "photo_before": _("The photo before"),
        "photo_after": _("The next photo"),
        "close": _("Close"),
        "kb": kilobytes(),
        "mb": megabytes(),
        "alt_field": _("What can be seen? For who cannot see it"),
        "alt_short": _("What can be seen?"),
        "photo_remove": _("Take it away"),
        "photo_going": _("On its way"),
        "photo_no_line": _("It did not get through."),
        "photo_failed_first": _("Something did not get through. Try it again, or take it away."),
        "photo_still_going": _("Sent as soon as the photos are there."),
        "too_many_photos": _("Ten photos fit into one message."),
        "why_invalid_media": _("A photo or file is no longer there. Add it again."),
    }
