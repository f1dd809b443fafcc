"""The key by which push services know this installation (VAPID, RFC 8292): made once, never changed while browsers
are subscribed, since a subscription is bound to it.

It comes from SNUG_VAPID_PRIVATE_KEY (32 bytes in base64, as `openssl rand -base64 32` makes them, or a PEM), else from
`vapid.pem` in SNUG_VAR, which is made at first use: except in production, where processes may not share that folder.
"""

from __future__ import annotations

import base64
import binascii
import functools
import os
import time
import uuid
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from py_vapid import Vapid02

VALID_S = 12 * 60 * 60  # of one signature; services refuse more than a day
_RAW_BYTES = 32


def public_key() -> str:
    """What a browser subscribes with: the point of the public key, 65 bytes, base64url without padding. Raises
    ImproperlyConfigured."""
    point = private_key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).decode().rstrip("=")


def authorization(origin: str) -> str:
    """The `Authorization` of a push to that origin. Raises ImproperlyConfigured."""
    claims = {"aud": origin, "exp": int(time.time()) + VALID_S, "sub": _contact()}
    return str(Vapid02(private_key()).sign(claims)["Authorization"])


def private_key() -> ec.EllipticCurvePrivateKey:
    """Raises ImproperlyConfigured for a key that is none, and in production without any."""
    return _read(settings.VAPID_PRIVATE_KEY) if settings.VAPID_PRIVATE_KEY else _kept(settings.VAR_DIR / "vapid.pem")


def has_key() -> bool:
    """Whether pushes can be signed here; outside production always."""
    return bool(not settings.PRODUCTION or settings.VAPID_PRIVATE_KEY or (settings.VAR_DIR / "vapid.pem").exists())


@functools.cache
def _kept(file: Path) -> ec.EllipticCurvePrivateKey:
    if not file.exists():
        if settings.PRODUCTION:
            raise ImproperlyConfigured(
                "SNUG_VAPID_PRIVATE_KEY is needed for push: `openssl rand -base64 32` makes one."
            )
        _make(file)
    return _read(file.read_text())


def _make(file: Path) -> None:
    """Whole or not at all, readable by its owner only. Of several processes one makes it, all read that one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    draft = file.with_name(f".{file.name}.{uuid.uuid4().hex}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(pem)
    try:
        os.link(draft, file)  # unlike a rename it fails where there is one already
    except FileExistsError:
        pass
    finally:
        draft.unlink()


@functools.cache
def _read(text: str) -> ec.EllipticCurvePrivateKey:
    try:
        key = load_pem_private_key(text.encode(), None) if "-----BEGIN" in text else _of_number(text)
    except (ValueError, TypeError, binascii.Error):
        key = None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ImproperlyConfigured("SNUG_VAPID_PRIVATE_KEY or vapid.pem holds no private key of the curve P-256.")
    return key


def _of_number(text: str) -> ec.EllipticCurvePrivateKey:
    plain = text.strip().rstrip("=").translate(str.maketrans("+/", "-_"))
    raw = base64.b64decode(plain + "=" * (-len(plain) % 4), altchars=b"-_", validate=True)
    if len(raw) != _RAW_BYTES:
        raise ValueError
    return ec.derive_private_key(int.from_bytes(raw, "big"), ec.SECP256R1())


def _contact() -> str:
    """Where an operator of a push service can reach ours: the site, or the address that mail comes from."""
    site = urlsplit(settings.SITE_URL)
    if site.scheme == "https" and site.hostname and "." in site.hostname and site.port is None:
        return f"https://{site.hostname}"
    return f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1] or 'snug@localhost'}"
