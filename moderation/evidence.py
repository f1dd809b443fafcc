"""The evidence of cases (trust.md R9, R31): what a decision is based on is kept as it was reported, so that whoever
wrote it can neither change nor delete it, and read by a reviewer of that case alone, logged.

The one module that touches the table. Each case has a key of its own, derived from SECRET_KEY: a copy of the database
alone tells nothing.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from cryptography.fernet import Fernet
from django.db.models import Exists, OuterRef

from community.tokens import keyed_mac
from moderation.models import Case, Evidence, Sanction
from moderation.models.decisions import APPEAL_DAYS
from moderation.ports import Kept, Snapshot

LIVES = timedelta(days=30)  # after a decision that took nothing from anybody
LIVES_FOR_APPEAL = timedelta(days=APPEAL_DAYS + 30)


def keep(case: Case, edition: str, snapshot: Snapshot) -> None:
    """The thing as it stands; of each state of it one. Within the transaction of the report."""
    seen = Evidence(case=case, kind=Evidence.Kind.SEEN, edition=edition, body=_encrypted(case.pk, snapshot))
    Evidence.objects.bulk_create([seen], ignore_conflicts=True)


def keep_taken(case: Case, kept: Kept) -> None:
    Evidence.objects.create(case=case, kind=Evidence.Kind.TAKEN, edition="", body=_encrypted(case.pk, kept))


def taken(case: Case) -> Kept | None:
    """What hiding took away last; None once it is shredded, and where nothing was hidden."""
    row = case.evidence.filter(kind=Evidence.Kind.TAKEN).order_by("-pk").first()
    return cast(Kept, _decrypted(row)) if row else None


def snapshots(case: Case) -> list[Snapshot]:
    """Newest first. Whoever asks has written the access log."""
    rows = case.evidence.filter(kind=Evidence.Kind.SEEN).order_by("-pk")
    return [cast(Snapshot, _decrypted(row)) for row in rows]


def shred_due(now: datetime) -> int:
    """Of cases whose time is over: thirty days after the decision, and where something was taken from somebody when
    they can appeal no more and nobody has still to answer. How many rows."""
    against = Sanction.objects.filter(decision__case=OuterRef("case"))
    old = Evidence.objects.filter(case__state=Case.State.DECIDED, case__decided_at__lte=now - LIVES)
    waiting = against.filter(appeal__isnull=False, appeal__decided_at=None)
    kept = Exists(against) & ~Exists(Case.objects.filter(pk=OuterRef("case"), decided_at__lte=now - LIVES_FOR_APPEAL))
    count, _ = old.exclude(kept).exclude(Exists(waiting)).delete()
    return count


def _encrypted(case: UUID, content: Mapping[str, Any]) -> bytes:
    return _fernet(case).encrypt(json.dumps(content).encode())


def _decrypted(row: Evidence) -> Any:
    return json.loads(_fernet(row.case_id).decrypt(bytes(row.body)))


def _fernet(case: UUID) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(keyed_mac("case.evidence", case.bytes)))
