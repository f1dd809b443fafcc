"""A device for each person of the demo: pushes reach it really encrypted, and it shows what it could open.

Its keys and what came lie in `var/demo.push/`, a folder per device, readable by their owner only.
"""

from __future__ import annotations

import base64
import os
import secrets
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import http_ece
import orjson
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.utils import timezone

from community.actions import push
from community.errors import NotFound
from community.models import Person, PushSubscription

MOST_BYTES = 4096
_SPACE = UUID("6f1d3a0c-52b4-4b57-9a36-6f0a5f3f7a10")
_KEY, _OWNER = "key.json", "owner"


@dataclass(frozen=True)
class Arrived:
    to: str
    at: datetime
    title: str
    body: str
    url: str
    kind: str


def give(person: Person) -> None:
    """Their device, subscribed under the address of this installation. Given again it is the same one."""
    device = uuid.uuid5(_SPACE, str(person.pk))
    folder = _folder(device)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / _KEY).exists():
        _write(folder / _KEY, _new_key(person.email))
    kept = orjson.loads((folder / _KEY).read_bytes())
    private = _private(kept)
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    endpoint = endpoint_of(device)
    push.subscribe(person, "", endpoint, base64.urlsafe_b64encode(point).decode(), kept["auth"])
    others = PushSubscription.objects.filter(person=person, endpoint__contains=f"/demo/push/{device}/")
    others.exclude(endpoint=endpoint).delete()


def follow() -> None:
    """All devices move along when the installation has come up at another address, such as another port."""
    strayed = PushSubscription.objects.filter(endpoint__contains="/demo/push/")
    strayed = strayed.exclude(endpoint__startswith=f"{settings.SITE_URL}/demo/push/").select_related("person")
    for one in strayed:
        give(one.person)


def endpoint_of(device: UUID) -> str:
    return f"{settings.SITE_URL}/demo/push/{device}/"


def take(device: UUID, body: bytes) -> None:
    """Opens a push and keeps what it says. Raises `NotFound` for a device that nobody has, ValueError for what it
    cannot open."""
    folder = _folder(device)
    if not (folder / _KEY).exists():
        raise NotFound
    kept = orjson.loads((folder / _KEY).read_bytes())
    secret = base64.urlsafe_b64decode(kept["auth"])
    try:
        said = orjson.loads(http_ece.decrypt(body, private_key=_private(kept), auth_secret=secret))
    except http_ece.ECEException:
        raise ValueError("not encrypted for this device")
    name = f"{timezone.now():%Y%m%d-%H%M%S-%f}-{uuid.uuid4().hex[:8]}.push"
    _write(folder / name, said)


def arrived(most: int) -> list[Arrived]:
    """What came to all devices, newest first."""
    files = sorted(_root().glob("*/*.push"), key=lambda file: file.name, reverse=True)[:most]
    return [_read(file) for file in files]


def _read(file: Path) -> Arrived:
    said = orjson.loads(file.read_bytes())
    to = str(orjson.loads((file.parent / _KEY).read_bytes())[_OWNER])
    at = datetime.fromtimestamp(file.stat().st_mtime, tz=UTC)
    return Arrived(to, at, *(str(said.get(name, "")) for name in ("title", "body", "url", "kind")))


def _new_key(owner: str) -> dict[str, str]:
    private = ec.generate_private_key(ec.SECP256R1())
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return {"private": pem, "auth": base64.urlsafe_b64encode(secrets.token_bytes(16)).decode(), _OWNER: owner}


def _private(kept: dict[str, Any]) -> ec.EllipticCurvePrivateKey:
    private = load_pem_private_key(kept["private"].encode(), None)
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    return private


def _root() -> Path:
    folder: Path = settings.VAR_DIR / "demo.push"
    return folder


def _folder(device: UUID) -> Path:
    return _root() / str(device)


def _write(file: Path, value: dict[str, Any]) -> None:
    """Whole or not at all, readable by its owner only."""
    draft = file.with_name(f".{file.name}.{uuid.uuid4().hex[:8]}.part")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(orjson.dumps(value))
    draft.rename(file)
