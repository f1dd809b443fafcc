"""The sealed words (trust.md R31): what an author changed or took back is kept for thirty days for a case that may be
opened about it, then shredded.

The one module that touches the table. It writes, it shreds, and it reads for one purpose: when a message is reported,
`messaging/ports.py` puts its former words into the evidence of the case, which its reviewer alone opens, logged. Each
message has a key of its own, made from that of its author's profile (`community/keys.py`): erasing somebody is losing
that key.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from community import keys
from messaging.models import SealedVersion

LIVES = timedelta(days=30)


class OldWords(NamedTuple):
    mid: UUID
    profile: UUID  # whose words they are
    version: int
    body: str
    at: datetime  # when they stopped being shown


def seal(words: Sequence[OldWords]) -> None:
    """Within the transaction that changes the message, its room locked."""
    sealers = keys.sealers({old.profile for old in words})
    SealedVersion.objects.bulk_create(
        [
            SealedVersion(
                message_id=old.mid,
                version=old.version,
                body=sealers[old.profile].seal(old.mid.bytes, old.body),
                sealed_at=old.at,
            )
            for old in words
        ]
    )


def read(mid: UUID, profile: UUID) -> list[str]:
    """The former words of a message of this profile, oldest first. For the evidence of a case."""
    sealer = keys.sealer_of(profile)
    if sealer is None:
        return []
    rows = SealedVersion.objects.filter(message=mid).order_by("version")
    return [words for row in rows if (words := sealer.open(mid.bytes, bytes(row.body))) is not None]


def shred(mids: Iterable[UUID]) -> None:
    """The sealed words of these messages, at once: where a charter's time or a person's choice takes the messages."""
    SealedVersion.objects.filter(message__in=list(mids)).delete()


def shred_due(now: datetime) -> int:
    """Words sealed thirty days ago; how many."""
    count, _ = SealedVersion.objects.filter(sealed_at__lte=now - LIVES).delete()
    return count


def overdue(now: datetime) -> int:
    """How many should have been shredded by then."""
    return SealedVersion.objects.filter(sealed_at__lte=now - LIVES).count()
