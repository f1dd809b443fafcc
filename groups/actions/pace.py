"""How fast Talk goes: a captain slows it down for all who are in it (trust.md R28)."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from community import audit
from community.errors import Invalid
from community.surface import Action
from community.whole import whole
from groups.access import Place
from groups.access.restraint import slow_of
from groups.actions.locks import look_again
from groups.models import Pace, SlowTalk
from groups.models.restraint import SLOW
from messaging.actions.rooms import note, set_pace
from messaging.log import Note

_NOTES = {Pace.TEN_SECONDS: Note.SLOW_10, Pace.MINUTE: Note.SLOW_60, Pace.FIVE_MINUTES: Note.SLOW_300}


@whole
def slow(place: Place, pace_s: int) -> SlowTalk:
    """From now on everybody says one thing in `pace_s` seconds in Talk, captains and the brand too, for a day at most.
    The same pace again is once, another one takes its place. Raises `Invalid` for what is no `Pace`."""
    if pace_s not in Pace.values:
        raise Invalid(_("Choose one of the answers."), field="pace_s")
    place = look_again(place, Action.SLOW_TALK)
    standing, now = slow_of(place.group), timezone.now()
    if standing is not None and standing.pace_s == pace_s:
        return standing
    _end(place)
    made = SlowTalk.objects.create(group=place.group, by=place.profile, pace_s=pace_s, created_at=now, until=now + SLOW)
    set_pace(place.group.pk, pace_s, made.until)
    note(place.group.pk, _NOTES[Pace(pace_s)], made.until)
    _tell(place, "talk.slowed")
    return made


@whole
def quicken(place: Place) -> None:
    """The captain ends it before the day is over. Where Talk is not slow nothing happens."""
    place = look_again(place, Action.SLOW_TALK)
    if slow_of(place.group) is None:
        return
    _end(place)
    set_pace(place.group.pk, None, None)
    note(place.group.pk, Note.SLOW_OFF)
    _tell(place, "talk.quickened")


def _end(place: Place) -> None:
    SlowTalk.objects.filter(group=place.group, ended_at=None).update(ended_at=timezone.now())


def _tell(place: Place, verb: str) -> None:
    audit.record(verb, actor=place.person, brand=place.group.brand, subject=place.group.pk)
