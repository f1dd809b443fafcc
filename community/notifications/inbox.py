"""The inbox inside Snug: everything that came, newest first, whatever else carried it.

Read on one device, quiet on all: reading takes back what has not gone out by push or mail, and tells the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from community import live
from community.models import Channel, Dispatch, Person
from community.notifications.kinds import Said
from community.notifications.speaking import speak_all

PAGE = 30
KEPT = timedelta(days=30)  # trust.md R42: logs
State = Dispatch.State


_QUIETEN = """
UPDATE community_dispatch o SET state = 'cancelled' FROM community_dispatch r
WHERE r.id = ANY(%s) AND o.person_id = r.person_id AND o.kind = r.kind AND o.subject = r.subject
    AND o.variant = r.variant AND o.moment IS NOT DISTINCT FROM r.moment
    AND o.channel <> 'app' AND o.state = 'pending'
"""


@dataclass(frozen=True, slots=True)
class Item:
    dispatch: Dispatch
    said: Said

    @property
    def unread(self) -> bool:
        return self.dispatch.read_at is None


def of(person: Person) -> QuerySet[Dispatch]:
    return Dispatch.objects.filter(person=person, channel=Channel.APP, state=State.SENT)


def page(person: Person, *, before: datetime | None = None, most: int = PAGE) -> list[Item]:
    """In the language and zone that are active. What has nothing to say any more (its event is gone) is left out."""
    rows = of(person).order_by("-sent_at", "-pk")
    return spoken(list((rows.filter(sent_at__lt=before) if before else rows)[:most]))


def spoken(rows: Sequence[Dispatch]) -> list[Item]:
    said = speak_all(rows)
    return [Item(row, said[row.pk]) for row in rows if row.pk in said]


def unread(person: Person) -> int:
    """To a hundred."""
    return of(person).filter(read_at=None)[:100].count()


@transaction.atomic
def read(person: Person, ids: Iterable[UUID] | None = None) -> int:
    """Marks these as read, or all; how many were not. Unknown ids and other people's are not told apart."""
    rows = of(person).filter(read_at=None)
    return _read(person, rows if ids is None else rows.filter(pk__in=list(ids)))


@transaction.atomic
def read_about(person: Person, subject: UUID, *, kinds: Iterable[str] | None = None) -> int:
    """The same for what is about one thing: whoever has looked at it need not be told of it any more."""
    rows = of(person).filter(read_at=None, subject=subject)
    return _read(person, rows if kinds is None else rows.filter(kind__in=list(kinds)))


def forget() -> int:
    """Removes what has been of no use for thirty days; how many. Until then a row keeps the same from coming twice."""
    return Dispatch.objects.filter(useful_until__lt=Now() - KEPT).delete()[0]


def _read(person: Person, rows: QuerySet[Dispatch]) -> int:
    ids = list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    if not ids:
        return 0
    Dispatch.objects.filter(pk__in=ids).update(read_at=Now())
    with connection.cursor() as cursor:
        cursor.execute(_QUIETEN, [ids])
    told = [(f"person:{person.pk}", {"frame": {"op": "inbox", "read": [str(pk) for pk in ids]}})]
    transaction.on_commit(lambda: live.tell_many(told), robust=True)
    return len(ids)
