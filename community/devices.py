"""A session in words: which browser on which system, without a library that knows ten thousand of them."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.utils.translation import gettext as _

from community.actions.sessions import public_id

# The first that is found counts: most browsers also name the ones they descend from.
_BROWSERS = (
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Edge", r"Edg(e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Chrome", r"Chrome/|CriOS/|Chromium/"),
    ("Safari", r"Safari/"),
)
_SYSTEMS = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("Mac", r"Macintosh|Mac OS X"),
    ("Linux", r"Linux|X11|CrOS"),
)


@dataclass(frozen=True)
class Device:
    pk: int
    id: UUID  # the same for doors that must not count sessions
    name: str
    is_phone: bool
    is_here: bool
    since: datetime


def described(row: UserSession, current_key: str | None) -> Device:
    system = _first(_SYSTEMS, row.user_agent)
    return Device(
        pk=row.pk,
        id=public_id(row.session_key),
        name=device_name(row.user_agent),
        is_phone=system in ("iPhone", "Android"),
        is_here=row.session_key == current_key,
        since=row.created_at,
    )


def device_name(agent: str) -> str:
    """`Firefox on Linux`, `An app on iPhone`; what an unknown program calls itself, shortened; never empty."""
    browser, system = _first(_BROWSERS, agent), _first(_SYSTEMS, agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    if browser or system:
        return browser or _("An app on %(system)s") % {"system": system}
    own = re.match(r"[\w .-]{1,30}", agent)
    return own[0].strip() if own and own[0].strip() else _("An app")


def _first(known: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for name, pattern in known if re.search(pattern, agent)), "")
