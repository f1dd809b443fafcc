"""The inbox inside Snug: everything that came, newest first, whatever else carried it.

Read on one device, quiet on all: reading takes back what has not gone out by push or mail, tells the open pages, and
names the pushes that have shown it, so that other devices put them away.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone, translation

from community import live
from community.errors import NotFound
from community.models import Channel, Dispatch, Person
from community.notifications import letting_go
from community.notifications.kinds import Said
from community.notifications.quiet import zone_of
from community.notifications.speaking import speak_all
from community.whole import whole

PAGE = 30
KEPT = timedelta(days=30)  # trust.md R42: logs
MOST_COUNTED = 100
MOST_TOLD = 100  # ids in one frame; what an older push showed is put away by hand
HOME = "/inbox/"
State = Dispatch.State

_ALIKE = """
o.person_id = r.person_id AND o.kind = r.kind AND o.subject = r.subject
    AND o.variant = r.variant AND o.moment IS NOT DISTINCT FROM r.moment
"""
_QUIETEN = f"""
UPDATE community_dispatch o SET state = 'cancelled' FROM community_dispatch r
WHERE r.id = ANY(%s) AND {_ALIKE} AND o.channel <> 'app' AND o.state = 'pending'
"""  # noqa: S608
_PUT_AWAY = f"""
UPDATE community_dispatch o SET read_at = statement_timestamp() FROM community_dispatch r
WHERE r.id = ANY(%s) AND {_ALIKE} AND o.channel = 'push' AND o.state = 'sent' AND o.read_at IS NULL
RETURNING o.id
"""  # noqa: S608
# Of things, and of places in things: each is looked up by itself in `dispatch_about`, whatever the database takes the
# table for. As conditions joined by OR, all that stands unread before anybody would be gone through.
_ABOUT = """
SELECT o.id, o.state = 'claimed' FROM (
    SELECT w.* FROM unnest(%s::uuid[]) AS v(subject) CROSS JOIN LATERAL (
        SELECT id, channel, state, read_at FROM community_dispatch WHERE subject = v.subject OFFSET 0
    ) w
    UNION ALL
    SELECT w.* FROM unnest(%s::uuid[], %s::bigint[]) AS v(subject, variant) CROSS JOIN LATERAL (
        SELECT id, channel, state, read_at FROM community_dispatch
        WHERE subject = v.subject AND variant = v.variant OFFSET 0
    ) w
) o WHERE o.channel IN ('app', 'push') AND o.state = 'sent' AND o.read_at IS NULL OR o.state = 'claimed'
"""
# Locked in order, and read once.
_READ_NOW = """
UPDATE community_dispatch d SET read_at = statement_timestamp() FROM (
    SELECT id FROM community_dispatch WHERE id = ANY (%s) ORDER BY id FOR NO KEY UPDATE
) o WHERE d.id = o.id AND d.read_at IS NULL RETURNING d.id, d.person_id
"""
_WAITING = """
SELECT v.person, (SELECT count(*) FROM (
    SELECT FROM community_dispatch d
    WHERE d.person_id = v.person AND d.channel = 'app' AND d.state = 'sent' AND d.read_at IS NULL LIMIT %s
) AS waiting) FROM (SELECT DISTINCT unnest(%s::uuid[])) AS v(person)
"""


@dataclass(frozen=True, slots=True)
class Item:
    dispatch: Dispatch
    said: Said

    @property
    def unread(self) -> bool:
        return self.dispatch.read_at is None


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page. `older`: what the next one begins after; None at the end."""

    items: list[Item]
    older: UUID | None


def of(person: Person | UUID) -> QuerySet[Dispatch]:
    return Dispatch.objects.filter(person=person, channel=Channel.APP, state=State.SENT)


def page(person: Person, *, most: int = PAGE) -> list[Item]:
    """The newest, as `leaf` gives them."""
    return leaf(person, most=most).items


def leaf(person: Person, *, after: UUID | None = None, most: int = PAGE) -> Leaf:
    """What came before item `after`, or the newest, in the language and zone that are active. What has nothing to say
    any more (its event is gone) is left out; an item that is not there begins at the newest."""
    rows = of(person).order_by("-sent_at", "-pk")
    last = of(person).filter(pk=after).first() if after else None
    if last is not None:
        rows = rows.filter(Q(sent_at__lt=last.sent_at) | Q(sent_at=last.sent_at, pk__lt=last.pk))
    found = list(rows[: most + 1])
    return Leaf(spoken(found[:most]), found[most - 1].pk if len(found) > most else None)


def spoken(rows: Sequence[Dispatch]) -> list[Item]:
    said = speak_all(rows)
    return [Item(row, said[row.pk]) for row in rows if row.pk in said]


def heard(person: Person, rows: Sequence[Dispatch]) -> list[Item]:
    """The same in the language and on the clock of this person, whatever is active."""
    with translation.override(person.language), timezone.override(zone_of(person.time_zone)):
        return spoken(rows)


