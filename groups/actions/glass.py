"""Break-glass (trust.md R10): a manager asks with a reason, somebody else allows it, the group is told, and for some
hours, a day at most, that manager reads what the group's rooms hold. Everything shown is in the access log before it
is (R43)."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from community import audit
from community.errors import Conflict, Forbidden, Invalid, NotFound
from community.models import NAME_LENGTH, Person
from community.surface import Action, Standing
from community.whole import whole
from groups.access import brand_standings
from groups.access.glass import is_part_of, load_glass, load_open, second_role
from groups.actions.locks import lock_group
from groups.actions.words import checked
from groups.models import BreakGlass, Group
from groups.models.glass import REASON
from groups.notifications import glass as notifications
from messaging.access.through import Pane, said_in, shared_rooms
from messaging.actions.rooms import note
from messaging.log import Note
from messaging.models import Room
from moderation import policy


class Sight(NamedTuple):
    """What is on one page: the rooms there are, the one that is read, some of its words."""

    glass: BreakGlass
    rooms: list[Room]
    room: Room
    pane: Pane


@whole
def ask(person: Person, group: Group, *, reason: str, hours: int, name: str) -> BreakGlass:
    """The first key. For a day somebody else can turn the second; all who may are told. Raises `NotFound` for who does
    not manage the brand, `Forbidden` for who is part of the group, `Invalid` on a field, `Conflict` while one's last is
    not over."""
    policy.require(Action.ASK_GLASS, brand_standings(person, group.brand))
    _demand_outsider(person, group)
    if hours not in dict(BreakGlass.HOURS):
        raise Invalid(_("Choose for how long."), field="hours")
    reason = checked(reason, "note", group, Standing.MANAGER, field="reason", most=REASON, need=True)
    called = _name(name, group, Standing.MANAGER, "asked_name")
    now = timezone.now()
    words = {"reason": reason, "hours": hours, "asked_name": called}
    try:
        with transaction.atomic():
            made = BreakGlass.objects.create(group=group, asked_by=person, asked_at=now, closes_at=now, **words)
    except IntegrityError:
        raise Conflict(_("Your last request for this group is not over. End it first."), code="glass_stands")
    made.refresh_from_db()  # the database has set the times
    notifications.asked(made)
    audit.record("glass.asked", actor=person, brand=group.brand, subject=made.pk, data={"group": str(group.pk)})
    return made


@whole
def approve(person: Person, glass_id: UUID, *, name: str) -> BreakGlass:
    """The second key. In the same transaction everybody in the group is told; from its end on it can be read. Raises
    `NotFound`, `Forbidden` for who asked and for who is part of the group, `Conflict` when it is answered or over,
    `Invalid` on the name."""
    found = BreakGlass.objects.filter(pk=glass_id).first()
    if found is None:
        raise NotFound
    group = lock_group(found.group_id)
    policy.require(Action.TURN_GLASS, brand_standings(person, group.brand))
    if found.asked_by_id == person.pk:
        raise Forbidden(_("You asked for this. Somebody else turns the second key."))
    _demand_outsider(person, group)
    if not BreakGlass.objects.waiting().filter(pk=glass_id).exists():
        raise Conflict(_("This is answered or over."), code="glass_answered")
    role = second_role(person, group)
    closes = timezone.now() + timedelta(hours=found.hours)
    told = note(group.pk, Note.GLASS, closes)  # locks rooms, so before screening counts its hits
    called = _name(name, group, Standing(role), "approved_name")
    key = {"approved_by": person, "approved_role": role, "approved_name": called}
    turned = BreakGlass.objects.waiting().filter(pk=glass_id)
    if not turned.update(approved_at=timezone.now(), notice=told, closes_at=closes, **key):
        raise Conflict(_("This is answered or over."), code="glass_answered")
    glass = load_glass(person, glass_id)
    notifications.answered(glass)
    notifications.broken(glass)
    audit.record("glass.approved", actor=person, brand=group.brand, subject=glass.pk, data={"notice": told})
    return glass


@whole
def end(person: Person, glass_id: UUID) -> None:
    """Whoever holds one of the two keys closes it, at once; who could turn the second refuses by this. Doing it twice
    is once. Raises `NotFound` for others, `Forbidden` for who is part of the group."""
    glass = load_glass(person, glass_id)
    holds_key = person.pk in (glass.asked_by_id, glass.approved_by_id)
    if glass.approved_at is not None and not holds_key:
        raise NotFound
    if not holds_key:
        _demand_outsider(person, glass.group)
    verb = "ended" if glass.approved_at else "taken_back" if glass.asked_by_id == person.pk else "refused"
    if _close(glass, person):
        audit.record(f"glass.{verb}", actor=person, brand=glass.group.brand, subject=glass.pk)


@whole
def end_with_key(person_id: UUID, brand_id: UUID | None = None) -> None:
    """Somebody's duty for a brand has ended, or their second factor is gone: what hung on their key closes for good.
    Without `brand_id`: all of it."""
    theirs = Q(asked_by=person_id) | Q(approved_by=person_id)
    if brand_id is not None:
        theirs &= Q(group__brand=brand_id)
    standing = BreakGlass.objects.filter(theirs, ended_at=None, closes_at__gt=Now())
    for glass in standing.select_for_update(no_key=True, of=("self",)).select_related("group__brand").order_by("pk"):
        _close(glass, None)
        audit.record("glass.ended", actor=None, brand=glass.group.brand, subject=glass.pk)


@whole
def read(person: Person, glass_id: UUID, *, room_id: UUID | None = None, before: int | None = None) -> Sight:
    """One page of one room; without `room_id` of Talk. Whose words are on it is in the access log before anybody gets
    them. Raises `NotFound`, from the second on in which it closes."""
    glass = load_open(person, glass_id)
    rooms = list(shared_rooms(glass.group_id))
    wanted = (one for one in rooms if (one.pk == room_id if room_id else one.kind == Room.Kind.TALK))
    room = next(wanted, None)
    if room is None:
        raise NotFound
    pane = said_in(room, before)
    whose = {one.actor_id for one in pane.messages if one.actor_id is not None}
    reason = _("In an emergency: %(reason)s") % {"reason": glass.reason}
    audit.looked_at(sorted(whose), person, role=Standing.MANAGER, reason=reason)
    if BreakGlass.objects.filter(pk=glass.pk, opened_at=None).update(opened_at=timezone.now()):
        audit.record("glass.opened", actor=person, brand=glass.group.brand, subject=glass.pk)
    return Sight(glass, rooms, room, pane)


def _close(glass: BreakGlass, by: Person | None) -> bool:
    """False where it is over already."""
    standing = BreakGlass.objects.filter(pk=glass.pk, ended_at=None, closes_at__gt=Now())
    notifications.answered(glass)
    return bool(standing.update(ended_at=timezone.now(), ended_by=by))


def _demand_outsider(person: Person, group: Group) -> None:
    if is_part_of(person, group):
        raise Forbidden(_("You are or were part of this group. Somebody who is not has to do this."))


def _name(value: str, group: Group, standing: Standing, field: str) -> str:
    return checked(value, "name", group, standing, field=field, most=NAME_LENGTH, need=True)
