"""What a captain reads before they call the whole crew."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from messaging.access import Seat
from messaging.access.crew import calls_left
from messaging.models import Participant, Room


def crew_line(seat: Seat, others: int, called: int) -> str | None:
    """How many people `@crew` reaches and how often it still goes, of who has called it so often in 24 hours; None for
    who is no captain, among notices, which reach everybody, and between two. `others`: who else is in the room."""
    if seat.participant.voice != Participant.Voice.CAPTAIN or seat.room.kind in (Room.Kind.NOTICES, Room.Kind.DIRECT):
        return None
    left = calls_left(called)
    reach = ngettext("@crew reaches %(n)d person.", "@crew reaches %(n)d people.", others) % {"n": others}
    if left == 0:
        return _("%(reach)s You have called them twice in 24 hours; wait a while.") % {"reach": reach}
    return (
        reach
        + " "
        + ngettext("You can call them %(n)d time in 24 hours.", "You can call them %(n)d times in 24 hours.", left)
        % {"n": left}
    )
