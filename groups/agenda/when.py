"""When something is, in words: on the place's own clock, and on the reader's where that differs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from community.dates import date_format
from community.lists import listed
from community.notifications.quiet import zone_of
from groups.models import Occurrence

FAR = timedelta(days=180)
NEAR = timedelta(days=6)  # so long a weekday alone says which day it is


@dataclass(frozen=True, slots=True)
class When:
    """`start` and `end` on the wall of the place; `now` there."""

    start: datetime
    end: datetime
    now: datetime
    zone: str

    @classmethod
    def of(cls, occurrence: Occurrence, now: datetime) -> When:
        zone = zone_of(occurrence.zone)
        start, end = occurrence.starts_at.astimezone(zone), occurrence.ends_at.astimezone(zone)
        return cls(start, end, now.astimezone(zone), occurrence.zone)

    @property
    def iso(self) -> str:
        return self.start.isoformat(timespec="minutes")

    @property
    def weekday(self) -> str:
        return date_format(self.start, "D")

    @property
    def number(self) -> int:
        return self.start.day

    @property
    def month(self) -> str:
        return date_format(self.start, "M")

    @property
    def clock(self) -> str:
        return date_format(self.start, "H:i")

    @property
    def day(self) -> str:
        """Today, tomorrow, the weekday, or the date with it."""
        return day_words(self.start, self.now)

    @property
    def year(self) -> str:
        """Where the day alone would be taken for a nearer one."""
        return str(self.start.year) if abs(self.start - self.now) > FAR and self.start.year != self.now.year else ""

    @property
    def is_today(self) -> bool:
        return self.start.date() <= self.now.date() <= self.end.date()

    @property
    def is_this_week(self) -> bool:
        """Until the Sunday that is next."""
        return self.start.date() <= self.now.date() + timedelta(days=6 - self.now.weekday())

    @property
    def span(self) -> str:
        """`Sunday 9:00 to 11:00`."""
        end = date_format(self.end, "H:i")
        if self.end.date() != self.start.date():
            end = f"{day_words(self.end, self.now)} {end}"
        return _("%(day)s %(from)s to %(to)s") % {"day": self.day, "from": self.clock, "to": end}

    @property
    def place(self) -> str:
        """What the zone is called after."""
        return self.zone.rsplit("/", 1)[-1].replace("_", " ")

    @property
    def mine(self) -> str:
        """The start on the reader's clock, where that shows another time than the place's; else nothing."""
        own = timezone.localtime(self.start)
        if own.utcoffset() == self.start.utcoffset():
            return ""
        clock = date_format(own, "H:i")
        return clock if own.date() == self.start.date() else f"{date_format(own, 'D')} {clock}"

    @property
    def is_elsewhere(self) -> bool:
        return bool(self.mine)


def day_words(at: datetime, now: datetime) -> str:
    """The day of `at`, both on the same wall."""
    days = (at.date() - now.date()).days
    if days in (0, 1):
        return _("Today") if days == 0 else _("Tomorrow")
    if 0 < days <= NEAR.days:
        return date_format(at, "l")
    return date_format(at, "l j F" if at.year == now.year else "l j F Y")


def at_words(at: datetime, now: datetime, zone: str) -> str:
    """A moment on the clock of a zone, with its day, within a sentence."""
    wall = zone_of(zone)
    local = at.astimezone(wall)
    near = {0: _("today"), 1: _("tomorrow")}.get((local.date() - now.astimezone(wall).date()).days)
    return listed([near or day_words(local, now.astimezone(wall)), date_format(local, "H:i")])
