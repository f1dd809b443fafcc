"""The sealed words (trust.md R31): what an author changed or took back is kept for thirty days for a case that may be
opened about it, then shredded.

The one module that touches the table. It writes, it shreds, and it reads for one purpose: when a message is reported,
`messaging/ports.py` puts its former words into the evidence of the case, which its reviewer alone opens, logged. Each
message has a key of its own, derived from SECRET_KEY: a copy of the database alone tells nothing.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from cryptography.fernet import Fernet

from community.tokens import keyed_mac
from messaging.models import SealedVersion

LIVES = timedelta(days=30)


class OldWords(NamedTuple):
    mid: UUID
    version: int
    body: str
    at: datetime  # when they stopped being shown


def seal(words: Iterable[OldWords]) -> None:
    """Within the transaction that changes the message."""
    SealedVersion.objects.bulk_create(
        [
            SealedVersion(message_id=old.mid, version=old.version, body=_encrypted(old), sealed_at=old.at)
            for old in words
        ]
    )


def read(mid: UUID) -> list[str]:
    """The former words of a message, oldest first. For the evidence of a case."""
    rows = SealedVersion.objects.filter(message=mid).order_by("version")
    return [_fernet(mid).decrypt(bytes(row.body)).decode() for row in rows]


def shred(mids: Iterable[UUID]) -> None:
    """The sealed words of these messages, at once: where a charter's time or a person's choice takes the messages."""
    SealedVersion.objects.filter(message__in=list(mids)).delete()


def shred_due(now: datetime) -> int:
    """Words sealed thirty days ago; how many."""
    count, _ = SealedVersion.objects.filter(sealed_at__lte=now - LIVES).delete()
    return count


def _encrypted(old: OldWords) -> bytes:
    return _fernet(old.mid).encrypt(old.body.encode())


def _fernet(mid: UUID) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(keyed_mac("sealed.words", mid.bytes)))
