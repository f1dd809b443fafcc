"""Taking everything with oneself (trust.md R42): asked for, made by a worker, fetched once within 72 hours.

The file is encrypted under a key made from SECRET_KEY and the export's id, and stands where no address leads to. It
goes when it is fetched, when its time is over, and with the account.
"""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from celery import current_app
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError

from community import audit
from community.errors import Conflict, NotFound, RateLimited
from community.models import Person
from community.personal.telling import Telling
from community.seals import Seal, seal
from community.whole import one_by_one, whole
from moderation import notifications
from moderation.models import Export
from moderation.owndata import archive

MAKE = "moderation.make_export"
LASTS = timedelta(hours=72)
HELD_FOR = timedelta(minutes=6)  # longer than a task may run
MOST_A_DAY = 3
KEPT = timedelta(days=30)  # the row of one that has ended


@whole
def ask(person: Person) -> Export:
    """Begins an export. Raises `Conflict` `export_open` while another is being made or waits to be fetched,
    `RateLimited` after three within a day."""
    now = timezone.now()
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    try:
        with transaction.atomic():
            export = Export.objects.create(person=person)
    except IntegrityError:
        raise Conflict(_("One is on its way already, or waits for you."), code="export_open")
    if Export.objects.filter(person=person, asked_at__gt=now - timedelta(days=1)).count() > MOST_A_DAY:
        raise RateLimited(_("That is enough for one day. Ask again tomorrow."), retry_ms=86_400_000)
    audit.record("export.asked", actor=person, subject=export.pk)
    transaction.on_commit(partial(_hand_out, export.pk), robust=True)
    return export


def make(export_id: UUID) -> bool:
    """Makes the file; False when it is made already, or a worker is at it. Safe to repeat after a stop anywhere."""
    now = timezone.now()
    mine = Export.objects.filter(pk=export_id, ended_at=None, ready_at=None)
    if not mine.filter(Q(held_until=None) | Q(held_until__lt=now)).update(held_until=now + HELD_FOR):
        return False
    export = mine.select_related("person").get()
    told = archive.gather(Telling(export.person), partial(_note, export_id))
    packed = archive.pack(told, export.person, now)
    _remove(export.pk)  # of a worker that was stopped
    default_storage.save(_name(export.pk), ContentFile(_seal(export.pk).close(packed)))
    if not _finish(export, len(packed)):
        _remove(export.pk)
    return True


def fetch(person: Person, export_id: UUID) -> bytes:
    """The ZIP, once: of parallel fetches one gets it. What was taken is on record before anything is served (R43).

    Raises `NotFound` for one that is another's, not ready, fetched, or too old, or that no key opens any more."""
    packed = _fetch(person, export_id)
    if packed is None:
        raise NotFound
    return packed


@whole
def _fetch(person: Person, export_id: UUID) -> bytes | None:
    """None of what is lost; it ends all the same, so that another can be asked for."""
    now = timezone.now()
    waiting = Export.objects.select_for_update(no_key=True).filter(pk=export_id, person=person, ended_at=None)
    export = waiting.filter(ready_at__isnull=False, expires_at__gte=now).first()
    if export is None:
        raise NotFound
    with default_storage.open(_name(export.pk)) as file:
        packed = _seal(export.pk).open(file.read())
    if packed is None:
        _end(export, now)
        return None
    _end(export, now, fetched_at=now)
    profiles = person.profiles.order_by("pk").values_list("pk", flat=True)
    audit.looked_at(profiles, person, role="self", reason=str(_("You took your data with you.")))
    audit.record("export.fetched", actor=person, subject=export.pk)
    return packed


def open_of(person: Person) -> Export | None:
    """The one that is being made or waits; None without one."""
    return Export.objects.filter(person=person, ended_at=None).first()


def tend(now: datetime) -> int:
    """Makes what a stopped worker left, ends what nobody fetched in time, forgets what ended a month ago; how many."""
    left = Export.objects.filter(Q(held_until=None) | Q(held_until__lt=now), ended_at=None, ready_at=None)
    made = sum(make(pk) for pk in left.filter(asked_at__lt=now - timedelta(minutes=1)).values_list("pk", flat=True))
    lapsed = one_by_one(_lapse, Export.objects.filter(ended_at=None, expires_at__lt=now).values_list("pk", flat=True))
    return made + lapsed + Export.objects.filter(ended_at__lt=now - KEPT).delete()[0]


@whole
def drop(person_id: UUID) -> int:
    """All exports of a person and their files, at once: for erasing them."""
    rows = list(Export.objects.select_for_update(no_key=True).filter(person=person_id))
    for export in rows:
        _end(export, timezone.now())
    return Export.objects.filter(person=person_id).delete()[0]


@whole
def _lapse(export_id: UUID) -> int:
    export = Export.objects.select_for_update(no_key=True).filter(pk=export_id, ended_at=None).first()
    if export is not None:
        _end(export, timezone.now())
    return int(export is not None)


@whole
def _finish(export: Export, size: int) -> bool:
    """False when it was ended or made by another meanwhile."""
    now = timezone.now()
    made = Export.objects.filter(pk=export.pk, ended_at=None, ready_at=None).update(
        size=size, ready_at=now, expires_at=now + LASTS, held_until=None
    )
    if made:
        notifications.export_ready(export.person_id, export.pk, now + LASTS)
    return bool(made)


def _end(export: Export, now: datetime, **more: datetime) -> None:
    transaction.on_commit(partial(_remove, export.pk), robust=True)
    Export.objects.filter(pk=export.pk).update(ended_at=export.ended_at or now, **more)


def _note(export_id: UUID, done: int, parts: int) -> None:
    Export.objects.filter(pk=export_id).update(done=done, parts=parts)


def _name(export_id: UUID) -> str:
    return f"exports/{export_id}"


def _remove(export_id: UUID) -> None:
    default_storage.delete(_name(export_id))


def _seal(export_id: UUID) -> Seal:
    return seal("export", export_id.bytes)


def _hand_out(export_id: UUID) -> None:
    with contextlib.suppress(OperationalError):  # the clock finds it
        current_app.signature(MAKE, [str(export_id)]).apply_async()
