"""An event has another time or place, is cancelled or on again, or nobody hosts it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from community.models import Dispatch
from community.notifications import LETTER, Kind, Said, Still, register
from groups.models import Host, Membership, Occurrence, Role, Rsvp
from groups.notifications import together
from groups.notifications.occurrences import file_of, letter, occurrences_of, states_of, when
from groups.notifications.spaces import of_insiders

Status = Occurrence.Status
COMING = (Rsvp.State.GOING, Rsvp.State.OFFERED, Rsvp.State.WAITLISTED)


def _still_coming(status: str) -> Still:
    """They hold an answer as a member, or host, and nothing newer has been said about it."""
    theirs: dict[str, Any] = {
        "occurrence": OuterRef("subject"),
        "occurrence__sequence": OuterRef("variant"),
        "occurrence__status": status,
        "profile__person": OuterRef("person"),
        "profile__memberships__isnull": False,
        "profile__memberships__ended_at": None,
    }
    return Exists(Rsvp.objects.filter(**theirs, state__in=COMING)) | Exists(Host.objects.filter(**theirs))


class OfEvents(Kind):
    """Each says something about one occurrence, by push and mail also for the others of which the same action made it
    true; `data` holds codes and times, written by `groups.actions.hearing`."""

    section = gettext_lazy("Events")
    channels = LETTER
    changes = True

    def on_sending(self, dispatches: Sequence[Dispatch]) -> set[UUID]:
        return together.keep_back(self, dispatches)

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        dispatches = of_insiders(dispatches)
        others = together.others(self, dispatches)
        more: set[UUID] = set().union(*others.values())
        found, states = occurrences_of(dispatches, more), states_of(dispatches, more)
        spoken = {}
        for one in dispatches:
            if one.subject in found:
                told = [found[pk] for pk in (one.subject, *others.get(one.pk, ())) if pk in found]
                days = [(day, states.get((day.pk, one.person_id), "")) for day in told]
                spoken[one.pk] = _for_all(self.said(one, *days[0]), days)
        return spoken

    def said(self, dispatch: Dispatch, occurrence: Occurrence, state: str) -> Said:
        raise NotImplementedError


class Changed(OfEvents):
    name = "event.changed"
    label = gettext_lazy("Another time or place of an event I come to")

    def still_true(self) -> Still:
        return _still_coming(Status.PLANNED)

    def said(self, dispatch: Dispatch, occurrence: Occurrence, state: str) -> Said:
        what = dispatch.data.get("what", [])
        now = when(occurrence.starts_at, occurrence.ends_at, occurrence.zone)
        was = _was(dispatch, occurrence)
        line = _("now %(now)s, before %(was)s") % {"now": now, "was": was} if was and was != now else now
        place = _("The place has changed as well.") if "time" in what else _("The place has changed.")
        more = [f"{place} {_('Where it is stands on its page.')}"] if "place" in what else []
        return letter(occurrence, self._title(what), line, _why_coming(), more, state=state)

    def _title(self, what: Sequence[str]) -> str:
        if "revived" in what:
            return _("An event is on again")
        if "time" in what:
            return _("An event has another time")
        return _("An event is somewhere else")


class Cancelled(OfEvents):
    name = "event.cancelled"
    label = gettext_lazy("An event I come to is cancelled")

    def still_true(self) -> Still:
        return _still_coming(Status.CANCELLED)

    def said(self, dispatch: Dispatch, occurrence: Occurrence, state: str) -> Said:
        known = _was(dispatch, occurrence) or when(occurrence.starts_at, occurrence.ends_at, occurrence.zone)
        line = _("what was planned for %(when)s does not take place") % {"when": known}
        return letter(occurrence, _("An event is cancelled"), line, _why_coming(), state=state)


class NoHost(OfEvents):
    """To who could take over: `moment` is since when nobody hosts it."""

    name = "event.no_host"
    label = gettext_lazy("An event has nobody who hosts it")

    def still_true(self) -> Still:
        occurrence = Occurrence.objects.filter(
            pk=OuterRef("subject"), status=Status.PLANNED, hostless_since=OuterRef("moment")
        )
        member = Membership.objects.current().filter(profile__person=OuterRef("person"), group=OuterRef("space"))
        helps = Host.objects.filter(
            occurrence=OuterRef(OuterRef("subject")), profile=OuterRef("profile"), profile__memberships__ended_at=None
        )
        return Exists(occurrence) & Exists(member.filter(Q(role=Role.CAPTAIN) | Exists(helps)))

    def said(self, dispatch: Dispatch, occurrence: Occurrence, state: str) -> Said:
        line = when(occurrence.starts_at, occurrence.ends_at, occurrence.zone)
        more = [_("Who was to host it cannot. You can take over on its page, or ask somebody to.")]
        why = _("You get this because you can take over.")
        return letter(occurrence, _("An event needs a host"), line, why, more)


def _for_all(said: Said, days: Sequence[tuple[Occurrence, str]]) -> Said:
    """What is said of the first of these days, for all of them; the calendar file holds each."""
    n = len(days) - 1
    if not n:
        return said
    more = ngettext("… and %(n)d more day", "… and %(n)d more days", n) % {"n": n}
    first, *rest = said.lines
    file = partial(file_of, days) if said.file else None
    return replace(said, line=f"{said.line} {more}", lines=(f"{first} {more}", *rest), file=file)


class Hosting(Kind):
    """To whom somebody else made a host. Subject: the first of `data["days"]` days; `data["lead"]`: whether they lead;
    moment: when they were made it."""

    name = "event.hosting"
    label = gettext_lazy("I am to host an event, or to help")
    section = gettext_lazy("Events")
    channels = LETTER

    def still_true(self) -> Still:
        return Exists(
            Host.objects.filter(
                occurrence=OuterRef("subject"),
                occurrence__status=Status.PLANNED,
                profile__person=OuterRef("person"),
                profile__memberships__isnull=False,
                profile__memberships__ended_at=None,
            )
        )

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        dispatches = of_insiders(dispatches)
        found = occurrences_of(dispatches)
        return {one.pk: _hosts(one.data, found[one.subject]) for one in dispatches if one.subject in found}


def _hosts(data: Mapping[str, Any], occurrence: Occurrence) -> Said:
    line = when(occurrence.starts_at, occurrence.ends_at, occurrence.zone)
    more = data.get("days", 1) - 1
    if more:
        line += " " + ngettext("… and %(n)d more day", "… and %(n)d more days", more) % {"n": more}
    return letter(
        occurrence,
        _("You host an event") if data.get("lead") else _("You help hosting an event"),
        line,
        _("You get this because somebody who plans events here chose you."),
        [_("If you cannot, say so on its page: somebody else is asked then.")],
    )


def _why_coming() -> str:
    return _("You get this because you said that you come, wait for a place, or host.")


def _was(dispatch: Dispatch, occurrence: Occurrence) -> str:
    """The time that its reader knows, or "" where it is said nowhere."""
    was = dispatch.data.get("was")
    if not was:
        return ""
    starts_at, ends_at = map(datetime.fromisoformat, was)
    return when(starts_at, ends_at, occurrence.zone)


register(Changed(), Cancelled(), NoHost(), Hosting())
