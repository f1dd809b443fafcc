"""Planning: an event comes to be, becomes another, is cancelled and is on again (product.md "Meeting"). What
its makers do is counted (groups/rates.py): each raises `RateLimited`, too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Unpack
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from community import audit
from community.errors import Conflict, Invalid
from community.surface import Action
from community.whole import whole
from groups.access import Place, Seat
from groups.actions import changes, hearing, regulars, series, waitlist
from groups.actions.announce import event_changed
from groups.actions.changes import Change
from groups.actions.locks import lock_group, look_again
from groups.actions.plans import Fields, cleaned, demand_member, pattern_of
from groups.actions.scopes import Held, Hosting, hold, look
from groups.actions.words import checked
from groups.models import ANSWERS_LIVE, Event, Host, Occurrence, Rsvp
from groups.rates import take_plan
from groups.recurrence import Pattern, span
from messaging.log import lock_rooms

_DEFAULTS: dict[str, Any] = {"zone": "", "minutes": 60, "paces": ()}
_LEAST = ("title", "day", "clock")
Status = Occurrence.Status


@dataclass(frozen=True, slots=True)
class Affected:
    """What a change would do to one occurrence: the names of what becomes other, when it would be, who would hear."""

    occurrence: Occurrence
    fields: list[str]
    told: list[str]
    starts_at: datetime
    ends_at: datetime
    going: int
    waitlisted: int


@whole
def create(
    place: Place,
    *,
    repeats: str = Event.Repeats.NEVER,
    interval: int = 1,
    until: date | None = None,
    lead: UUID | None = None,
    cohosts: Sequence[UUID] = (),
    at: datetime | None = None,
    **fields: Unpack[Fields],
) -> Event:
    """A new event with its occurrences, those of a series twelve weeks ahead. `title`, `day` and `clock` are needed;
    the zone is the group's unless said. Its maker leads it unless another member is named.

    Raises `Forbidden` for who may not plan, `Invalid` on the field. `at` is for the demo seed only.
    """
    take_plan(place)
    place = look_again(place, Action.PLAN_EVENT)
    now = at or timezone.now()
    for name in _LEAST:
        if name not in fields:
            raise Invalid(_("This is needed."), field=name)
    said = cleaned(place, {**_DEFAULTS, **fields})
    first = said.pop("day")
    if span(first, said["clock"], said["zone"], said["minutes"])[0] <= now:
        raise Invalid(_("Choose a time that is still to come."), field="day")
    pattern = pattern_of(place, repeats, interval, first, until)
    hosting = _hosting(place, lead, cohosts)
    event = Event.objects.create(
        group=place.group, made_by=place.profile, starts_on=first, created_at=now, **pattern, **said
    )
    made = series.make(event, now, hosting)
    for host in Host.objects.filter(occurrence__in=made[:1]).select_related("profile"):
        hearing.of_hosting(made, host.profile, place.person, now, lead=host.lead)
    _record("event.planned", place, {"event": str(event.pk)})
    return event


@whole
def change(seat: Seat, *, scope: str = "this", version: str = "", **fields: Unpack[Fields]) -> list[Occurrence]:
    """Only what is named becomes other; answers stay. `scope` "onwards" means this one and all after it, and those
    still to be made; what one of them was given alone stays its own. Those that became other, in order.

    `version`: of the occurrence as its editor saw it; over another one nothing is written. Those coming or waiting hear
    of another time or place. Raises as `scopes.hold` and `changes.work_out`, `Conflict` `event_changed`.
    """
    take_plan(seat.place)
    now = timezone.now()
    held = hold(seat, scope, now)
    _demand_as_seen(held, version)
    said = cleaned(held.place, fields)
    made = changes.work_out(held, said, now)
    if held.pattern:
        _change_pattern(held, said)
    _carry_out(held, made, now)
    became = [change.occurrence for change in made if change.fields]
    if became:
        about = str(seat.occurrence.pk)
        _record("event.changed", held.place, {"occurrence": about, "scope": scope, "fields": [*sorted(said)]})
    return became


def preview(seat: Seat, *, scope: str = "this", version: str = "", **fields: Unpack[Fields]) -> list[Affected]:
    """What `change` would do, without doing it. Raises the same."""
    now = timezone.now()
    held = look(seat, scope, now)
    _demand_as_seen(held, version)
    made = changes.work_out(held, cleaned(held.place, fields), now)
    ids = [change.occurrence.pk for change in made]
    waiting = Q(rsvps__state__in=[Rsvp.State.WAITLISTED, Rsvp.State.OFFERED])
    counts = Occurrence.objects.filter(pk__in=ids).annotate(
        going=Count("rsvps", Q(rsvps__state=Rsvp.State.GOING)), waiting=Count("rsvps", waiting)
    )
    known = {pk: (going, waiting) for pk, going, waiting in counts.values_list("pk", "going", "waiting")}
    return [
        Affected(one.occurrence, sorted(one.fields), one.told, one.starts_at, one.ends_at, *known[one.occurrence.pk])
        for one in made
        if one.fields
    ]


@whole
def cancel(seat: Seat, *, scope: str = "this", reason: str = "") -> list[Occurrence]:
    """It does not take place; who had answered keeps that, and hears of it. "onwards": nothing more is made either.

    Those that were cancelled by this; none when they were before. Raises as `scopes.hold`, `Invalid` on `reason`.
    """
    take_plan(seat.place)
    now = timezone.now()
    held = hold(seat, scope, now)
    place = held.place
    reason = checked(reason, "bio", place.group, place.standing, field="reason", most=140, need=False)
    if held.pattern:
        _end_pattern(held)
    standing = [one for one in held.coming(now) if one.status == Status.PLANNED]
    _hold_rooms(standing)
    for one in standing:
        one.status, one.reason = Status.CANCELLED, reason
        _number(one, now, ["status", "reason"])
        waitlist.fill(one, now)
        event_changed(one)
    hearing.of_cancelling(standing, place.person, now)
    if standing:
        _record("event.cancelled", place, {"occurrence": str(seat.occurrence.pk), "scope": scope})
    return standing


@whole
def revive(seat: Seat, *, scope: str = "this") -> list[Occurrence]:
    """A cancelled one takes place after all, and everybody who had answered hears of it. "onwards": so do all after it
    that are cancelled, and the series goes on.

    Those that are on again by this; none when they were before. Raises as `scopes.hold`, `Conflict` `event_over` once
    its start has passed.
    """
    take_plan(seat.place)
    now = timezone.now()
    lock_group(seat.place.group.pk)  # nobody becomes a regular, or leaves, while they are put down
    held = hold(seat, scope, now)
    off = [one for one in held.all if one.status == Status.CANCELLED and one.starts_at > now]
    if held.anchor.status == Status.CANCELLED and held.anchor not in off:
        raise Conflict(_("Its time has passed. Plan it anew."), code="event_over")
    if held.pattern:
        _go_on(held)
    _hold_rooms(off)
    for one in off:
        one.status, one.reason, one.timed_at = Status.PLANNED, "", now
        _number(one, now, ["status", "reason", "timed_at"])
    hearing.of_change([(one, ["revived"], (one.starts_at, one.ends_at)) for one in off], held.place.person, now)
    # Of a host lost while it was cancelled nobody was told.
    hearing.of_no_host([one for one in off if one.hostless_since is not None], None, now)
    for one in off:
        regulars.put_down_regulars(one)
        waitlist.fill(one, now)
        event_changed(one)
    if off:
        _record("event.revived", held.place, {"occurrence": str(seat.occurrence.pk), "scope": scope})
    return off


def forget_answers(now: datetime) -> int:
    """Answers to an event's question go a week after its end; how many. Safe to run again after a crash."""
    over = Occurrence.objects.filter(ends_at__lte=now - ANSWERS_LIVE)
    return Rsvp.objects.filter(occurrence__in=over).exclude(answer="").update(answer="")


