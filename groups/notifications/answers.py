"""What people hear about their answers: a place is offered to them, somebody waits for theirs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import Channel, Dispatch
from community.notifications import Due, Kind, Said, Still, register
from community.notifications.many import any_of
from groups.models import Host, Occurrence, Rsvp
from groups.notifications.occurrences import answers, letter, moment, occurrences_of, when
from groups.notifications.spaces import of_insiders
from groups.offers import OPEN_BEFORE, open_from

ASKED_BEFORE = timedelta(hours=3)


class Offer(Kind):
    """Subject: the occurrence; variant: the number on the waitlist; moment: when the offer ends."""

    name = "rsvp.offer"
    label = gettext_lazy("A place for you")
    section = gettext_lazy("Events")

    def still_true(self) -> Still:
        return Exists(
            answers(Rsvp.State.OFFERED).filter(
                occurrence=OuterRef("subject"), profile__person=OuterRef("person"), offer_until=OuterRef("moment")
            )
        )

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        """In the inbox an offer outlives itself: what is over is not spoken of as if it could still be taken."""
        dispatches = of_insiders(dispatches)
        found = occurrences_of(dispatches)
        told = Dispatch.objects.filter(pk__in=any_of(one.pk for one in dispatches))
        stand = set(told.filter(self.still_true()).values_list("pk", flat=True))
        return {
            one.pk: _offers(one, found[one.subject]) if one.pk in stand else _offered(found[one.subject])
            for one in dispatches
            if one.subject in found
        }


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
        going = answers(Rsvp.State.GOING).filter(which, Exists(waiting), profile__person__isnull=False)
        return going.exclude(Exists(hosting))

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        dispatches = of_insiders(dispatches)
        found = occurrences_of(dispatches)
        return {one.pk: self._said(found[one.subject]) for one in dispatches if one.subject in found}

    def _said(self, occurrence: Occurrence) -> Said:
        return letter(
            occurrence,
            _("Still coming?"),
            when(occurrence.starts_at, occurrence.ends_at, occurrence.zone),
            _("You get this because you said that you come and the event is full."),
            (
                _("Others wait for a place."),
                _("If you come, there is nothing to do. If not, one tap gives your place to them."),
            ),
            button=_("I cannot come"),
        )


def _offers(dispatch: Dispatch, occurrence: Occurrence) -> Said:
    until = moment(dispatch.moment or occurrence.starts_at, occurrence.zone)
    starts = when(occurrence.starts_at, occurrence.ends_at, occurrence.zone)
    return letter(
        occurrence,
        _("A place for you"),
        _("held until %(until)s") % {"until": until},
        _("You get this because you are on the waitlist of this event."),
        (
            _("You wait for what takes place %(when)s. Now there is a place for you.") % {"when": starts},
            _("It is held for you until %(until)s. After that it goes to who is next.") % {"until": until},
        ),
        button=_("Take it or pass it on"),
    )


def _offered(occurrence: Occurrence) -> Said:
    return letter(
        occurrence,
        _("A place was held for you"),
        _("that is answered, or over"),
        _("You got this because you were on the waitlist of this event."),
    )


OFFER = Offer()
STILL_COMING = StillComing()
register(OFFER, STILL_COMING)
