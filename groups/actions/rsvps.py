"""Answering an event: coming, waiting for a place, or not this time (product.md "Meeting"). Answers are
counted (groups/rates.py): `RateLimited`."""

from __future__ import annotations

from datetime import datetime
from typing import Unpack

from django.utils import timezone
from django.utils.translation import gettext as _

from community.errors import Invalid
from community.surface import Action
from community.whole import whole
from groups.access import Seat
from groups.actions.announce import event_changed
from groups.actions.choices import Choices, hear
from groups.actions.locks import sit_again
from groups.actions.moves import move, places_of
from groups.actions.waitlist import answer_of, demand_open, fill, take
from groups.models import PaceGroup, Rsvp, RsvpMove
from groups.rates import take_answer

State, Why = Rsvp.State, RsvpMove.Why


@whole
def answer(seat: Seat, state: str, **said: Unpack[Choices]) -> Rsvp:
    """Say `going` or `declined`. Going is being on the waitlist where no place is free, or somebody waits who could
    have it: the state returned says which. Of an offer, `going` takes it and `declined` passes it on.

    What is said along with a yes can be changed by answering again. A no is possible until the end, of what is
    cancelled too. Raises `Conflict` `event_cancelled`, `event_over`, `event_changed` or `pace_full` (who has a place
    keeps it in the pace they had), `Invalid` on `state` or as `choices.hear`.
    """
    take_answer(seat.place)
    seat, now = sit_again(seat, Action.ANSWER_EVENT), timezone.now()
    demand_open(seat.occurrence, now, no=state == State.DECLINED)
    fill(seat.occurrence, now)
    rsvp = answer_of(seat)
    if state == State.DECLINED:
        _decline(rsvp, now)
    elif state == State.GOING:
        _come(rsvp, hear(seat, rsvp, **said), now)
    else:
        raise Invalid(_("Choose one of the answers."), field="state")
    event_changed(seat.occurrence)
    return rsvp


def _decline(rsvp: Rsvp, now: datetime) -> None:
    if rsvp.state == State.DECLINED:
        return
    move(rsvp, State.DECLINED, Why.PASSED if rsvp.state == State.OFFERED else Why.ANSWERED, now)
    fill(rsvp.occurrence, now)


def _come(rsvp: Rsvp, pace: PaceGroup | None, now: datetime) -> None:
    """The waitlist is in order: whatever is free now, nobody before them could have."""
    if rsvp.state in Rsvp.HOLDING:
        take(rsvp, pace, now)
        return
    rsvp.pace = pace
    if places_of(rsvp.occurrence).has(rsvp.pace_id):
        move(rsvp, State.GOING, Why.ANSWERED, now)
    elif rsvp.state == State.WAITLISTED:
        rsvp.save(update_fields=["pace", "seen", "answer"])
    else:
        move(rsvp, State.WAITLISTED, Why.ANSWERED, now)