def unread(person: Person | UUID) -> int:
    """To a hundred."""
    return of(person).filter(read_at=None)[:MOST_COUNTED].count()


def unread_of(people: Iterable[UUID]) -> dict[UUID, int]:
    """The same for many, by person; who has read everything is missing."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [MOST_COUNTED, list(people)])
        return {person: number for person, number in cursor.fetchall() if number}


def unread_about(person: Person | UUID) -> dict[UUID, list[UUID]]:
    """What stands unread before somebody, by what it is about."""
    found: dict[UUID, list[UUID]] = {}
    for pk, subject in _unread(person).values_list("pk", "subject"):
        found.setdefault(subject, []).append(pk)
    return found


def follow(person: Person, pk: UUID) -> str:
    """Reads one item; the path of what it is about, or the inbox where that is gone. Raises `NotFound`."""
    row = of(person).filter(pk=pk).first()
    if row is None:
        raise NotFound
    read(person, [pk])
    return next((item.said.url for item in spoken([row])), HOME)


@transaction.atomic
def read(person: Person | UUID, ids: Iterable[UUID] | None = None) -> int:
    """Marks these as read, or all; how many were not. Unknown ids and other people's are not told apart. An id may be
    a push's, of a kind that stands in no inbox."""
    rows = _unread(person)
    return _read(person, rows if ids is None else rows.filter(pk__in=list(ids)))


@transaction.atomic
def read_about(person: Person | UUID, subject: UUID, *, kinds: Iterable[str] | None = None) -> int:
    """The same for what is about one thing: whoever has looked at it need not be told of it any more."""
    rows = _unread(person).filter(subject=subject)
    return _read(person, rows if kinds is None else rows.filter(kind__in=list(kinds)))


@transaction.atomic
def read_space(person: Person | UUID, space: UUID) -> int:
    """The same for all of one group: whoever has gone is shown nothing of it any more, so nothing waits for them."""
    return _read(person, _unread(person).filter(space=space))


def put_away(subjects: Iterable[UUID], variants: Mapping[UUID, Collection[int]]) -> None:
    """The same for everybody: what these told of is there no more, so it is counted nowhere, and no summary brings it
    up. `variants`: of these subjects those alone. For after the commit in which it went; a worker that asked before it
    and is not through is stopped, or has told it, and that is put away as well."""
    about = list(subjects)
    if held := _put_away(about, variants):
        letting_go.stop(held)
        _put_away(about, variants)


@whole
def _put_away(subjects: Sequence[UUID], variants: Mapping[UUID, Collection[int]]) -> list[UUID]:
    """What workers hold of it at this moment."""
    places = [(subject, one) for subject, some in variants.items() for one in some]
    gone: dict[UUID, list[UUID]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_ABOUT, [list(subjects), [subject for subject, _ in places], [one for _, one in places]])
        found = cursor.fetchall()
        held = [pk for pk, is_held in found if is_held]
        if not (shown := [pk for pk, is_held in found if not is_held]):
            return held
        cursor.execute(_READ_NOW, [shown])
        for pk, person in sorted(cursor.fetchall()):
            gone.setdefault(person, []).append(pk)
    left = unread_of(gone)
    told = [(f"person:{person}", {"frame": _frame(left.get(person, 0), ids)}) for person, ids in gone.items()]
    transaction.on_commit(lambda: live.tell_many(told), robust=True)
    return held


def forget() -> int:
    """Removes what has been of no use for thirty days; how many. Until then a row keeps the same from coming twice."""
    return Dispatch.objects.filter(useful_until__lt=Now() - KEPT).delete()[0]


def _unread(person: Person | UUID) -> QuerySet[Dispatch]:
    """What stands before somebody."""
    shown = Dispatch.objects.filter(channel__in=[Channel.APP, Channel.PUSH], state=State.SENT, read_at=None)
    return shown.filter(person=person)


def _read(person: Person | UUID, rows: QuerySet[Dispatch]) -> int:
    found = list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk", "channel"))
    if not found:
        return 0
    ids = [pk for pk, _channel in found]
    Dispatch.objects.filter(pk__in=ids).update(read_at=Now())
    with connection.cursor() as cursor:
        cursor.execute(_QUIETEN, [ids])
        cursor.execute(_PUT_AWAY, [ids])
        pushes = [pk for (pk,) in cursor.fetchall()]
    _tell(person.pk if isinstance(person, Person) else person, [*ids, *pushes])
    return sum(channel == Channel.APP for _pk, channel in found)


def _tell(person: UUID, ids: Sequence[UUID]) -> None:
    frame = _frame(unread(person), ids)
    transaction.on_commit(lambda: live.tell_many([(f"person:{person}", {"frame": frame})]), robust=True)


def _frame(left: int, ids: Sequence[UUID]) -> dict[str, object]:
    return {"op": "inbox", "unread": left, "read": [str(pk) for pk in ids[-MOST_TOLD:]]}