def _demand_as_seen(held: Held, version: str) -> None:
    if version not in ("", held.anchor.version):
        words = _("Somebody changed this event while you wrote. What you typed stands here; look, and save once more.")
        raise Conflict(words, code="event_changed")


def _hosting(place: Place, lead: UUID | None, cohosts: Sequence[UUID]) -> Hosting:
    leader = demand_member(place.group, lead, "lead") if lead is not None else place.profile.pk
    helping = [demand_member(place.group, one, "cohosts") for one in dict.fromkeys(cohosts) if one != leader]
    return [(leader, True), *((one, False) for one in helping)]


def _carry_out(held: Held, made: list[Change], now: datetime) -> None:
    """Slots from the far end: none is given to two at once, not even for a moment."""
    _hold_rooms([change.occurrence for change in made])
    later = any(change.columns.get("slot", change.occurrence.slot) > change.occurrence.slot for change in made)
    news = [_write(change, now) for change in (reversed(made) if later else made)]
    hearing.of_change([one for one in news if one is not None], held.place.person, now)


def _write(change: Change, now: datetime) -> hearing.News | None:
    """What is to be told of it."""
    one, was = change.occurrence, (change.occurrence.starts_at, change.occurrence.ends_at)
    otherwise = _gives_room(one, change.fields) or change.starts_at != one.starts_at  # offers end by the start
    for name, value in change.columns.items():
        setattr(one, name, value)
    if not change.fields:
        one.save(update_fields=[*change.columns])
        return None
    columns = list(change.columns)
    if one.starts_at != was[0]:
        one.timed_at = now
        columns.append("timed_at")
    heard = change.told and one.status == Status.PLANNED
    if heard:
        _number(one, now, columns)
    else:
        one.changed_at = now
        one.save(update_fields=[*columns, "changed_at"])
    if "paces" in change.fields:
        changes.set_paces(one, change.fields["paces"])
    if "question" in change.fields:  # what was said to another question is no answer to this one
        Rsvp.objects.filter(occurrence=one).exclude(answer="").update(answer="")
    if change.told and not heard:
        hearing.not_yet(one, change.told)
    if otherwise:
        waitlist.fill(one, now)
    event_changed(one)
    return (one, change.told, was) if heard else None


