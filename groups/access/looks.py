"""Who looked at a person's data from outside: their own page of the access log, and nobody else's (trust.md R43)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from community.errors import Words
from community.models import AccessLogEntry, Person, Profile
from groups.models import Group
from moderation.policy import STANDINGS

MOST = 50  # of one group on a page; an app leafs through all


@dataclass(frozen=True, slots=True)
class Look:
    entry: AccessLogEntry
    space: UUID | None  # the group whose profile was looked at; None: the account itself

    @property
    def role(self) -> Words:
        """As the policy calls it."""
        if self.entry.role == "self":
            return _("You")
        return next((words for one, words in STANDINGS.items() if one == self.entry.role), self.entry.role)


@dataclass(frozen=True, slots=True)
class Watch:
    """What was looked at in one group, newest first; `group` None: of the account. `profile` is one's face there."""

    group: Group | None
    profile: Profile | None
    looks: list[Look]


def entries_of(person: Person, space: UUID | None = None) -> QuerySet[AccessLogEntry]:
    """All looks at the person, or at their profile in one group: of groups left, too. A group that is not theirs is
    as empty as one that does not exist."""
    if space is not None:
        return AccessLogEntry.objects.filter(subject__in=person.profiles.filter(space=space).values("pk"))
    return AccessLogEntry.objects.filter(Q(subject__in=person.profiles.values("pk")) | Q(subject=person.pk))


def looks_of(person: Person, entries: list[AccessLogEntry]) -> list[Look]:
    """The same with their places."""
    spaces = dict(person.profiles.filter(pk__in={one.subject for one in entries}).values_list("pk", "space"))
    return [Look(one, spaces.get(one.subject)) for one in entries]


def watches_of(person: Person) -> list[Watch]:
    """For every group the person has a face in, the account first, then by name."""
    groups = {group.pk: group for group in Group.objects.filter(pk__in=person.profiles.values("space"))}
    inside = [watch_at(person, groups[face.space], face) for face in person.profiles.all() if face.space in groups]
    own = AccessLogEntry.objects.filter(subject=person.pk).order_by("-created_at", "-pk")[:MOST]
    account = Watch(None, None, [Look(entry, None) for entry in own])
    return [account, *sorted(inside, key=lambda watch: str(watch.group))]


def watch_at(person: Person, group: Group, profile: Profile) -> Watch:
    """The same for one group."""
    found = entries_of(person, group.pk).order_by("-created_at", "-pk")[:MOST]
    return Watch(group, profile, [Look(entry, group.pk) for entry in found])
