"""How a person wants to be reached: every switch, quiet hours, leads of reminders (product.md "Being reached").

What waits already follows a change at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from community.errors import Invalid
from community.models import Channel, Person, Preference, Reach
from community.notifications import planning
from community.notifications.kinds import Kind, Mode, all_kinds, kind_of
from community.notifications.quiet import LONGEST
from community.whole import whole

MOST_LEADS = 5
LONGEST_LEAD = 7 * 24 * 60  # minutes
Switch = tuple[str, str]  # a kind's name and a channel


def reach_of(person: Person) -> Reach:
    """The person's own, or the defaults; not stored before it is changed."""
    return Reach.objects.filter(person=person).first() or Reach(person=person)


def modes_of(person: Person) -> dict[Switch, Mode]:
    """Every switch as it stands, for kinds and channels that have one."""
    own = {(each.kind, each.channel): Mode(each.mode) for each in Preference.objects.filter(person=person)}
    return {
        (kind.name, channel): own.get((kind.name, channel), mode) if kind.can_switch else mode
        for kind in all_kinds()
        if not kind.opt_in
        for channel, mode in kind.channels.items()
    }


@whole
def set_modes(person: Person, modes: Mapping[Switch, str]) -> None:
    """Sets these switches and leaves the others. Raises `Invalid` for what no switch says."""
    for (name, channel), mode in modes.items():
        _set(person, _switchable(name, channel), channel, mode)
    planning.again(person.pk)


@whole
def stop_mail(person: Person, kind: Kind) -> None:
    """No more mails of this kind: what the link in each of them does."""
    if kind.opt_in:
        set_reach(person, **{kind.opt_in: False})
    elif kind.can_switch:
        _set(person, kind, Channel.MAIL, Mode.OFF)
        planning.again(person.pk)


@whole
def keep(person: Person, modes: Mapping[Switch, str], **fields: Any) -> None:
    """`set_modes` of the switches that differ from how they stand, and `set_reach`: both, or neither."""
    standing = modes_of(person)
    changed = {switch: mode for switch, mode in modes.items() if standing.get(switch) != mode}
    if changed:
        set_modes(person, changed)
    if fields:
        set_reach(person, **fields)


@whole
def set_reach(person: Person, **fields: Any) -> Reach:
    """Any of `quiet_from`, `quiet_to` (the same time twice: no quiet hours), `leads` (minutes before, up to five),
    `digest`. Raises `Invalid` on a field."""
    reach, _made = Reach.objects.select_for_update().get_or_create(person=person)
    if "leads" in fields:
        fields["leads"] = _leads(fields["leads"])
    for name, value in fields.items():
        setattr(reach, name, value)
    _demand_waking_hours(reach.quiet_from, reach.quiet_to)
    reach.save(update_fields=list(fields))
    planning.again(person.pk)
    return reach


def _switchable(name: str, channel: str) -> Kind:
    kind = kind_of(name)
    if kind is None or kind.opt_in or channel not in kind.channels:
        raise Invalid(_("There is no such switch."), field=f"{name}.{channel}")
    if not kind.can_switch:
        raise Invalid(_("This cannot be switched off: it concerns your safety."), field=f"{name}.{channel}")
    return kind


def _set(person: Person, kind: Kind, channel: str, mode: str) -> None:
    if mode not in Mode.values or (mode == Mode.FALLBACK and channel != Channel.MAIL):
        raise Invalid(_("Choose one of the answers."), field=f"{kind.name}.{channel}")
    rows = Preference.objects.filter(person=person, kind=kind.name, channel=channel)
    if mode == kind.channels.get(Channel(channel)):
        rows.delete()  # as it stands by itself: follows what we think best from now on
    else:
        Preference.objects.update_or_create(
            person=person, kind=kind.name, channel=channel, defaults={"mode": mode, "changed_at": timezone.now()}
        )


def _leads(leads: Iterable[int]) -> list[int]:
    found = sorted(set(leads), reverse=True)
    if len(found) > MOST_LEADS or any(not 0 < lead <= LONGEST_LEAD for lead in found):
        raise Invalid(_("Up to five reminders, each within the week before."), field="leads")
    return found


def _demand_waking_hours(start: time, end: time) -> None:
    day = datetime(2000, 1, 1)  # noqa: DTZ001  (a length on the wall, in no zone)
    length = (datetime.combine(day, end) - datetime.combine(day, start)).seconds
    if length > LONGEST.total_seconds():
        raise Invalid(_("Quiet hours last fourteen hours at most."), field="quiet_to")
