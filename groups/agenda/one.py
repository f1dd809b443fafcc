"""One event as one person sees it: what its page shows, and what may be done there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.lists import listed
from community.models import Profile
from community.surface import Action
from groups.access import Seat
from groups.access.events import POINT_OPENS
from groups.access.rsvps import Counts, Goer, Line, Shown, line_of, shown
from groups.actions.attendance import CLOSES_AFTER, OPENS_BEFORE
from groups.agenda.when import When, at_words
from groups.models import Event, Host, Occurrence, PaceGroup, Regular, Rsvp
from groups.notifications.answers import ASKED_BEFORE
from groups.offers import open_from
from messaging.access import unread_counts

NAMED = 3
State = Rsvp.State


@dataclass(frozen=True)
class Shows:
    """Everything by name that the page asks for. Four queries, five for who waits."""

    seat: Seat
    now: datetime

    @property
    def occurrence(self) -> Occurrence:
        return self.seat.occurrence

    @cached_property
    def when(self) -> When:
        return When.of(self.occurrence, self.now)

    @cached_property
    def who(self) -> Shown:
        return shown(self.seat, self.now)

    @cached_property
    def paces(self) -> list[tuple[PaceGroup, Counts, list[Goer]]]:
        """Each with the first who come in it."""
        goers = self.who.goers
        return [(pace, counts, [one for one in goers if one.pace == pace.name][:3]) for pace, counts in self.who.paces]

    @property
    def lacks_pace(self) -> bool:
        """Whether they come or wait without one of the paces that there are by now."""
        rsvp = self.seat.rsvp
        stands = rsvp is not None and rsvp.state != State.DECLINED and rsvp.pace_id is None
        return stands and self.may_answer and bool(self.paces)

    @property
    def who_words(self) -> str:
        """The first few by name, oneself first, and how many more."""
        mine = self._me.pk if self._me else None
        goers = sorted(self.who.goers, key=lambda one: one.profile_id != mine)[:NAMED]
        names = listed(_("You") if one.profile_id == mine else one.name for one in goers)
        more = self.who.counts.going - len(goers)
        if not names or not more:
            return names or ngettext("%(n)d goes", "%(n)d go", more) % {"n": more}
        return ngettext("%(names)s and %(n)d more", "%(names)s and %(n)d more", more) % {"names": names, "n": more}

    @property
    def has_more(self) -> bool:
        """Whether there is anything else to do."""
        return self.may_talk or (self.is_series and self.may_answer) or not (self.is_cancelled or self.is_over)

    @cached_property
    def line(self) -> Line | None:
        return line_of(self.seat)

    @cached_property
    def hosts(self) -> list[Host]:
        found = Host.objects.filter(occurrence=self.occurrence).select_related("profile")
        return list(found.order_by("-lead", "pk"))

    @property
    def lead(self) -> Profile | None:
        return next((one.profile for one in self.hosts if one.lead), None)

    @property
    def answer(self) -> str:
        return self.seat.rsvp.state if self.seat.rsvp else ""

    @property
    def is_cancelled(self) -> bool:
        return self.occurrence.status == Occurrence.Status.CANCELLED

    @property
    def has_begun(self) -> bool:
        return self.now >= self.occurrence.starts_at

    @property
    def is_over(self) -> bool:
        return self.now >= self.occurrence.ends_at

    @property
    def is_series(self) -> bool:
        return self.occurrence.event.repeats != Event.Repeats.NEVER

    @property
    def is_open(self) -> bool:
        """Whether one can still answer."""
        return not (self.is_cancelled or self.has_begun)

    @cached_property
    def may_answer(self) -> bool:
        return self.is_open and self.seat.place.may(Action.ANSWER_EVENT)

    @property
    def may_only_decline(self) -> bool:
        """Whether a no is all that is left to say: it has begun or is cancelled, and they come or wait."""
        stands = self.answer not in ("", State.DECLINED)
        left = not (self.is_open or self.is_over)
        return stands and left and self.seat.place.may(Action.ANSWER_EVENT)

    @cached_property
    def may_manage(self) -> bool:
        return self.seat.place.may(Action.MANAGE_EVENT)

    @property
    def may_go_on(self) -> bool:
        """Whether later days of the series are cancelled as well."""
        later = Occurrence.objects.filter(event=self.occurrence.event_id, slot__gt=self.occurrence.slot)
        return later.filter(status=Occurrence.Status.CANCELLED, starts_at__gt=self.now).exists()

    @property
    def may_check_in(self) -> bool:
        opens, closes = self.occurrence.starts_at - OPENS_BEFORE, self.occurrence.ends_at + CLOSES_AFTER
        return self.may_manage and not self.is_cancelled and opens <= self.now < closes

    @cached_property
    def is_checked_in(self) -> bool:
        return self.occurrence.attendance.filter(profile=self.seat.place.profile, there=True).exists()

    @property
    def may_take_over(self) -> bool:
        return self.may_manage and self.lead is None and not (self.is_over or self.is_cancelled)

    @property
    def may_talk(self) -> bool:
        inside = self.seat.hosts or (self.seat.rsvp is not None and self.seat.rsvp.takes_part)
        return inside and self.occurrence.room_id is not None and self.occurrence.room_closed_at is None

    @cached_property
    def unread_talk(self) -> int:
        """What the others have said in the event's conversation and the reader has not read."""
        counts = unread_counts(self.seat.place.person) if self.may_talk else {}
        return counts.get(self.occurrence.room_id, 0) if self.occurrence.room_id else 0

    @property
    def sees_point(self) -> bool:
        return self.seat.sees_point(self.now)

    @property
    def point_opens(self) -> str:
        return at_words(self.occurrence.starts_at - POINT_OPENS, self.now, self.occurrence.zone)

    @property
    def point_is_near(self) -> bool:
        return self.now >= self.occurrence.starts_at - POINT_OPENS

    @property
    def may_take_free_place(self) -> bool:
        """For who waits, in the last stretch: whoever comes first has it."""
        return self.who.open_to_all and self.who.counts.left != 0

    @property
    def is_full(self) -> bool:
        """Whether saying yes now means to wait: somebody waiting has the first right to what is free."""
        counts = self.who.counts
        return counts.left == 0 or (counts.waiting > 0 and not self.who.open_to_all)

    @property
    def offer_until(self) -> str:
        until = self.seat.rsvp.offer_until if self.seat.rsvp else None
        reader = timezone.get_current_timezone_name()
        return at_words(until, self.now, reader) if until else ""

    @property
    def offers_end(self) -> str:
        return at_words(open_from(self.occurrence.starts_at), self.now, self.occurrence.zone)

    @property
    def asks_still(self) -> bool:
        """A few hours before, whoever goes is asked whether they still do, where somebody waits for their place."""
        near = self.occurrence.starts_at - ASKED_BEFORE <= self.now
        goes = self.answer == State.GOING and not self.seat.hosts
        return self.is_open and near and goes and self.who.counts.waiting > 0

    @cached_property
    def is_regular(self) -> bool:
        mine = Regular.objects.filter(event=self.occurrence.event_id, profile=self._me)
        return self.is_series and self._me is not None and mine.exists()

    @property
    def _me(self) -> Profile | None:
        return self.seat.place.membership.profile if self.seat.place.membership else None
