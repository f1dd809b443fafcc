"""What the brand knows of a group: one function for the members' page and for the brand's desk, so that both read the
same (product.md "Owning one's data")."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.dates import date_format
from community.errors import Words
from community.lists import listed
from groups.access.insights import Weeks, weeks_of, weeks_over_all
from groups.models import Attendance, Group, Membership, Occurrence, Role, Rsvp

K = 10  # what members do is told of ten or more together (trust.md R43)
SHOWN_BACK = timedelta(days=30)
MOST_EVENTS = 20
CAPTAINS = Prefetch(
    "memberships",
    Membership.objects.current().filter(role=Role.CAPTAIN).select_related("profile"),
    to_attr="captains_now",
)
_WAITING = (Rsvp.State.WAITLISTED, Rsvp.State.OFFERED)


@dataclass(frozen=True, slots=True)
class Shelf:
    """One list of the brand's desk: what it tells, and the names of its fields, by which the build holds it true."""

    title: Words
    tells: Words
    fields: frozenset[str]


# By model, all that the desk shows of groups. A field that is added there and not told here fails the build.
SHELVES: dict[str, Shelf] = {
    "group": Shelf(
        gettext_lazy("The group"),
        gettext_lazy(
            "Its name, brand, emblem, place and time zone, what it is about, since when there is it, how many people "
            "are in it of how many it takes, and the names of its captains."
        ),
        frozenset(
            ["name", "brand", "about", "place", "emblem", "time_zone", "people", "captains", "created_at", "known"]
        ),
    ),
    "charter": Shelf(
        gettext_lazy("The charter"),
        gettext_lazy("Every version with its terms, and since when it holds."),
        frozenset(
            [
                "group",
                "version",
                "inviters",
                "approval",
                "history",
                "retention_days",
                "brand_presence",
                "size_cap",
                "created_at",
            ]
        ),
    ),
    "membership": Shelf(
        gettext_lazy("Coming and going"),
        gettext_lazy("That somebody joined or left, and on which day. The name only of captains."),
        frozenset(["group", "role", "who", "joined_on", "ended_on"]),
    ),
    "invite": Shelf(
        gettext_lazy("The brand’s own invitations"),
        gettext_lazy("Those it made for captains: the address it typed, until when, whether it was used."),
        frozenset(["group", "email", "created_at", "expires_at", "state"]),
    ),
    "brandseat": Shelf(
        gettext_lazy("The brand’s seats"),
        gettext_lazy("Who sits for the brand, whether they listen or speak, and since when."),
        frozenset(["group", "profile", "state", "since", "ended_at"]),
    ),
    "occurrence": Shelf(
        gettext_lazy("Events"),
        gettext_lazy(
            "Title, time, places, whether it stands; how many go, wait and were there, in tens; the captains who host."
        ),
        frozenset(["title", "group", "when", "status", "places", "going", "waiting", "came", "captains"]),
    ),
    "breakglass": Shelf(
        gettext_lazy("Readings in an emergency"),
        gettext_lazy(
            "Who asked to read the group, why and for how long, who allowed it, whether it is open and until when. "
            "What was said is shown to who asked alone, while it is open, and everybody whose words are shown sees it."
        ),
        frozenset(["group", "reason", "hours", "asked_name", "asked", "stands", "second", "closes", "reading"]),
    ),
    "outreach": Shelf(
        gettext_lazy("What it wrote to people"),
        gettext_lazy(
            "Its own words and their purpose, to which groups, when, and how many it reached or spared; never whom."
        ),
        frozenset(
            ["title", "body", "purpose", "brand", "where", "leaves", "local", "stands", "how_many", "not_reached"]
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class EventLine:
    title: str
    when: str
    going: str
    waiting: str
    came: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the brand's desk tells of one group, as words and numbers."""

    facts: list[tuple[Words, str]]
    events: list[EventLine]
    weeks: Weeks
    over_all: Weeks
    shelves: list[Shelf]


def known(group: Group) -> Known:
    """The same for whoever may ask; the asking was decided where the group was loaded."""
    facts: list[tuple[Words, str]] = [
        (_("Name"), group.name),
        (_("About"), group.about or "–"),
        (_("Place"), group.place or "–"),
        (_("Time zone"), group.time_zone),
        (_("Open since"), date_format(group.created_at, "j F Y")),
        (_("People"), people(group)),
        (_("Captains"), captains(Group.objects.prefetch_related(CAPTAINS).get(pk=group.pk))),
    ]
    recent = Occurrence.objects.filter(group=group, starts_at__gt=Now() - SHOWN_BACK).order_by("starts_at", "pk")
    events = [_line(one) for one in counted(recent)[:MOST_EVENTS]]
    return Known(facts, events, weeks_of(group), weeks_over_all(group), list(SHELVES.values()))


def people(group: Group) -> str:
    return _("%(count)d of %(cap)d") % {"count": group.active_count, "cap": group.size_cap}


def captains(group: Any) -> str:
    """The brand names captains, so it may know who they are; of the others it sees a number (trust.md R9). Fetched with
    `CAPTAINS`."""
    return listed(one.profile.name for one in group.captains_now) or _("nobody yet")


def when(occurrence: Occurrence) -> str:
    """On the wall of the place."""
    there = occurrence.starts_at.astimezone(zoneinfo.ZoneInfo(occurrence.zone))
    return f"{date_format(there, 'D j M Y, H:i')} ({occurrence.zone})"


def in_tens(number: int) -> str:
    """What members do is no matter of single people: below ten it says so and shows nothing (trust.md R43)."""
    if number < K:
        return _("fewer than %(k)d") % {"k": K}
    return _("%(tens)d or more") % {"tens": number // K * K}


def counted(rows: QuerySet[Occurrence]) -> QuerySet[Any]:
    """With how many go, wait and were there."""
    return rows.annotate(
        number_going=_number(Rsvp.objects.filter(state=Rsvp.State.GOING)),
        number_waiting=_number(Rsvp.objects.filter(state__in=_WAITING)),
        number_came=_number(Attendance.objects.filter(there=True)),
    )


def _line(occurrence: Any) -> EventLine:
    numbers = occurrence.number_going, occurrence.number_waiting, occurrence.number_came
    return EventLine(occurrence.title, when(occurrence), *map(in_tens, numbers))


def _number(rows: QuerySet[Any]) -> Coalesce:
    """How many of them belong to the row outside."""
    of_one = rows.filter(occurrence=OuterRef("pk")).order_by().values("occurrence").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(of_one), 0, output_field=IntegerField())