def _gives_room(one: Occurrence, fields: dict[str, Any]) -> bool:
    if "paces" in fields:
        return True
    if "capacity" not in fields or one.capacity is None:
        return False
    return fields["capacity"] is None or fields["capacity"] > one.capacity


def _number(one: Occurrence, now: datetime, columns: Sequence[str]) -> None:
    """A change that calendars and people hear of (RFC 5545 SEQUENCE). With any other the number would say that there is
    newer than what is on its way to them."""
    one.sequence, one.changed_at = one.sequence + 1, now
    one.save(update_fields=[*columns, "sequence", "changed_at"])


def _hold_rooms(occurrences: Sequence[Occurrence]) -> None:
    """Who moves up may enter any of them: all are taken in one order, before anything else is."""
    lock_rooms(one.room_id for one in occurrences if one.room_id is not None)


def _change_pattern(held: Held, said: dict[str, Any]) -> None:
    event = held.anchor.event
    fields = {name: value for name, value in said.items() if name != "day"} | changes.wording(held.place, event, said)
    if "day" in said:
        shift = changes.shift_of(held, said["day"])
        fields["starts_on"] = said["day"]
        fields["until"] = event.until + shift if event.until else None
    for name, value in fields.items():
        setattr(event, name, value)
    event.save(update_fields=list(fields))


def _end_pattern(held: Held) -> None:
    event = held.anchor.event
    if event.repeats != Event.Repeats.NEVER:
        event.until = held.anchor.slot - timedelta(days=1)
        event.save(update_fields=["until"])


def _go_on(held: Held) -> None:
    """An ended series ends no more, or where its days show that it was to: within those made at first."""
    event, last = held.anchor.event, held.all[-1].slot
    if event.until is None or event.until >= last:
        return
    endless = Pattern(event.repeats, event.interval, event.starts_on)
    following = next(day for day in endless.days() if day > last)
    event.until = last if event.made_until is not None and following <= event.made_until else None
    event.save(update_fields=["until"])


def _record(verb: str, place: Place, data: dict[str, audit.Plain]) -> None:
    audit.record(verb, actor=place.person, brand=place.group.brand, subject=place.group.pk, data=data)
