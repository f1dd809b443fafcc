"""What the rules must know or do above themselves: two small protocols that messaging and groups fill in and register
when they start (architecture.md "Floors"). The rules ask nobody by name.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet

from community.audit import Plain
from community.models import Person, Profile
from community.surface import Standing
from moderation.models import Sanction

REPORTABLE_FOR = timedelta(days=30)  # trust.md R30: what one can see, or could within this time


class Place(Protocol):
    """A group or a direct room, as the rules see it."""

    def reviewers(self) -> QuerySet[Person]:
        """Who may decide about what happens here."""

    def standing(self, person: Person) -> frozenset[Standing]: ...

    def branch_of(self, person: Person) -> UUID | None:
        """The membership at the root of the invitations that the person came in by (R35)."""

    def size(self) -> int: ...

    def apply(self, sanction: Sanction) -> None:
        """This place's own action, inside the transaction of the decision."""

    def lift(self, sanction: Sanction) -> None:
        """Undoes `apply`, fully (R37)."""


class Subject(Protocol):
    """A thing that can be reported."""

    def load_for(self, reader: Person) -> Subject:
        """Raises `NotFound` unless the reader sees it, or could within `REPORTABLE_FOR`."""

    def snapshot(self, context: int = 5) -> Mapping[str, Plain]:
        """It, and at most `context` neighbours on either side (R9)."""

    def place(self) -> Place: ...

    def author(self) -> Profile | None: ...

    def in_conflict(self, person: Person) -> bool:
        """Whether this person must not judge it (R33)."""

    def hide(self) -> None: ...

    def restore(self) -> None: ...

    def remove(self) -> None: ...


class SubjectFinder(Protocol):
    def __call__(self, subject_id: UUID) -> Subject:
        """Raises `NotFound`."""


class PlaceFinder(Protocol):
    def __call__(self, space: UUID) -> Place:
        """Raises `NotFound`."""


Author = tuple[UUID, UUID]  # space, profile


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What screening must know of an author that the room does not: the country of the place ("" where none is known),
    and whether they are new there (R20)."""

    region: str
    new: bool


class CircumstancesFinder(Protocol):
    def __call__(self, authors: Collection[Author]) -> Mapping[Author, Circumstances]:
        """In one statement. Authors of other kinds of places are missing."""


@dataclass(frozen=True, slots=True)
class Registry:
    """What the floors above have said they can find, by kind."""

    subjects: dict[str, SubjectFinder]
    places: dict[str, PlaceFinder]
    circumstances: dict[str, CircumstancesFinder] = field(default_factory=dict)

    def subject(self, kind: str, finder: SubjectFinder) -> None:
        """`kind` is the stable name in reports, such as "message". Raises `ImproperlyConfigured` when it is taken."""
        if self.subjects.setdefault(kind, finder) is not finder:
            raise ImproperlyConfigured(f"two packages want to find the subject {kind}")

    def place(self, kind: str, finder: PlaceFinder) -> None:
        """`kind` is "group" or "direct". Raises `ImproperlyConfigured` when it is taken."""
        if self.places.setdefault(kind, finder) is not finder:
            raise ImproperlyConfigured(f"two packages want to find the place {kind}")

    def circumstance(self, kind: str, finder: CircumstancesFinder) -> None:
        """`kind` as for places. Raises `ImproperlyConfigured` when it is taken."""
        if self.circumstances.setdefault(kind, finder) is not finder:
            raise ImproperlyConfigured(f"two packages want to tell of the authors in the place {kind}")


registry = Registry({}, {})
