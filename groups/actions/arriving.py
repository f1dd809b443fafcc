"""Checking oneself in: who hosts shows a code on their phone, who comes reads it with theirs (product.md "Meeting")."""

from __future__ import annotations

from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.utils import timezone
from django.utils.translation import gettext as _

from community.errors import Conflict
from community.surface import Action
from community.whole import whole
from groups.access import Seat
from groups.actions.attendance import Tick, demand_check_in, merge
from groups.actions.locks import sit_again
from groups.models import Attendance, Occurrence

CODE_LASTS = timedelta(hours=2)  # a sheet of paper at the start serves for a run, a picture of it not for the next one
_SIGNER = TimestampSigner(salt="groups.check-in")


def code_for(occurrence: Occurrence) -> str:
    """A new code: until `CODE_LASTS` from now it is good for each member, for this occurrence. Nothing is kept."""
    return _SIGNER.sign(occurrence.pk.hex).partition(_SIGNER.sep)[2]


def demand_code(occurrence: Occurrence, code: str) -> None:
    """Raises `Conflict` `check_in_code_over`, also for what never was one."""
    try:
        _SIGNER.unsign(f"{occurrence.pk.hex}{_SIGNER.sep}{code}", max_age=CODE_LASTS)
    except BadSignature:
        words = _("This code does not count any more. Ask who hosts to show a new one.")
        raise Conflict(words, code="check_in_code_over") from None


@whole
def arrive(seat: Seat, code: str) -> Attendance:
    """Ticks the person of the seat, as their host would. Raises as `demand_check_in` and `demand_code`."""
    seat, now = sit_again(seat, Action.ANSWER_EVENT), timezone.now()
    demand_check_in(seat.occurrence, now)
    demand_code(seat.occurrence, code)
    merge(seat, [Tick(seat.place.profile.pk, True, now)])
    return seat.occurrence.attendance.select_related("profile").get(profile=seat.place.profile)
