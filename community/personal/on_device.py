"""What lies on a person's own device, in no table of the server: told on the same page, and in docs/privacy.md."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from community.errors import Words


class Lies(NamedTuple):
    what: Words
    until: Words


ON_DEVICE = (
    Lies(
        _("The last 200 messages of each room you are in, without photos, where you have it keep them"),
        _(
            "Until you sign out, here or from elsewhere, are no longer in the room, or turn it off; and never longer "
            "than messages live there"
        ),
    ),
    Lies(
        _("What you are writing, and words of yours that are not sent yet"),
        _("Until they are sent or you delete them, you sign out, or somebody else signs in there"),
    ),
    Lies(_("What another app has shared with Snug"), _("An hour, or until you send it or let it go")),
    Lies(
        _("The check-in list of an event that you host, once you have opened it"),
        _("Three days, or until you sign out"),
    ),
    Lies(_("Whether this device keeps messages, as a cookie"), _("A year; a yes goes when you sign out")),
)
