"""Answering an event: coming, waiting for a place, or not this time (product.md "Meeting")."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from community.errors import Conflict, Invalid
from community.surface import Action
from community.whole import whole
from groups.access import Place, Seat
from groups.actions.announce import event_changed
from groups.actions.locks import sit_again
from groups.actions.moves import change_rooms, move, places_of
from groups.actions.waitlist import answer_of, demand_open, fill
from groups.actions.words import checked
from groups.models import Occurrence, PaceGroup, Rsvp, RsvpMove, Seen

ANSWER_LENGTH = 280
State, Why = Rsvp.State, RsvpMove.Why


@whole
def answer(
    seat: Seat,
    state: str,
    *,
    pace: str | UUID | None = None,
    seen: str | None = None,
    answer: str | None = None,
    sequence: int | None = None,
) -> Rsvp:
    """Say `going` or `declined`. Going is being on the waitlist where no place is free, or somebody waits who could
    have it: the state returned says which. Of an offer, `going` takes it and `declined` passes it on.

    `pace`: the id of one of the occurrence's paces, needed where there are any; `seen`: by name if nothing is said;
    `answer`: to the event's question. Each can be changed by answering again, and None leaves it. `sequence`: of the
    occurrence as the person saw it; a yes to another time or place than there is now is none. Raises `Conflict`
    `event_cancelled`, `event_over`, `event_changed` or `pace_full` (who has a place keeps it in the pace they had),
    `Invalid` on `state`, `pace`, `seen` or `answer`.
    """
    seat, now = sit_again(seat, Action.ANSWER_EVENT), timezone.now()
    demand_open(seat.occurrence, now)
    fill(seat.occurrence, now)
    rsvp = answer_of(seat)
    if state == State.DECLINED:
        _decline(rsvp, now)
    elif state == State.GOING:
        _demand_as_seen(seat.occurrence, sequence)
        chosen = _pace(seat.occurrence, rsvp, pace)
        rsvp.seen = rsvp.seen if seen is None else seen_by(seen)
        rsvp.answer = rsvp.answer if answer is None else _words(answer, seat.place, seat.occurrence)
        _come(rsvp, chosen, now)
    else:
        raise Invalid(_("Choose one of the answers."), field="state")
    event_changed(seat.occurrence)
    return rsvp


def seen_by(given: str) -> Seen:
    """Raises `Invalid` on `seen`."""
    try:
        return Seen(given)
    except ValueError:
        raise Invalid(_("Choose who may see that you come."), field="seen")


def _demand_as_seen(occurrence: Occurrence, sequence: int | None) -> None:
    if sequence is not None and sequence != occurrence.sequence:
        words = _("This event was changed meanwhile. Look at when and where it is now, then answer.")
        raise Conflict(words, code="event_changed")


def _decline(rsvp: Rsvp, now: datetime) -> None:
    if rsvp.state == State.DECLINED:
        return
    move(rsvp, State.DECLINED, Why.PASSED if rsvp.state == State.OFFERED else Why.ANSWERED, now)
    fill(rsvp.occurrence, now)


def _come(rsvp: Rsvp, pace: PaceGroup | None, now: datetime) -> None:
    """The waitlist is in order: whatever is free now, nobody before them could have."""
    places, before = places_of(rsvp.occurrence), rsvp.pace_id
    chosen = pace.pk if pace else None
    holds = rsvp.state in Rsvp.HOLDING
    if holds and chosen != before and not places.has_in(chosen):
        raise Conflict(_("This pace is full. You keep your place in the one you had."), code="pace_full")
    rsvp.pace = pace
    if rsvp.state == State.OFFERED:
        move(rsvp, State.GOING, Why.TAKEN, now)
    elif rsvp.state == State.GOING:
        rsvp.save(update_fields=["pace", "seen", "answer"])
        change_rooms(rsvp)
    elif places.has(chosen):
        move(rsvp, State.GOING, Why.ANSWERED, now)
    elif rsvp.state == State.WAITLISTED:
        rsvp.save(update_fields=["pace", "seen", "answer"])
    else:
        move(rsvp, State.WAITLISTED, Why.ANSWERED, now)
    if holds and chosen != before:
        fill(rsvp.occurrence, now)


def _pace(occurrence: Occurrence, rsvp: Rsvp, given: str | UUID | None) -> PaceGroup | None:
    paces = {str(pace.pk): pace for pace in occurrence.paces.all()}
    if given is None and rsvp.pace_id is not None:
        given = rsvp.pace_id
    found = paces.get(str(given))
    if found is None and (paces or given is not None):
        raise Invalid(_("Choose a pace."), field="pace")
    return found


def _words(given: str, place: Place, occurrence: Occurrence) -> str:
    """Kept only where the event asks something."""
    if not occurrence.question:
        return ""
    return checked(given, "note", place.group.brand, place.standing, field="answer", most=ANSWER_LENGTH, need=False)
