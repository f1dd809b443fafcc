"""What people hear about their answers: a place is offered to them, somebody waits for theirs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import Channel, Dispatch
from community.notifications import Due, Kind, Said, Still, register
from groups.models import Host, Membership, Occurrence, Rsvp
from groups.offers import OPEN_BEFORE, open_from

ASKED_BEFORE = timedelta(hours=3)
_PLANNED = Occurrence.Status.PLANNED


def standing(state: str) -> QuerySet[Rsvp]:
    """Answers in this state, by people who are in the group, to events that stand."""
    member = Membership.objects.current().filter(group=OuterRef("occurrence__group"), profile=OuterRef("profile"))
    return Rsvp.objects.filter(Exists(member), state=state, occurrence__status=_PLANNED)


class Offer(Kind):
    """Subject: the occurrence; variant: the number on the waitlist; moment: when the offer ends."""

    name = "rsvp.offer"
    label = gettext_lazy("A place for you")
    section = gettext_lazy("Events")

    def still_true(self) -> Still:
        return Exists(
            standing(Rsvp.State.OFFERED).filter(
                occurrence=OuterRef("subject"), profile__person=OuterRef("person"), offer_until=OuterRef("moment")
            )
        )

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        events = _events(dispatches)
        return {one.pk: self._said(one, events[one.subject]) for one in dispatches if one.subject in events}

    def _said(self, dispatch: Dispatch, event: Occurrence) -> Said:
        facts = {"group": event.group.name, "start": _when(event.starts_at), "until": _when(dispatch.moment)}
        return _of(
            event,
            title=_("A place for you"),
            line=_("There is a place for you at an event of %(group)s. It is held until %(until)s.") % facts,
            lines=(
                _("You wait for an event of %(group)s that starts on %(start)s. Now there is a place for you.") % facts,
                _("It is held for you until %(until)s. After that it goes to who is next.") % facts,
            ),
            button=_("Take it or pass it on"),
            why=_("You get this because you are on the waitlist of this event."),
        )


class StillComing(Kind):
    """Subject: the occurrence; moment: its start. Asked once, and only where somebody waits for a place."""

    name = "event.still_coming"
    label = gettext_lazy("Still coming, when others wait for a place")
    section = gettext_lazy("Events")

    def due(self, now: datetime, until: datetime) -> Iterable[Due]:
        asked = Dispatch.objects.filter(
            kind=self.name,
            channel=Channel.APP,
            subject=OuterRef("occurrence"),
            person=OuterRef("profile__person"),
            moment=OuterRef("occurrence__starts_at"),
        ).exclude(state=Dispatch.State.CANCELLED)
        coming = self._asked_for(
            Q(occurrence__starts_at__gt=now + OPEN_BEFORE, occurrence__starts_at__lte=until + ASKED_BEFORE)
        )
        fields = ("profile__person", "occurrence", "occurrence__starts_at", "occurrence__group", "since")
        for person, occurrence, starts_at, group, since in coming.exclude(Exists(asked)).values_list(*fields):
            if since < starts_at - ASKED_BEFORE:
                yield Due(
                    person_id=person,
                    subject=occurrence,
                    moment=starts_at,
                    due_at=starts_at - ASKED_BEFORE,
                    useful_until=open_from(starts_at),
                    space=group,
                    starts_at=starts_at,
                )

    def still_true(self) -> Still:
        return Exists(
            self._asked_for(
                Q(
                    occurrence=OuterRef("subject"),
                    profile__person=OuterRef("person"),
                    occurrence__starts_at=OuterRef("moment"),
                )
            )
        )

    def _asked_for(self, which: Q) -> QuerySet[Rsvp]:
        """Who goes and does not host, while somebody waits."""
        waiting = Rsvp.objects.filter(occurrence=OuterRef("occurrence"), state=Rsvp.State.WAITLISTED)
        hosting = Host.objects.filter(occurrence=OuterRef("occurrence"), profile=OuterRef("profile"))
        going = standing(Rsvp.State.GOING).filter(which, Exists(waiting), profile__person__isnull=False)
        return going.exclude(Exists(hosting))

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        events = _events(dispatches)
        return {one.pk: self._said(events[one.subject]) for one in dispatches if one.subject in events}

    def _said(self, event: Occurrence) -> Said:
        facts = {"group": event.group.name, "start": _when(event.starts_at)}
        return _of(
            event,
            title=_("Still coming?"),
            line=_("Your event with %(group)s starts on %(start)s, and others wait for a place.") % facts,
            lines=(
                _("Your event with %(group)s starts on %(start)s, and others wait for a place.") % facts,
                _("If you come, there is nothing to do. If not, one tap gives your place to them."),
            ),
            button=_("I cannot come"),
            why=_("You get this because you said that you come and the event is full."),
        )


OFFER = Offer()
STILL_COMING = StillComing()
register(OFFER, STILL_COMING)


def _events(dispatches: Sequence[Dispatch]) -> dict[UUID, Occurrence]:
    found = Occurrence.objects.filter(pk__in={one.subject for one in dispatches}).select_related("group__brand")
    return {one.pk: one for one in found}


def _of(event: Occurrence, *, title: str, line: str, lines: Sequence[str], button: str, why: str) -> Said:
    brand = event.group.brand
    return Said(
        title=title,
        line=line,
        url=f"/g/{event.group.slug}/events/{event.pk}/",
        why=why,
        lines=lines,
        button=button,
        sign=brand.name,
        colour=brand.colour,
    )


def _when(at: datetime | None) -> str:
    """On the reader's clock, which is active while a kind speaks."""
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT") if at else ""
