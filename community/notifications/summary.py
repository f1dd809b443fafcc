"""One line at the end of quiet hours instead of each thing by itself: how many wait in the inbox."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from community.models import Channel, Dispatch
from community.notifications.kinds import FALLBACK, ON, Due, Kind, Said, Still
from community.notifications.quiet import LONGEST

SUMMARY = "summary"
_USEFUL = timedelta(hours=12)


def summary_of(due: Due, at: datetime) -> Due:
    """What stands for `due` and all others of that person which quiet hours put off until `at`."""
    assert due.person_id is not None
    return Due(person_id=due.person_id, subject=due.person_id, moment=at, due_at=due.due_at, useful_until=at + _USEFUL)


class Summary(Kind):
    name = SUMMARY
    label = gettext_lazy("A summary after quiet hours")
    section = gettext_lazy("Altogether")
    channels = {Channel.PUSH: ON, Channel.MAIL: FALLBACK}  # it speaks of the inbox, and stands in none

    def still_true(self) -> Still:
        """Something of those hours is still unread."""
        return Exists(
            Dispatch.objects.filter(
                person=OuterRef("person"),
                channel=Channel.APP,
                state=Dispatch.State.SENT,
                read_at=None,
                due_at__gt=OuterRef("moment") - LONGEST,
                due_at__lte=OuterRef("moment"),
            )
        )

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        counts = self._unread(dispatches)
        return {one.pk: self._said(counts[one.pk]) for one in dispatches if counts[one.pk]}

    def _unread(self, dispatches: Sequence[Dispatch]) -> Counter[UUID]:
        """How many unread things each stands for; all of a page in one query."""
        people = {one.person_id: one for one in dispatches}
        waiting = Dispatch.objects.filter(
            person__in=people, channel=Channel.APP, state=Dispatch.State.SENT, read_at=None
        ).exclude(kind=SUMMARY)
        counts: Counter[UUID] = Counter()
        for person, due_at in waiting.values_list("person", F("due_at")):
            for one in dispatches:
                if one.person_id == person and one.moment and one.moment - LONGEST < due_at <= one.moment:
                    counts[one.pk] += 1
        return counts

    def _said(self, count: int) -> Said:
        line = ngettext("%(n)d thing waits for you", "%(n)d things wait for you", count) % {"n": count}
        return Said(
            title=_("While it was quiet"),
            line=line,
            url="/inbox/",
            why=_("You get this because something came in your quiet hours."),
            lines=(line,),
            button=_("Open your inbox"),
        )
