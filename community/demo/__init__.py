"""Conveniences of a demo on one's own machine: one-tap sign-in, the mails that were sent.

They exist with `SNUG_DEMO=1` only and never with `SNUG_PRODUCTION=1`: elsewhere not even their addresses do.
"""

from collections.abc import Iterable

from django.conf import settings

DOMAIN = "demo.example"


def address(name: str) -> str:
    """The address of a demo person: `maya@demo.example`."""
    return f"{name}@{DOMAIN}"


def links(names: Iterable[str]) -> list[tuple[str, str]]:
    """(name, one-tap sign-in address) of each."""
    return [(name, f"{settings.SITE_URL}/demo/{name}/") for name in names]
