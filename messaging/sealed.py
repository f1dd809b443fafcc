"""The sealed words (trust.md R31): what an author changed or took back is kept for thirty days for a case that may be
opened about it, then shredded.

The one module that touches the table. It writes and it shreds; it cannot read, and nobody else can. Reading comes with
cases: for a reviewer of that case only, logged. Each message has a key of its own, made from that of its author's
profile (`community/keys.py`): erasing somebody is losing that key.
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
