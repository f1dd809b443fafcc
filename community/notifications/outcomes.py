"""What a provider's answer makes of a row, and what becomes of rows whose worker never came back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Now

from community.models import Channel, Dispatch
from community.notifications.channels.base import Outcome
from community.notifications.kinds import Kind
from community.notifications.planning import instead

State = Dispatch.State
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(minutes=15)
_FREE: Mapping[str, Any] = {"claim_token": None, "claimed_until": None}


def note(dispatch: Dispatch, kind: Kind, outcome: Outcome) -> str:
    """Writes down how it ended; the state it has now. Nothing happens to a row that was taken from its worker."""
    match outcome:
        case Outcome.SENT:
            return _end(dispatch, State.SENT, sent_at=Now())
        case Outcome.LATER:
            wait = min(_FIRST_WAIT * 2 ** (min(dispatch.attempts, 10) - 1), _LONGEST_WAIT)
            return _end(dispatch, State.PENDING, send_at=Now() + wait)
        case Outcome.NEVER:
            return _end(dispatch, State.FAILED)
        case Outcome.NOWHERE:
            with transaction.atomic():
                instead(dispatch, kind)
                return _end(dispatch, State.CANCELLED)
        case Outcome.UNSURE:
            # It stays on its way until the reaper decides: another worker must not believe that it never left.
            Dispatch.objects.filter(pk=dispatch.pk, claim_token=dispatch.claim_token).update(claimed_until=Now())
            return State.SENDING


def reap() -> int:
    """Rows that a worker has taken and not brought back, how many. Claimed ones never left: they wait again. Of those
    on their way nobody knows: a push is sent again, the device shows one for a tag; a mail once more under the same
    Message-ID, then it counts as unknown and the operator sees it."""
    held = Dispatch.objects.filter(claimed_until__lte=Now())
    claimed = held.filter(state=State.CLAIMED).update(state=State.PENDING, **_FREE)
    again = Case(When(Q(channel=Channel.MAIL, unsure__gte=1), then=Value(State.UNKNOWN)), default=Value(State.PENDING))
    sending = held.filter(state=State.SENDING).update(state=again, unsure=F("unsure") + 1, **_FREE)
    return claimed + sending


def _end(dispatch: Dispatch, state: State, **more: Any) -> str:
    rows = Dispatch.objects.filter(pk=dispatch.pk, claim_token=dispatch.claim_token, state=State.SENDING)
    return state if rows.update(state=state, **more, **_FREE) else "lost"
