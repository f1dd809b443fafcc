"""What becomes of photos and files that nobody is to see any more: rows first, then files. What a crash leaves over
between the two, the sweep takes.

Of what its author took back a sealed copy stays for thirty days, as of words (trust.md R31): under their own key, read
into the evidence of a case alone.
"""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from celery import current_app
from django.db import transaction
from django.db.models import Q, QuerySet
from kombu.exceptions import OperationalError

from community import keys
from community.models import Person
from messaging.media import files
from messaging.models import Media, Pending

SWEEP = "messaging.sweep_media"
BATCH = 200
SEALED = "sealed"
MOST_TAKEN = 200 * 1024 * 1024  # bytes of one person's export
LIVES = timedelta(days=30)  # as sealed words
_NOT_SAID = (Pending.State.RETURNED, Pending.State.REMOVED)


def wake() -> None:
    """The sweep at once, instead of within a minute."""
    with contextlib.suppress(OperationalError):  # the clock finds it
        current_app.signature(SWEEP).apply_async(expires=50)


def forget(rows: QuerySet[Media]) -> int:
    """These rows, and their files once that is committed; how many."""
    gone = list(rows.values_list("pk", flat=True))
    Media.objects.filter(pk__in=gone).delete()
    transaction.on_commit(lambda: files.remove(gone), robust=True)
    return len(gone)


def sweep(now: datetime) -> int:
    """Seals what was taken back, and lets go of what was never sent, what came with words that were not said, and what
    has been sealed for its time; how many."""
    done = sum(_seal(pk, now) for pk in Media.objects.to_seal().values_list("pk", flat=True)[:BATCH])
    return done + _forget_due(now)


@transaction.atomic
def _forget_due(now: datetime) -> int:
    """What somebody is just sending is locked, and theirs."""
    due = Media.objects.lapsed(now) | Media.objects.filter(_ended(now))
    return forget(due.filter(pk__in=list(_locked(due).values_list("pk", flat=True)[:BATCH])))


def _ended(now: datetime) -> Q:
    return Q(pending__state__in=_NOT_SAID) | Q(sealed_at__isnull=False, taken_at__lte=now - LIVES)


def _locked(rows: QuerySet[Media]) -> QuerySet[Media]:
    return rows.select_for_update(no_key=True, skip_locked=True, of=("self",))


@transaction.atomic
def _seal(media: UUID, now: datetime) -> int:
    row = _locked(Media.objects.to_seal()).filter(pk=media).select_related("actor").first()
    if row is None:
        return 0
    shown = files.read(media, "file" if row.kind == Media.Kind.FILE else "medium")
    if shown is None or row.actor.person_id is None:
        return forget(Media.objects.filter(pk=media))
    sealer = keys.sealers([row.actor_id])[row.actor_id]
    files.write(media, {SEALED: sealer.seal(_context(media), base64.b64encode(shown).decode())})
    row.sealed_at = now
    row.save(update_fields=["sealed_at"])
    transaction.on_commit(lambda: files.remove([media], but=SEALED), robust=True)
    return 1


def shown(row: Media) -> bytes | None:
    """What could be seen of it, for the evidence of a case; None once it is shredded."""
    if row.sealed_at is None:
        return files.read(row.pk, "file" if row.kind == Media.Kind.FILE else "medium")
    kept, sealer = files.read(row.pk, SEALED), keys.sealer_of(row.actor_id)
    opened = sealer.open(_context(row.pk), kept) if kept and sealer else None
    return base64.b64decode(opened) if opened else None


def take_strays() -> int:
    """Files that no row names any more, and files beside a sealed copy; how many."""
    found = list(files.strays(Media.objects.values_list("pk", flat=True).iterator()))
    for path in found:
        path.unlink(missing_ok=True)
    files.remove(Media.objects.filter(sealed_at__isnull=False).values_list("pk", flat=True), but=SEALED)
    return len(found)


def missing() -> int:
    """How many that somebody should see have no file: nothing here repairs that, but a copy of the disk."""
    rows = Media.objects.filter(taken_at=None).values_list("pk", "kind")
    return sum(not files.exists(pk, "file" if kind == Media.Kind.FILE else "large") for pk, kind in rows.iterator())


def belongings(person: Person) -> Iterator[tuple[str, bytes]]:
    """What somebody takes along of their own, the newest first, to a bound: nobody carries more."""
    rows = Media.objects.filter(actor__person=person, taken_at=None).order_by("-created_at", "pk")
    left = MOST_TAKEN
    for number, row in enumerate(rows.iterator(), start=1):
        data = files.read(row.pk, "file" if row.kind == Media.Kind.FILE else "large")
        if data is None:
            continue
        left -= len(data)
        if left < 0:
            return
        yield f"{row.created_at:%Y-%m-%d}-{number}.{'pdf' if row.kind == Media.Kind.FILE else 'webp'}", data


def _context(media: UUID) -> bytes:
    return b"media.sealed" + media.bytes
