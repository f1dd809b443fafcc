"""The guard: the one statement that lets claimed rows go, by what is true at that moment.

It asks the kind (`still_true`), the person (active, has not switched it off) and the clock (still of use). For the
inbox letting go is all there is: state and notice are one row, so it happens exactly once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from community.models import Channel, Dispatch, Person, Preference
from community.notifications.kinds import OFF, Kind
from community.notifications.many import any_of
from community.whole import whole

State = Dispatch.State
HELD_FOR = timedelta(minutes=3)  # longer than a slow provider may take for what one worker hands over at once


@dataclass(slots=True)
class Gone:
    """`going`: those that may leave by push or mail, with their person. `people`: those whose inbox has something new.
    `counts`: how many rows ended in which state on the way."""

    going: list[Dispatch] = field(default_factory=list)
    people: set[UUID] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)


def let_go(kind: Kind, channel: Channel, ids: Sequence[UUID], token: UUID) -> Gone:
    """Rows of one kind and channel, claimed under `token`. What may not go is cancelled, or expired when it comes too
    late."""
    mine = Dispatch.objects.filter(pk__in=any_of(ids), claim_token=token)
    with transaction.atomic():
        letting = mine.filter(_wanted(kind, channel), state=State.CLAIMED, useful_until__gt=Now())
        more: dict[str, Any]
        if channel == Channel.APP:
            state, more = State.SENT, {"sent_at": Now(), "claimed_until": None}
        else:
            state, more = State.SENDING, {"claimed_until": Now() + HELD_FOR}
        let = letting.filter(kind.still_true()).update(state=state, **more)
        # By the token: what was taken from a worker who had it too long may have gone by another's hand.
        gone, dropped = _gone(kind, channel, mine.filter(state=state))
        if let < len(ids):
            gone.counts.update(_close(mine))
        gone.counts[State.CANCELLED] += dropped
        if channel == Channel.APP:
            gone.counts[State.SENT] = let - dropped
    return gone


def give_up(ids: Sequence[UUID], token: UUID) -> Counter[str]:
    """Rows of a kind that nobody knows any more."""
    return _close(Dispatch.objects.filter(pk__in=any_of(ids), claim_token=token))


def held_about(person: UUID) -> dict[UUID, list[UUID]]:
    """What workers hold for somebody at this moment and has not gone, by what it is about."""
    found: dict[UUID, list[UUID]] = {}
    held = Dispatch.objects.filter(person=person, state=State.CLAIMED)
    for pk, subject in held.values_list("pk", "subject"):
        found.setdefault(subject, []).append(pk)
    return found


def stop(ids: Iterable[UUID]) -> None:
    """For after the commit of what they are no longer true by: a worker may have asked before it, and not be through.
    Each does not go any more, or has gone when this returns, and then it stands to be read. One after the other: who
    holds no second lock is in no tie."""
    for pk in ids:
        _stop(pk)


@whole
def _stop(pk: UUID) -> None:
    Dispatch.objects.filter(pk=pk, state=State.CLAIMED).update(state=State.CANCELLED, **_FREE)


# Reading a time costs more than it seems, and thousands of rows have many that are not asked for here.
_UNSAID = (
    *("due_at", "send_at", "starts_at", "claimed_until", "read_at", "created_at"),
    *("person__created_at", "person__last_login"),
)
_FREE = {"claim_token": None, "claimed_until": None}


def _wanted(kind: Kind, channel: Channel) -> Q:
    """The person is active, or it goes to a bare address; and this switch is not off."""
    # Asked as a question, not as a join: an UPDATE would look for its rows twice.
    reachable = Q(person=None) | Q(Exists(Person.objects.filter(pk=OuterRef("person"), is_active=True)))
    if not kind.can_switch:
        return reachable
    off = Preference.objects.filter(person=OuterRef("person"), kind=kind.name, channel=channel, mode=OFF)
    return reachable & ~Q(Exists(off))


def _gone(kind: Kind, channel: Channel, let: QuerySet[Dispatch]) -> tuple[Gone, int]:
    """And how many the kind has kept back after all."""
    if channel == Channel.APP and type(kind).on_sending is Kind.on_sending:
        # Thousands go at once, and nobody speaks of them before they are looked at.
        return Gone(people={pk for pk in let.values_list("person", flat=True) if pk is not None}), 0
    going = list(let.select_related("person").defer(*_UNSAID).order_by("send_at", "subject", "pk"))
    dropped = kind.on_sending(going)
    if dropped:
        _drop(dropped)
        going = [one for one in going if one.pk not in dropped]
    if channel == Channel.APP:
        return Gone(people={one.person_id for one in going if one.person_id is not None}), len(dropped)
    return Gone(going), len(dropped)


def _drop(ids: set[UUID]) -> None:
    """But for what its kind has put off."""
    Dispatch.objects.filter(pk__in=ids).exclude(state=State.PENDING).update(
        state=State.CANCELLED, sent_at=None, **_FREE
    )


def _close(mine: QuerySet[Dispatch]) -> Counter[str]:
    """What is still claimed did not go."""
    left = mine.filter(state=State.CLAIMED)
    late = left.filter(useful_until__lte=Now()).update(state=State.EXPIRED, **_FREE)
    untrue = left.update(state=State.CANCELLED, **_FREE)
    counts: Counter[str] = Counter({State.EXPIRED: late, State.CANCELLED: untrue})
    return +counts
