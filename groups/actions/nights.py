"""Talk locked for the night: captains alone speak until the morning. It is for rest and not for silencing anybody:
twelve hours of any twenty-four at most, and reading, reports, appeals and one's own deletions stay as they are."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from community import audit
from community.errors import Conflict, Invalid
from community.surface import Action
from community.whole import whole
from groups.access import Place
from groups.access.restraint import night_of
from groups.actions.locks import look_again
from groups.models import Group, NightLock
from groups.models.restraint import NIGHT
from messaging.actions.rooms import note, set_night
from messaging.log import Note

MORNING = time(7)
DAY = timedelta(hours=24)


def morning(group: Group, now: datetime) -> datetime:
    """The next seven o'clock by the group's clock."""
    zone = ZoneInfo(group.time_zone)
    day = now.astimezone(zone).date()
    today = datetime.combine(day, MORNING, zone)
    return today if today > now else datetime.combine(day + timedelta(days=1), MORNING, zone)


def morning_in_reach(group: Group) -> datetime | None:
    """The next morning, where it is no more than a night away."""
    now = timezone.now()
    found = morning(group, now)
    return found if found <= now + NIGHT else None


@whole
def lock(place: Place, until: datetime | None = None) -> NightLock:
    """From now on captains alone speak in Talk, until then or (None) until the next morning. Another time takes the
    place of the one before. Raises `Invalid` on `until`, `Conflict` `locked_enough`."""
    place = look_again(place, Action.LOCK_TALK)
    now = timezone.now()
    until = until or morning(place.group, now)
    if not now < until <= now + NIGHT:
        raise Invalid(_("A night has twelve hours at most. Choose an earlier time."), field="until")
    _end(place, now)
    if _locked(place.group, until - DAY, now) + (until - now) > NIGHT:
        raise Conflict(
            _("Talk was locked for a good part of the last day already. It needs to be open for a while first."),
            code="locked_enough",
        )
    made = NightLock.objects.create(group=place.group, by=place.profile, created_at=now, until=until)
    set_night(place.group.pk, until)
    note(place.group.pk, Note.LOCKED, until)
    audit.record("talk.locked", actor=place.person, brand=place.group.brand, subject=place.group.pk)
    return made


@whole
def unlock(place: Place) -> None:
    """It ends before its time. Where Talk is open nothing happens."""
    place = look_again(place, Action.LOCK_TALK)
    if night_of(place.group) is None:
        return
    _end(place, timezone.now())
    set_night(place.group.pk, None)
    note(place.group.pk, Note.UNLOCKED)
    audit.record("talk.unlocked", actor=place.person, brand=place.group.brand, subject=place.group.pk)


def _end(place: Place, now: datetime) -> None:
    NightLock.objects.filter(group=place.group, ended_at=None, until__gt=now).update(ended_at=now)


def _locked(group: Group, since: datetime, now: datetime) -> timedelta:
    """How long it was locked since then."""
    nights = NightLock.objects.filter(group=group, until__gt=since)
    spans = [(max(one.created_at, since), min(one.ended_at or one.until, now)) for one in nights]
    return sum((end - begin for begin, end in spans if end > begin), timedelta())
