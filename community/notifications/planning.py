"""From what is due to rows: for whom, by which channels, when. Once each, however often it is planned."""

from __future__ import annotations

import functools
import json
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Exists, OuterRef

from community.models import Channel, Dispatch, Person, Preference, PushSubscription, Reach
from community.notifications import clock
from community.notifications.kinds import FALLBACK, OFF, ON, Due, Kind, Mode, all_kinds
from community.notifications.many import any_of
from community.notifications.quiet import Quiet, plan_change_at, plan_send_at, zone_of
from community.notifications.summary import SUMMARY, summary_of

log = logging.getLogger(__name__)
# A reminder that quiet hours push forward is due up to their length before its own time (quiet.LONGEST).
AHEAD = timedelta(hours=15)
_COLUMNS = (
    "id, kind, person_id, address, channel, subject, variant, moment, space, data, due_at, send_at, useful_until, "
    "starts_at, state, attempts, unsure, created_at"
)
_INSERT = f"""
INSERT INTO community_dispatch ({_COLUMNS})
SELECT *, 'pending', 0, 0, statement_timestamp() FROM unnest(
    %s::uuid[], %s::text[], %s::uuid[], %s::text[], %s::text[], %s::uuid[], %s::bigint[], %s::timestamptz[],
    %s::uuid[], %s::jsonb[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[]
)
ON CONFLICT (person_id, kind, channel, subject, variant, moment, address) DO UPDATE SET
    state = 'pending', data = EXCLUDED.data, due_at = EXCLUDED.due_at, send_at = EXCLUDED.send_at,
    useful_until = EXCLUDED.useful_until, starts_at = EXCLUDED.starts_at, attempts = 0,
    claim_token = NULL, claimed_until = NULL
WHERE community_dispatch.state = 'cancelled'
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Reader:
    """What decides how a person is reached."""

    zone: ZoneInfo
    quiet: Quiet
    modes: Mapping[tuple[str, str], str]
    has_push: bool

    def wants(self, kind: Kind, channel: Channel) -> bool:
        mode = kind.channels.get(channel, OFF)
        if kind.can_switch:
            mode = Mode(self.modes.get((kind.name, channel), mode))
        if channel == Channel.PUSH:
            return mode == ON and self.has_push
        return mode == ON or (mode == FALLBACK and not self.wants(kind, Channel.PUSH))


ASLEEP = Quiet()  # until somebody says otherwise
_Row = tuple[Any, ...]
_When = Callable[[datetime, datetime | None, Quiet, ZoneInfo], datetime | None]


def write(kind: Kind, dues: Iterable[Due], now: datetime) -> int:
    """Rows for all of them; how many are new or stand again. What was sent, or is on its way, stays as it is."""
    dues = list(dues)
    readers = readers_of({due.person_id for due in dues if due.person_id})
    when = rule_of(kind, now)
    wanted: list[_Row] = []
    for due in dues:
        if due.person_id is None:
            wanted.append(_row(kind.name, due, Channel.MAIL, due.due_at))
        elif due.person_id in readers:
            wanted += _rows(kind, due, readers[due.person_id], when, now)
    return _insert(wanted)


def _insert(rows: Iterable[_Row]) -> int:
    """Each once, and in one order: all who write at the same moment take their locks alike."""
    by_key = {_key(row): row for row in rows}
    if not by_key:
        return 0
    ordered = [by_key[key] for key in sorted(by_key)]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [list(column) for column in zip(*ordered, strict=True)])
        return int(cursor.rowcount)


def readers_of(people: Iterable[UUID]) -> dict[UUID, Reader]:
    """Active people by id; the others are reached by nothing."""
    ids = list(people)
    if not ids:
        return {}
    has_push = Exists(PushSubscription.objects.filter(person=OuterRef("pk")))
    found = Person.objects.filter(pk__in=any_of(ids), is_active=True).annotate(has_push=has_push)
    quiet = {reach.pk: Quiet(reach.quiet_from, reach.quiet_to) for reach in Reach.objects.filter(pk__in=any_of(ids))}
    modes: dict[UUID, dict[tuple[str, str], str]] = {}
    for each in Preference.objects.filter(person__in=any_of(ids)):
        modes.setdefault(each.person_id, {})[each.kind, each.channel] = each.mode
    return {
        pk: Reader(zone_of(zone), quiet.get(pk, ASLEEP), modes.get(pk, {}), pushed)
        for pk, zone, pushed in found.values_list("pk", "time_zone", "has_push")
    }


def rule_of(kind: Kind, now: datetime) -> _When:
    """When quiet hours let it go; the same for most who go to one occurrence."""
    return functools.cache(plan_change_at if kind.changes else partial(plan_send_at, now=now))


def _rows(kind: Kind, due: Due, reader: Reader, when: _When, now: datetime) -> list[_Row]:
    wanted = (_by(channel, kind, due, reader, when, now) for channel in Channel if reader.wants(kind, channel))
    return [row for row in wanted if row is not None]


def _by(channel: Channel, kind: Kind, due: Due, reader: Reader, when: _When, now: datetime) -> _Row | None:
    """The row by this channel; None where it could only come too late."""
    if channel == Channel.APP or kind.urgent:
        return _row(kind.name, due, channel, due.due_at)
    asked = max(due.due_at, now)  # whatever kept it until now, nobody is woken for that
    at = when(asked, due.starts_at, reader.quiet, reader.zone)
    if at is None or at >= due.useful_until:
        return None
    # The summary speaks of the inbox: where nothing stands there each must come by itself.
    if kind.name == SUMMARY or (kind.gathers and at > asked and reader.wants(kind, Channel.APP)):
        return _row(SUMMARY, summary_of(due, at), channel, at)
    return _row(kind.name, due, channel, due.due_at if at == asked else at)


def _row(kind: str, due: Due, channel: Channel, send_at: datetime) -> _Row:
    data = json.dumps(dict(due.data)) if due.data else "{}"
    return (
        uuid4(), kind, due.person_id, due.address, channel.value, due.subject, due.variant, due.moment, due.space,
        data, due.due_at, send_at, due.useful_until,
        due.starts_at,
    )  # fmt: skip


def _key(row: _Row) -> tuple[str, ...]:
    return tuple(str(value) for value in (*row[1:8],))


def instead(dispatch: Dispatch, kind: Kind) -> None:
    """A push that has no device left to go to: by mail, if the person takes this kind by mail then."""
    if dispatch.channel != Channel.PUSH or dispatch.person_id is None:
        return
    reader = readers_of([dispatch.person_id]).get(dispatch.person_id)
    if reader is not None and reader.wants(kind, Channel.MAIL):
        _insert([_row(dispatch.kind, due_of(dispatch), Channel.MAIL, clock.now())])


def again(person_id: UUID) -> None:
    """Plans anew what still waits for a person whose switches or quiet hours have changed, or who can be pushed to
    now. In the transaction of the change."""
    waiting = Dispatch.objects.filter(person=person_id, state=Dispatch.State.PENDING)
    rows = list(waiting.select_for_update(no_key=True).order_by("pk"))
    waiting.exclude(channel=Channel.APP).update(state=Dispatch.State.CANCELLED)
    now = clock.now()
    for kind in all_kinds():
        theirs = [one for one in rows if one.kind == kind.name]
        if kind.name == SUMMARY:
            anew(kind, theirs, now)
        else:
            write(kind, map(due_of, theirs), now)


def anew(kind: Kind, dispatches: Sequence[Dispatch], now: datetime) -> None:
    """Plans cancelled rows once more, each by the channel that it has."""
    readers = readers_of({one.person_id for one in dispatches if one.person_id})
    when = rule_of(kind, now)
    rows = [
        _by(Channel(one.channel), kind, due_of(one), readers[one.person_id], when, now)
        for one in dispatches
        if one.person_id in readers
    ]
    _insert(row for row in rows if row is not None)


def due_of(dispatch: Dispatch) -> Due:
    return Due(
        person_id=dispatch.person_id,
        subject=dispatch.subject,
        due_at=dispatch.due_at,
        useful_until=dispatch.useful_until,
        variant=dispatch.variant,
        moment=dispatch.moment,
        space=dispatch.space,
        starts_at=dispatch.starts_at,
        data=dispatch.data,
        address=dispatch.address,
    )


def plan_due() -> Counter[str]:
    """The tick: what has come due by itself, of all kinds. How many rows are new or stand again ("planned"), and how
    many kinds could not say what is due ("stuck")."""
    now = clock.now()
    done: Counter[str] = Counter()
    for kind in all_kinds():
        done.update(_try(kind, now))
    return done


def _try(kind: Kind, now: datetime) -> Counter[str]:
    """One kind that fails must not keep all others from being planned."""
    try:
        return Counter(planned=_plan(kind, now))
    except (OperationalError, InterfaceError):  # the database is away, or in a tie: no other kind would fare better
        raise
    except Exception:
        log.exception("%s was not planned", kind.name)
        return Counter(stuck=1)


@transaction.atomic
def _plan(kind: Kind, now: datetime) -> int:
    return write(kind, kind.due(now, now + AHEAD), now)
