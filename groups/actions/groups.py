"""Opening a group: its charter, its two rooms, and the one person who may come in first."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from community import audit
from community.emblems import EMBLEMS
from community.errors import Conflict, Invalid
from community.models import Brand, Person
from community.surface import Action, Standing
from community.whole import whole
from community.zones import find_zone
from groups.access import brand_standings
from groups.actions import charters, hiding, invites
from groups.actions.charters import CharterTerms
from groups.actions.locks import lock_group
from groups.actions.words import checked
from groups.models import Charter, Group, LowestAge
from groups.rates import take_captain
from messaging.actions.rooms import open_rooms
from messaging.models import Room
from moderation import policy


@whole
def open_group(
    manager: Person,
    brand: Brand,
    *,
    name: str,
    captain_email: str,
    about: str = "",
    place: str = "",
    emblem: str = "users",
    time_zone: str = "Europe/Berlin",
    lowest_age: int = LowestAge.SIXTEEN,
    charter: CharterTerms | None = None,
    at: datetime | None = None,
) -> tuple[Group, str]:
    """A new group and the token of the captain's invite, which is bound to `captain_email` and mailed there.

    Nobody else can come in before the captain, and nobody at all without saying that they are `lowest_age` years old or
    more: that stays as it is said here (trust.md R41). Raises `NotFound` or `Forbidden` for who does not manage the
    brand, `Invalid` on a field, `Conflict` `name_taken`, `RateLimited`. `at` is for the demo seed only.
    """
    policy.require(Action.OPEN_GROUP, brand_standings(manager, brand))
    take_captain(manager)
    terms = charter or CharterTerms()
    charters.check(terms)
    now = at or timezone.now()
    if lowest_age not in LowestAge.values:
        raise Invalid(_("Choose one of the answers."), field="lowest_age")
    group = _new_group(brand, name, size_cap=terms.size_cap, lowest_age=lowest_age, created_at=now)
    _dress(group, about=about, place=place, emblem=emblem, time_zone=time_zone)
    charters.write(group, 1, terms, None)
    open_rooms(brand, group.pk, [Room.Kind.TALK, Room.Kind.NOTICES], shared=terms.history == Charter.History.SHARED)
    token = invites.invite_captain(group, captain_email, at=now)[1]
    audit.record("group.opened", actor=manager, brand=brand, subject=group.pk)
    return group, token


@whole
def edit(manager: Person, group: Group, *, name: str, about: str, place: str, emblem: str, time_zone: str) -> Group:
    """What a group is called and where it meets. Raises `NotFound` for who does not manage its brand, `Invalid` on a
    field, `Conflict` `name_taken`, `Forbidden` `hidden` for name or line that are out of sight after a report. Its
    promises are the charter's matter, and the captain's."""
    policy.require(Action.OPEN_GROUP, brand_standings(manager, group.brand))
    group = lock_group(group.pk)
    before = (group.name, group.about)
    group.name = _free_name(group.brand, name, but=group)
    try:
        with transaction.atomic():
            group.save(update_fields=["name"])
    except IntegrityError:
        raise _name_taken()
    _dress(group, about=about, place=place, emblem=emblem, time_zone=time_zone)
    if (group.name, group.about) != before:
        hiding.demand_other_words("group", [group.pk], group.name, group.about)
    audit.record("group.edited", actor=manager, brand=group.brand, subject=group.pk)
    return group


def _dress(group: Group, *, about: str, place: str, emblem: str, time_zone: str) -> None:
    group.about = checked(about, "bio", group, Standing.MANAGER, field="about", most=280, need=False)
    group.place = checked(place, "title", group, Standing.MANAGER, field="place", most=60, need=False)
    group.emblem, group.time_zone = _emblem(emblem), _zone(time_zone)
    group.save(update_fields=["about", "place", "emblem", "time_zone"])


def _free_name(brand: Brand, name: str, *, but: Group | None = None) -> str:
    name = checked(name, "title", brand, Standing.MANAGER, field="name", most=40, need=True)
    others = Group.objects.filter(brand=brand, name=name)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise _name_taken()
    return name


def _new_group(brand: Brand, name: str, **fixed: Any) -> Group:
    for slug in _slugs(name):
        name = _free_name(brand, name)
        with suppress(IntegrityError), transaction.atomic():  # somebody took the name or the slug meanwhile
            return Group.objects.create(brand=brand, name=name, slug=slug, **fixed)
    raise _name_taken()


def _name_taken() -> Conflict:
    return Conflict(_("Another group of this brand has that name."), code="name_taken", detail={"field": "name"})


def _slugs(name: str) -> Iterator[str]:
    """Readable where the name is, then told apart by chance: names of all scripts are welcome."""
    stem = slugify(name)[:50]
    if stem and not Group.objects.filter(slug=stem).exists():
        yield stem
    for _attempt in range(2):
        yield f"{stem or 'group'}-{secrets.token_hex(4)}"


def _emblem(emblem: str) -> str:
    if emblem not in EMBLEMS:
        raise Invalid(_("Choose one of the emblems."), field="emblem")
    return emblem


def _zone(name: str) -> str:
    zone = find_zone(name)
    if zone is None:
        raise Invalid(_("A time zone looks like Europe/Berlin."), field="time_zone")
    return zone
