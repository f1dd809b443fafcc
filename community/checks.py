"""What `manage.py check`, and with it every migration, says about this installation before anybody notices."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured

from community import vapid


def push_has_its_key(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """In production there is a key for push, and wherever there is one it can be read."""
    if not vapid.has_key():
        return [Error("SNUG_VAPID_PRIVATE_KEY is missing: `openssl rand -base64 32` makes one.", id="snug.E001")]
    try:
        vapid.private_key()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="snug.E001")]
    return []
