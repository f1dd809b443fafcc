"""What a change comes to, occurrence by occurrence: worked out once, for the preview as for the change itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.errors import Conflict, Invalid
from community.models import Profile
from groups.access import Place
from groups.actions import hiding
from groups.actions.plans import PLACE, TIME, WORDS
from groups.actions.scopes import Held
from groups.models import Event, Occurrence, PaceGroup, Rsvp
from groups.recurrence import Pattern, span


@dataclass(frozen=True, slots=True)
class Change:
    """`fields`: what becomes other, by name. `columns`: what is written, with what follows from them."""

    occurrence: Occurrence
    fields: dict[str, Any]
    columns: dict[str, Any]

    @property
    def told(self) -> list[str]:
        """What those coming must hear of: "time", "place"."""
        codes = (("time", TIME), ("place", PLACE))
        return [code for code, names in codes if names & self.fields.keys()]

    @property
    def starts_at(self) -> datetime:
        return self.columns.get("starts_at", self.occurrence.starts_at)  # type: ignore[no-any-return]

    @property
    def ends_at(self) -> datetime:
        return self.columns.get("ends_at", self.occurrence.ends_at)  # type: ignore[no-any-return]


def work_out(held: Held, fields: dict[str, Any], now: datetime) -> list[Change]:
    """In order of their slots; only those that become other. What has ended keeps everything but its slot.

    Raises `Invalid` on the field: a start in the past, places below those taken, a pace that somebody has chosen, a day
    that an earlier one has. `Conflict` `event_cancelled` for a cancelled one alone: it is revived first. `Forbidden`
    `hidden` for words that are out of sight after a report.
    """
    if held.anchor.status == Occurrence.Status.CANCELLED and not held.pattern:
        raise Conflict(_("This one is cancelled. Revive it first."), code="event_cancelled")
    slots = slots_after(held, fields.get("day")) if held.pattern else {}
    changes = [_one(each, held, fields, slots, now) for each in held.all]
    changes = [change for change in changes if change.columns or change.fields]
    for change in changes:
        _demand_possible(change, now)
        if WORDS & change.fields.keys():
            _demand_other_words(change)
    return changes


def slots_after(held: Held, day: date | None) -> dict[Any, date]:
    """The days that the moved pattern gives to all of them; nothing when it is not moved."""
    event, first = held.anchor.event, held.all[0].slot
    if day is None or day == first:
        return {}
    earlier = Occurrence.objects.filter(event=event, slot__lt=first, slot__gte=day)
    if earlier.exists():
        raise Invalid(_("An earlier one is on that day or after it."), field="day")
    return dict(zip((one.pk for one in held.all), Pattern(event.repeats, event.interval, day).days(), strict=False))


def shift_of(held: Held, day: date | None) -> timedelta:
    return day - held.all[0].slot if day is not None else timedelta()


def wording(place: Place, before: Event | Occurrence, said: Mapping[str, Any]) -> dict[str, Profile]:
    """Whose the words are from now on, where any of them becomes other."""
    other = any(name in said and said[name] != getattr(before, name) for name in WORDS)
    return {"worded_by": place.profile} if other else {}


def paces_of(occurrence: Occurrence) -> list[dict[str, Any]]:
    """As `plans.cleaned` writes them."""
    return [
        {"name": pace.name, "cap": pace.cap, "leader": str(pace.leader_id) if pace.leader_id else None}
        for pace in occurrence.paces.all()
    ]


def set_paces(occurrence: Occurrence, paces: Sequence[dict[str, Any]]) -> None:
    """By name: what stays keeps who chose it, what goes has nobody left who comes in it."""
    wanted = [pace["name"] for pace in paces]
    going = occurrence.paces.exclude(name__in=wanted)
    Rsvp.objects.filter(pace__in=going, state=Rsvp.State.DECLINED).update(pace=None)
    going.delete()
    for place, pace in enumerate(paces):
        PaceGroup.objects.update_or_create(
            occurrence=occurrence,
            name=pace["name"],
            defaults={"cap": pace["cap"], "leader_id": pace["leader"], "place": place},
        )


def _one(one: Occurrence, held: Held, fields: dict[str, Any], slots: dict[Any, date], now: datetime) -> Change:
    columns: dict[str, Any] = {"slot": slots[one.pk]} if one.pk in slots else {}
    if one.ends_at <= now:
        return Change(one, {}, columns)
    named = one.pk == held.anchor.pk
    kept = () if named or not held.pattern else one.own
    wanted = {name: value for name, value in fields.items() if name not in kept}
    if "day" in wanted and held.pattern:
        wanted["day"] = slots.get(one.pk, one.day if not named else wanted["day"])
    other = {name: value for name, value in wanted.items() if value != _now(one, name)}
    columns |= {name: value for name, value in other.items() if name != "paces"}
    columns |= wording(held.place, one, wanted)
    own = _own(one, fields, other, held)
    if own != one.own:
        columns["own"] = own
    if TIME & other.keys():
        after = {name: columns.get(name, getattr(one, name)) for name in ("day", "clock", "zone", "minutes")}
        columns["starts_at"], columns["ends_at"] = span(**after)
    return Change(one, other, columns)


def _own(one: Occurrence, given: Iterable[str], other: Iterable[str], held: Held) -> list[str]:
    """Changed alone, a field is its own; changed from it onwards, it is the pattern's again."""
    if held.anchor.event.repeats == Event.Repeats.NEVER:
        return one.own
    if not held.pattern:
        return sorted({*one.own, *other})
    return sorted(set(one.own) - set(given)) if one.pk == held.anchor.pk else one.own


def _now(one: Occurrence, name: str) -> Any:
    return paces_of(one) if name == "paces" else getattr(one, name)


def _demand_possible(change: Change, now: datetime) -> None:
    one, fields = change.occurrence, change.fields
    if TIME & fields.keys() and change.starts_at <= now and change.starts_at != one.starts_at:
        raise Invalid(_("Choose a time that is still to come."), field="day" if "day" in fields else "clock")
    if TIME & fields.keys() and change.ends_at <= now:
        raise Invalid(_("It would have ended already."), field="minutes")
    capacity = fields.get("capacity")
    if capacity is not None and capacity < one.taken:
        words = ngettext("%(n)d place is taken already.", "%(n)d places are taken already.", one.taken)
        raise Invalid(words % {"n": one.taken}, field="capacity")
    if "paces" in fields:
        _demand_paces(one, fields["paces"])


def _demand_other_words(change: Change) -> None:
    one = change.occurrence
    days = Occurrence.objects.filter(event=one.event_id).values_list("pk", flat=True)
    words = [change.columns.get(name, getattr(one, name)) for name in hiding.EVENT_WORDS]
    words += [pace["name"] for pace in change.fields.get("paces", paces_of(one))]
    hiding.demand_other_words("event", list(days), *words)


def _demand_paces(one: Occurrence, paces: Sequence[dict[str, Any]]) -> None:
    caps = {pace["name"]: pace["cap"] for pace in paces}
    chosen = Rsvp.objects.filter(occurrence=one).exclude(state=Rsvp.State.DECLINED)
    for pace in one.paces.all():
        if pace.name not in caps and chosen.filter(pace=pace).exists():
            raise Invalid(_("Somebody has chosen %(pace)s. Keep it.") % {"pace": pace.name}, field="paces")
        cap = caps.get(pace.name)
        if cap is not None and cap < pace.taken:
            words = ngettext("%(n)d place in %(pace)s is taken.", "%(n)d places in %(pace)s are taken.", pace.taken)
            raise Invalid(words % {"n": pace.taken, "pace": pace.name}, field="paces")
