"""Secrets that go out once and the marks that stay: links, hashes, keyed codes."""

import functools
import hashlib
import hmac
import secrets
import struct

from django.conf import settings

_LENGTH = struct.Struct(">Q").pack


def new_token() -> str:
    """192 random bits for a link, URL-safe, 32 characters. Shown once; only `token_hash` of it is kept (product.md)."""
    return secrets.token_urlsafe(24)


def token_hash(token: str) -> bytes:
    """SHA-256 of a token, 32 bytes. Enough without a key: tokens are random, so nobody can try them one by one.

    Any text may come from outside: lone surrogates and NULs are hashed like the rest and match nothing.
    """
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def keyed_mac(purpose: str, *parts: bytes | str, secret: str = "") -> bytes:
    """HMAC-SHA256, 32 bytes, under a key of its own per purpose, derived from SECRET_KEY.

    For things that can be guessed, such as addresses (trust.md R19), and for chains (R43). Each part is preceded by
    its length, so ("ab", "c") and ("a", "bc") differ.
    """
    pieces: list[bytes] = []
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        pieces += (_LENGTH(len(raw)), raw)
    return hmac.digest(_key(purpose, secret or settings.SECRET_KEY), b"".join(pieces), "sha256")


def keyed_macs(purpose: str, *parts: bytes | str) -> list[bytes]:
    """The same under each key that has been in force: first that of now, then SECRET_KEY_FALLBACKS. To find again what
    was kept before SECRET_KEY was changed."""
    return [keyed_mac(purpose, *parts, secret=one) for one in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


@functools.cache
def _key(purpose: str, secret: str) -> bytes:
    return hmac.digest(secret.encode(), b"snug\0" + purpose.encode(), "sha256")
