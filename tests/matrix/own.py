"""Things that can only be one's own: ready for the door that gives them out, and for the tasks that look after them."""

import uuid
from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from community.models import Person
from moderation.actions import erasing, exporting
from moderation.models import REGRET, Erasure, Export
from tests.cast import Cast
from tests.matrix.case import Case


def ready_export(person: Person) -> uuid.UUID:
    """An export of theirs that waits to be fetched, with next to nothing in it."""
    Export.objects.filter(person=person).delete()
    now = timezone.now()
    export = Export.objects.create(person=person, ready_at=now, expires_at=now + exporting.LASTS)
    default_storage.save(exporting._name(export.pk), ContentFile(exporting._seal(export.pk).close(b"a ZIP")))
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


def stay_fresh(client: Client) -> Client:
    """Signed in a moment ago, however long the matrix takes."""
    session = client.session
    for record in session.get(AUTHENTICATION_METHODS_SESSION_KEY, ()):
        record["at"] += timedelta(days=1).total_seconds()
    session.save()
    return client


def asked_erasure(person: Person) -> str:
    """The secret address of an erasure of theirs that can still be taken back."""
    Erasure.objects.filter(person=person).delete()
    return erasing.ask(person)[1]


def _to_be_erased(cast: Cast) -> tuple[Any, ...]:
    asked, _token = erasing.ask(cast.ana)
    past = timezone.now() - REGRET - timedelta(hours=1)
    Erasure.objects.filter(pk=asked.pk).update(asked_at=past, due_at=past + REGRET)
    return ()


def _kept_meanwhile(cast: Cast) -> None:
    erasing.keep(Erasure.objects.get(person=cast.ana))


OWN_DATA = {
    "moderation.carry_out_erasures": Case(_to_be_erased, _kept_meanwhile),
    "moderation.make_export": Case(_export_asked, _ended_meanwhile),
    "moderation.tend_exports": Case(_export_left_lying, _ended_meanwhile),
}
