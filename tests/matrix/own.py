"""Things that can only be one's own: ready for the door that gives them out, and for the tasks that look after them."""

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from community.models import Person
from moderation.actions import exporting
from moderation.models import Export
from tests.cast import Cast
from tests.matrix.case import Case


def ready_export(person: Person) -> uuid.UUID:
    """An export of theirs that waits to be fetched."""
    Export.objects.filter(person=person).delete()
    export = Export.objects.create(person=person)
    exporting.make(export.pk)
    return export.pk


def _export_asked(cast: Cast) -> tuple[Any, ...]:
    return (str(Export.objects.create(person=cast.ana).pk),)


def _ended_meanwhile(cast: Cast) -> None:
    Export.objects.update(ended_at=timezone.now())


def _export_left_lying(cast: Cast) -> tuple[Any, ...]:
    ready_export(cast.ana)
    past = timezone.now() - timedelta(hours=1)
    Export.objects.update(ready_at=past - exporting.LASTS, expires_at=past)
    return ()


OWN_DATA = {
    "moderation.make_export": Case(_export_asked, _ended_meanwhile),
    "moderation.tend_exports": Case(_export_left_lying, _ended_meanwhile),
}
