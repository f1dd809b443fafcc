"""The evidence of cases (trust.md R9, R31): what a decision is based on is kept as it was reported, so that whoever
wrote it can neither change nor delete it, and read by a reviewer of that case alone, logged.

The one module that touches the table. Everybody's words are sealed for their profile: once somebody is erased, nobody
reads them here either (R42). Around them, and for what is the brand's own, each case has a key of its own, derived from
SECRET_KEY: a copy of the database alone tells nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from community import keys
from community.seals import LOST, Seal, seal
from moderation.models import Case, Evidence, Sanction
from moderation.models.decisions import APPEAL_DAYS, case_of
from moderation.ports import Exhibit, Kept, Snapshot

LIVES = timedelta(days=30)  # after a decision that took nothing from anybody
LIVES_FOR_APPEAL = timedelta(days=APPEAL_DAYS + 30)


def keep(case: Case, edition: str, snapshot: Snapshot) -> None:
    """The thing as it stands; of each state of it one. Within the transaction of the report, under `Subject.lock`: what
    it reads is held back from being erased meanwhile."""
    shown = [*snapshot["before"], snapshot["item"], *snapshot["after"]]
    sealers = keys.sealers({UUID(one["profile"]) for one in shown if one["profile"]})
    body = {
        "item": _sealed(case.pk, snapshot["item"], sealers),
        "before": [_sealed(case.pk, one, sealers) for one in snapshot["before"]],
        "after": [_sealed(case.pk, one, sealers) for one in snapshot["after"]],
    }
    seen = Evidence(case=case, kind=Evidence.Kind.SEEN, edition=edition, body=_encrypted(case.pk, body))
    Evidence.objects.bulk_create([seen], ignore_conflicts=True)


def keep_taken(case: Case, kept: Kept) -> None:
    body: Mapping[str, Any] = {"kept": kept}
    if case.author_id is not None:
        sealer = keys.sealers([case.author_id])[case.author_id]
        body = {"sealed": sealer.seal(_context(case.pk), json.dumps(kept)).decode()}
    Evidence.objects.create(case=case, kind=Evidence.Kind.TAKEN, edition="", body=_encrypted(case.pk, body))


def taken(case: Case) -> Kept | None:
    """What hiding took away last; None once it is shredded or its author erased, and where nothing was hidden."""
    row = case.evidence.filter(kind=Evidence.Kind.TAKEN).order_by("-pk").first()
    if row is None:
        return None
    body = _decrypted(row)
    if body is None:
        return None
    return cast(Kept | None, _opened(case.pk, case.author_id, body["sealed"]) if "sealed" in body else body["kept"])


def snapshots(case: Case) -> list[Snapshot]:
    """Newest first; of what no key opens any more that it is lost. Whoever asks has written the access log."""
    lost = Exhibit(profile=None, name="", words=str(LOST), at=case.opened_at.isoformat(), earlier=[])
    nothing = Snapshot(item=lost, before=[], after=[])
    bodies = [_decrypted(row) or nothing for row in case.evidence.filter(kind=Evidence.Kind.SEEN).order_by("-pk")]
    return [
        Snapshot(
            item=_exhibit(case.pk, body["item"]),
            before=[_exhibit(case.pk, one) for one in body["before"]],
            after=[_exhibit(case.pk, one) for one in body["after"]],
        )
        for body in bodies
    ]


def own_words(sanction: Sanction) -> list[Exhibit]:
    """What it was about, for whom it concerns, newest first: their own words as they were reported, and nothing around
    them. One's own are read without a line in one's access log."""
    case = case_of(sanction)
    items = [seen["item"] for seen in snapshots(case)] if case is not None else []
    return [one for one in items if one["profile"] == str(sanction.profile_id)]


def shred_due(now: datetime) -> int:
    """Of cases whose time is over; how many rows."""
    count, _by_table = _due(now).delete()
    return count


def overdue(now: datetime) -> int:
    """How many rows should have been shredded at `now`."""
    return _due(now).count()


def _due(now: datetime) -> QuerySet[Evidence]:
    """Thirty days after the decision, and where something was taken from somebody when they can appeal no more and
    nobody has still to answer."""
    against = Sanction.objects.filter(Q(decision__case=OuterRef("case")) | Q(decision=None, pk=OuterRef("case")))
    old = Evidence.objects.filter(case__state=Case.State.DECIDED, case__decided_at__lte=now - LIVES)
    waiting = against.filter(appeal__isnull=False, appeal__decided_at=None)
    kept = Exists(against) & ~Exists(Case.objects.filter(pk=OuterRef("case"), decided_at__lte=now - LIVES_FOR_APPEAL))
    return old.exclude(kept).exclude(Exists(waiting))


def _sealed(case: UUID, exhibit: Exhibit, sealers: Mapping[UUID, keys.Sealer]) -> Mapping[str, Any]:
    """Whose it is and when it was said stay in sight of the case; the brand's own is nobody's."""
    if exhibit["profile"] is None:
        return exhibit
    token = sealers[UUID(exhibit["profile"])].seal(_context(case), json.dumps(exhibit))
    return {"profile": exhibit["profile"], "at": exhibit["at"], "sealed": token.decode()}


def _exhibit(case: UUID, kept: Mapping[str, Any]) -> Exhibit:
    if "sealed" not in kept:
        return cast(Exhibit, kept)
    opened = _opened(case, UUID(kept["profile"]), kept["sealed"])
    if opened is not None:
        return cast(Exhibit, opened)
    words = _("Whoever wrote this has erased their account, and the words with it.")
    return Exhibit(profile=kept["profile"], name=_("former member"), words=words, at=kept["at"], earlier=[])


def _opened(case: UUID, profile: UUID | None, token: str) -> Any:
    """None once the profile's key is lost."""
    sealer = keys.sealer_of(profile) if profile is not None else None
    words = sealer.open(_context(case), token.encode()) if sealer is not None else None
    return json.loads(words) if words is not None else None


def _context(case: UUID) -> bytes:
    return b"case.evidence" + case.bytes


def _encrypted(case: UUID, content: Mapping[str, Any]) -> bytes:
    return _seal(case).close(json.dumps(content).encode())


def _decrypted(row: Evidence) -> Any:
    opened = _seal(row.case_id).open(row.body)
    return json.loads(opened) if opened is not None else None


def _seal(case: UUID) -> Seal:
    return seal("case.evidence", case.bytes)
