"""What one action makes true of many days is told once: by push and mail the soonest of them speaks for all; the inbox
holds each (docs/decisions/0016)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from community.models import Channel, Dispatch
from community.notifications import Kind
from community.notifications.many import any_of

State = Dispatch.State
_BEHIND = timedelta(minutes=2)  # until it is asked again whether the one before has arrived
_ACT = ("person", "space", "due_at")  # what one action made true in a group became so at one moment
_SPOKEN = (State.SENT, State.UNKNOWN, State.FAILED)


def is_told() -> Exists:
    """A condition on rows: their person has been told by this channel, of another day."""
    return Exists(_fellows().filter(state__in=_SPOKEN))


def keep_back(kind: Kind, dispatches: Sequence[Dispatch]) -> set[UUID]:
    """Those about to leave that may not, because another speaks for them. They wait behind it until it has arrived: if
    it turns out to be untrue, or is withdrawn, the next one speaks."""
    loud = [one.pk for one in dispatches if one.channel != Channel.APP]
    if not loud:
        return set()
    rows = Dispatch.objects.filter(pk__in=any_of(loud))
    over = set(rows.filter(is_told()).values_list("pk", flat=True))
    behind = set(rows.filter(Exists(_ahead(kind, loud))).values_list("pk", flat=True)) - over
    Dispatch.objects.filter(pk__in=behind).update(
        state=State.PENDING, send_at=Now() + _BEHIND, attempts=0, claim_token=None, claimed_until=None
    )
    return over | behind


def others(kind: Kind, dispatches: Sequence[Dispatch]) -> Mapping[UUID, set[UUID]]:
    """By the id of each push or mail, the other days that it speaks for: those of which it is still true."""
    loud = [one.pk for one in dispatches if one.channel != Channel.APP]
    if not loud:
        return {}
    asked = Dispatch.objects.filter(pk__in=any_of(loud)).only(*_ACT, "subject")
    people, moments = {one.person_id for one in asked}, {one.due_at for one in asked}
    rows = Dispatch.objects.filter(kind.still_true(), kind=kind.name, person__in=people, due_at__in=moments)
    days: dict[tuple[object, ...], set[UUID]] = defaultdict(set)
    for one in rows.only(*_ACT, "subject"):
        days[_act(one)].add(one.subject)
    return {one.pk: days[_act(one)] - {one.subject} for one in asked}


def _act(dispatch: Dispatch) -> tuple[object, ...]:
    return dispatch.person_id, dispatch.space, dispatch.due_at


def _fellows() -> QuerySet[Dispatch]:
    """Of other days, by the same channel to the same person."""
    same = {name: OuterRef(name) for name in (*_ACT, "kind", "channel")}
    return Dispatch.objects.filter(**same).exclude(subject=OuterRef("subject"))


def _ahead(kind: Kind, leaving: Sequence[UUID]) -> QuerySet[Dispatch]:
    """Sooner ones that may still go, and any that is on its way without them."""
    sooner = Q(starts_at__lt=OuterRef("starts_at"))
    sooner |= Q(starts_at=OuterRef("starts_at"), subject__lt=OuterRef("subject"))
    may_go = Q(kind.still_true(), state__in=[State.PENDING, State.CLAIMED], useful_until__gt=Now())
    on_its_way = Q(state=State.SENDING)
    return _fellows().filter((sooner & (may_go | on_its_way)) | (on_its_way & ~Q(pk__in=leaving)))
