"""What is said along with a yes: a pace, who sees that one comes, an answer to the event's question."""

from __future__ import annotations

from typing import TypedDict, Unpack
from uuid import UUID

from django.utils.translation import gettext as _

from community.errors import Conflict, Invalid
from groups.access import Place, Seat
from groups.actions.words import checked
from groups.models import Occurrence, PaceGroup, Rsvp, Seen

ANSWER_LENGTH = 280


class Choices(TypedDict, total=False):
    """`pace`: the id of one of the occurrence's, needed where there are any. `seen`: by name if nothing was ever said.
    None leaves each as it was. `sequence`: of the occurrence as the person saw it; a yes to another time or place than
    there is now is none."""

    pace: str | UUID | None
    seen: str | None
    answer: str | None
    sequence: int | None


def hear(seat: Seat, rsvp: Rsvp, **said: Unpack[Choices]) -> PaceGroup | None:
    """Writes it into the answer, which is not saved yet, except for the pace: that one is returned, and may be full.
    Raises `Conflict` `event_changed`, `Invalid` on `pace`, `seen` or `answer`."""
    sequence, seen, answer = said.get("sequence"), said.get("seen"), said.get("answer")
    if sequence is not None and sequence != seat.occurrence.sequence:
        words = _("This event was changed meanwhile. Look at when and where it is now, then answer.")
        raise Conflict(words, code="event_changed")
    chosen = _pace(seat.occurrence, rsvp, said.get("pace"))
    rsvp.seen = rsvp.seen if seen is None else seen_by(seen)
    rsvp.answer = rsvp.answer if answer is None else _words(answer, seat.place, seat.occurrence)
    return chosen


def seen_by(given: str) -> Seen:
    """Raises `Invalid` on `seen`."""
    try:
        return Seen(given)
    except ValueError:
        raise Invalid(_("Choose who may see that you come."), field="seen")


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
    return checked(given, "note", place.group, place.standing, field="answer", most=ANSWER_LENGTH, need=False)
