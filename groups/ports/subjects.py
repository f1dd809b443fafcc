"""What of a group can be reported: its events, profiles and card."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from community.errors import NotFound
from community.models import Person, Profile
from community.surface import Action
from groups.access import load_group, load_occurrence
from groups.actions import hiding
from groups.actions.locks import lock_group, lock_occurrences
from groups.models import BrandSeat, Group, Membership, Occurrence
from groups.ports import places
from groups.ports.places import GroupPlace
from moderation.ports import REPORTABLE_FOR, Exhibit, Kept, Place, Snapshot, registry


class EventSubject:
    """An event on one day: all that the group reads of it. Where and when stay in sight: people go there."""

    def __init__(self, occurrence: Occurrence) -> None:
        self.occurrence = occurrence

    def load_for(self, reader: Person) -> EventSubject:
        one = self.occurrence
        if not was_member(reader, one.group, since=one.created_at):
            load_occurrence(reader, one.group_id, one.pk, Action.SEE_EVENTS)
        return self

    def place(self) -> Place:
        return GroupPlace(self.occurrence.group)

    def author(self) -> Profile | None:
        """Who wrote its words last."""
        return self.occurrence.worded_by or self.occurrence.event.made_by

    def of_brand(self) -> bool:
        return BrandSeat.objects.filter(profile=self.author()).exists()

    def edition(self) -> str:
        return hiding.edition(*self._words())

    def lock(self) -> None:
        lock_occurrences([self.occurrence.pk])
        self.occurrence = _occurrence(self.occurrence.pk)

    def snapshot(self, context: int = 5) -> Snapshot:
        one = self.occurrence
        return alone(self.author(), "\n".join(word for word in self._words() if word), one.created_at)

    def hide(self) -> Kept | None:
        return hiding.hide_event(self.occurrence)

    def remove(self) -> Kept | None:
        return self.hide()

    def restore(self, kept: Kept) -> None:
        hiding.restore_event(self.occurrence, kept)

    def _words(self) -> tuple[str, ...]:
        one = self.occurrence
        paces = one.paces.order_by("place").values_list("name", flat=True)
        return (*(getattr(one, name) for name in hiding.EVENT_WORDS), *paces)


class ProfileSubject:
    """How somebody appears in a group: their name and line."""

    def __init__(self, profile: Profile, group: Group) -> None:
        self.profile, self.group = profile, group

    def load_for(self, reader: Person) -> ProfileSubject:
        if not was_member(reader, self.group, since=None):
            load_group(reader, self.group.pk, Action.SEE_PEOPLE)
        mine = Profile.objects.filter(person=reader, space=self.group.pk).first()
        if mine is None or not _met(self.profile, mine):
            raise NotFound
        return self

    def place(self) -> Place:
        return GroupPlace(self.group)

    def author(self) -> Profile | None:
        return self.profile

    def of_brand(self) -> bool:
        return BrandSeat.objects.filter(profile=self.profile).exists()

    def edition(self) -> str:
        return hiding.edition(self.profile.name, self.profile.bio)

    def lock(self) -> None:
        lock_group(self.group.pk)
        self.profile = Profile.objects.get(pk=self.profile.pk)

    def snapshot(self, context: int = 5) -> Snapshot:
        words = "\n".join(word for word in (self.profile.name, self.profile.bio) if word)
        return alone(self.profile, words, self.profile.created_at)

    def hide(self) -> Kept | None:
        return hiding.hide_profile(self.profile)

    def remove(self) -> Kept | None:
        return self.hide()

    def restore(self, kept: Kept) -> None:
        hiding.restore_profile(self.profile, kept)


class GroupSubject:
    """The group's card: its name and what it says it is. The brand's own."""

    def __init__(self, group: Group) -> None:
        self.group = group

    def load_for(self, reader: Person) -> GroupSubject:
        if not was_member(reader, self.group, since=None):
            load_group(reader, self.group.pk, Action.SEE_GROUP_CARD)
        return self

    def place(self) -> Place:
        return GroupPlace(self.group)

    def author(self) -> Profile | None:
        return None

    def of_brand(self) -> bool:
        return True

    def edition(self) -> str:
        return hiding.edition(self.group.name, self.group.about)

    def lock(self) -> None:
        self.group = lock_group(self.group.pk)

    def snapshot(self, context: int = 5) -> Snapshot:
        words = "\n".join(word for word in (self.group.name, self.group.about) if word)
        return alone(None, words, self.group.created_at)

    def hide(self) -> Kept | None:
        return hiding.hide_card(self.group)

    def remove(self) -> Kept | None:
        return self.hide()

    def restore(self, kept: Kept) -> None:
        hiding.restore_card(self.group, kept)


def find_card(subject_id: UUID) -> GroupSubject:
    return GroupSubject(places.group(subject_id))


def find_event(subject_id: UUID) -> EventSubject:
    return EventSubject(_occurrence(subject_id))


def find_profile(subject_id: UUID) -> ProfileSubject:
    profile = Profile.objects.select_related("person").filter(pk=subject_id).first()
    if profile is None:
        raise NotFound
    return ProfileSubject(profile, places.group(profile.space))


def _occurrence(pk: UUID) -> Occurrence:
    found = Occurrence.objects.select_related("event__made_by", "worded_by", "group__brand").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def was_member(person: Person, group: Group, *, since: datetime | None) -> bool:
    """Whether they left within thirty days, and were still there at `since`."""
    ended = Membership.objects.filter(group=group, profile__person=person, ended_at__gt=timezone.now() - REPORTABLE_FOR)
    return (ended.filter(ended_at__gte=since) if since else ended).exists()


def _met(other: Profile, mine: Profile) -> bool:
    """Whether both were in the group at one time; a brand's person whoever sees the group."""
    if BrandSeat.objects.filter(profile=other, ended_at=None).exists():
        return True
    theirs = Membership.objects.filter(profile=other)
    if BrandSeat.objects.filter(profile=mine, ended_at=None, state=BrandSeat.State.SPEAKING).exists():
        return theirs.filter(ended_at=None).exists()
    own = Membership.objects.filter(profile=mine).order_by("-joined_at").first()
    since = timezone.now() - REPORTABLE_FOR
    if own is None:
        return False
    there = theirs.filter(Q(ended_at=None) | Q(ended_at__gt=max(own.joined_at, since)))
    return (there.filter(joined_at__lt=own.ended_at) if own.ended_at else there).exists()


def alone(author: Profile | None, words: str, at: datetime) -> Snapshot:
    """Nothing stands around it."""
    name = author.name if author else _("The brand")
    profile = str(author.pk) if author else None
    return Snapshot(
        item=Exhibit(profile=profile, name=name, words=words, at=at.isoformat(), earlier=[]), before=[], after=[]
    )


registry.subject("event", find_event)
registry.subject("profile", find_profile)
registry.subject("group", find_card)
