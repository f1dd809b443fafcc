"""What lies encrypted, each thing under a key of its own that is derived from SECRET_KEY.

SECRET_KEY may be changed: what was sealed under one of SECRET_KEY_FALLBACKS opens still. What no key opens is lost, and
whoever reads it says so (`LOST`) rather than stumble over it.
"""

from __future__ import annotations

import base64
from typing import NamedTuple

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.utils.translation import gettext_lazy as _

from community.tokens import keyed_macs

LOST = _("This can no longer be read: the key that it was kept under is gone.")


class Seal(NamedTuple):
    fernet: MultiFernet

    def close(self, plain: bytes) -> bytes:
        return self.fernet.encrypt(plain)

    def close_without_time(self, plain: bytes) -> bytes:
        """What is closed says else when that was."""
        return self.fernet.encrypt_at_time(plain, 0)

    def open(self, sealed: bytes | memoryview) -> bytes | None:
        """None for what no key opens."""
        try:
            return self.fernet.decrypt(bytes(sealed))
        except InvalidToken:
            return None


def seal(purpose: str, *parts: bytes | str) -> Seal:
    """Closes under the key of now."""
    return Seal(MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keyed_macs(purpose, *parts)]))
