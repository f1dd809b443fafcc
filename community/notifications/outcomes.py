"""What a provider's answer makes of a row, and what becomes of rows whose worker never came back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Now

from community.models import Channel, Dispatch
from community.notifications import letting_go
from community.notifications.channels.base import Outcome
from community.notifications.kinds import Kind
from community.notifications.many import any_of
from community.notifications.planning import instead

State = Dispatch.State
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(minutes=15)
_FREE: Mapping[str, Any] = {"claim_token": None, "claimed_until": None}


def begin(dispatch: Dispatch) -> bool:
    """Right before one mail is handed over: from here on nobody knows until it is noted how it ended. False: it was
    taken from its worker, who had it too long; somebody else hands it over."""
    mine = Dispatch.objects.filter(pk=dispatch.pk, claim_token=dispatch.claim_token, state=State.SENDING)
    return mine.update(unsure=F("unsure") + 1, claimed_until=Now() + letting_go.HELD_FOR) == 1


def note(dispatch: Dispatch, kind: Kind, outcome: Outcome) -> str:
    """Writes down how it ended; the state it has now. Nothing happens to a row that was taken from its worker."""
    match outcome:
        case Outcome.SENT:
            return _end(dispatch, State.SENT, sent_at=Now())
        case Outcome.UNSURE if dispatch.channel == Channel.MAIL:
            # It stays on its way until the reaper decides: another worker must not believe that it never left.
            Dispatch.objects.filter(pk=dispatch.pk, claim_token=dispatch.claim_token).update(claimed_until=Now())
            return State.SENDING
        case Outcome.LATER | Outcome.UNSURE:  # a push may come twice: the device shows one for a tag
            wait = min(_FIRST_WAIT * 2 ** (min(dispatch.attempts, 10) - 1), _LONGEST_WAIT)
            return _end(dispatch, State.PENDING, send_at=Now() + wait)
        case Outcome.NEVER:
            return _end(dispatch, State.FAILED)
        case Outcome.NOWHERE:
            with transaction.atomic():
                instead(dispatch, kind)
                return _end(dispatch, State.CANCELLED)


def give_back(ids: Collection[UUID], token: UUID | None) -> None:
    """What a worker has not begun by the end of its time: whoever is free has it at once, without waiting for the
    reaper."""
    if ids:
        mine = Dispatch.objects.filter(pk__in=any_of(ids), claim_token=token, state__in=[State.CLAIMED, State.SENDING])
        mine.update(state=State.PENDING, attempts=F("attempts") - 1, **_FREE)


def sent(dispatches: Sequence[Dispatch]) -> Counter[str]:
    """The same for many pushes of one claim that their provider has taken: none of them waits for the others' notes."""
    if not dispatches:
        return Counter()
    token = dispatches[0].claim_token
    ids = any_of(one.pk for one in dispatches)
    mine = Dispatch.objects.filter(pk__in=ids, claim_token=token, state=State.SENDING)
    noted = mine.update(state=State.SENT, sent_at=Now(), **_FREE)
    return +Counter({State.SENT: noted, "lost": len(dispatches) - noted})


def reap() -> int:
    """Rows that a worker has taken and not brought back, how many. What was claimed, or not begun yet, never left: it
    waits again. A push is sent again, the device shows one for a tag; a mail that was begun once more under the same
    Message-ID, then it counts as unknown and the operator sees it."""
    late = Dispatch.objects.filter(claimed_until__lte=Now(), state__in=[State.CLAIMED, State.SENDING])
    again = Case(When(Q(channel=Channel.MAIL, unsure__gte=2), then=Value(State.UNKNOWN)), default=Value(State.PENDING))
    with transaction.atomic():
        # What its worker is just writing to is left for the next time: two that write to many wait for each other.
        free = late.select_for_update(skip_locked=True, no_key=True).order_by("pk")
        held = Dispatch.objects.filter(pk__in=any_of(free.values_list("pk", flat=True)))
        claimed = held.filter(state=State.CLAIMED).update(state=State.PENDING, **_FREE)
        return claimed + held.filter(state=State.SENDING).update(state=again, **_FREE)


def _end(dispatch: Dispatch, state: State, **more: Any) -> str:
    """Now it is known how this try ended: `unsure` is what it was before."""
    rows = Dispatch.objects.filter(pk=dispatch.pk, claim_token=dispatch.claim_token, state=State.SENDING)
    return state if rows.update(state=state, unsure=dispatch.unsure, **more, **_FREE) else "lost"
