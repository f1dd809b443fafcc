"""What can be reported of what a brand sends to single people: its messages to them, its questions about their words.
Its own people judge neither (trust.md R33)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from community.errors import NotFound
from community.models import Person, Profile
from community.surface import Action
from groups.access import load_group
from groups.access.outreach import load_outreach
from groups.access.reuse import asks_of
from groups.actions import hiding
from groups.actions.locks import lock_group
from groups.models import Outreach, ReuseAsk
from groups.ports.places import BrandPlace, GroupPlace
from groups.ports.subjects import alone, was_member
from messaging.access.words import bodies
from moderation.ports import Kept, Place, Snapshot, registry


class _OfBrand(ABC):
    """What the brand wrote: out of sight it stays as it is, and can come back."""

    def of_brand(self) -> bool:
        return True

    def hide(self) -> Kept | None:
        return hiding.hide_brands(self._row())

    def remove(self) -> Kept | None:
        return self.hide()

    def restore(self, kept: Kept) -> None:
        hiding.restore_brands(self._row())

    @abstractmethod
    def _row(self) -> QuerySet[Any]: ...


class OutreachSubject(_OfBrand):
    """It went to several groups, so none of their captains judges it. The brand's own."""

    def __init__(self, outreach: Outreach) -> None:
        self.outreach = outreach

    def load_for(self, reader: Person) -> OutreachSubject:
        one = self.outreach
        if not any(was_member(reader, group, since=one.leaves_at) for group in one.groups.all()):
            load_outreach(reader, one.pk)
        return self

    def place(self) -> Place:
        return BrandPlace(self.outreach.brand, self.outreach.groups.all())

    def author(self) -> Profile | None:
        return None

    def edition(self) -> str:
        return hiding.edition(self.outreach.title, self.outreach.body)

    def lock(self) -> None:
        self.outreach = self._row().select_for_update(no_key=True, of=("self",)).select_related("brand").get()

    def snapshot(self, context: int = 5) -> Snapshot:
        return alone(None, f"{self.outreach.title}\n{self.outreach.body}", self.outreach.leaves_at)

    def _row(self) -> QuerySet[Outreach]:
        return Outreach.objects.filter(pk=self.outreach.pk)


class ReuseSubject(_OfBrand):
    """The question; beside it, the words that it is about."""

    def __init__(self, ask: ReuseAsk) -> None:
        self.ask = ask

    def load_for(self, reader: Person) -> ReuseSubject:
        ask = self.ask
        if ask.author.person_id != reader.pk or not was_member(reader, ask.group, since=ask.asked_at):
            place = load_group(reader, ask.group_id, Action.READ_MESSAGES)
            if not asks_of(place).filter(pk=ask.pk).exists():
                raise NotFound
        return self

    def place(self) -> Place:
        return GroupPlace(self.ask.group)

    def author(self) -> Profile | None:
        return self.ask.asked_by

    def edition(self) -> str:
        return hiding.edition(self.ask.purpose)

    def lock(self) -> None:
        lock_group(self.ask.group_id)
        self.ask = _asks().get(pk=self.ask.pk)

    def snapshot(self, context: int = 5) -> Snapshot:
        ask = self.ask
        about = bodies([ask.item]).get(ask.item)
        seen = alone(ask.asked_by, ask.purpose, ask.asked_at)
        if about:
            seen["before"] = [alone(ask.author, about, ask.asked_at)["item"]]
        return seen

    def _row(self) -> QuerySet[ReuseAsk]:
        return ReuseAsk.objects.filter(pk=self.ask.pk)


def find_outreach(subject_id: UUID) -> OutreachSubject:
    found = Outreach.objects.select_related("brand").filter(pk=subject_id).first()
    if found is None:
        raise NotFound
    return OutreachSubject(found)


def find_reuse(subject_id: UUID) -> ReuseSubject:
    found = _asks().filter(pk=subject_id).first()
    if found is None:
        raise NotFound
    return ReuseSubject(found)


def _asks() -> QuerySet[ReuseAsk]:
    return ReuseAsk.objects.select_related("group__brand", "author", "asked_by")


registry.subject("outreach", find_outreach)
registry.subject("reuse", find_reuse)
