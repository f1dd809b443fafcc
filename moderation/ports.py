"""What the rules must know or do above themselves: two small protocols that messaging and groups fill in and register
when they start (architecture.md "Floors"). The rules ask nobody by name.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NotRequired, Protocol, TypedDict, runtime_checkable
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet

from community.audit import Plain
from community.errors import NotFound
from community.models import Brand, Person, Profile
from community.surface import Standing
from moderation.models import Sanction

REPORTABLE_FOR = timedelta(days=30)  # trust.md R30: what one can see, or could within this time
Kept = Mapping[str, Plain]  # what hiding took away


class Picture(TypedDict):
    """What could be seen: `webp` in base64, `alt` what its author said of it."""

    webp: str
    alt: str


class Exhibit(TypedDict):
    """One thing as a reviewer sees it. `profile` and `name` are its author's, `earlier` its former words, `files` the
    names of what came with it and is no picture."""

    profile: str | None
    name: str
    words: str
    at: str  # ISO 8601
    earlier: list[str]
    pictures: NotRequired[list[Picture]]
    files: NotRequired[list[str]]


class Snapshot(TypedDict):
    """`item`, and those right before and after it, oldest first."""

    item: Exhibit
    before: list[Exhibit]
    after: list[Exhibit]


class Place(Protocol):
    """A group, a direct room, or a brand over all its groups, as the rules see it."""

    @property
    def space(self) -> UUID: ...

    @property
    def brand(self) -> Brand: ...

    @property
    def name(self) -> str: ...

    def reviewers(self) -> QuerySet[Person]:
        """Who decides first about what happens here: its captains."""

    def profile_of(self, person: Person) -> Profile | None:
        """As whom they report something here; None for who was never here."""

    def close_to(self, profiles: Collection[UUID]) -> QuerySet[Person]:
        """Who let one of these in, or was let in by one of them: no judges in their cause (R33)."""

    def standing(self, person: Person) -> frozenset[Standing]: ...

    def branch_of(self, profile: Profile) -> UUID:
        """The profile at the root of the invitations that this one came in by (R35)."""

    def size(self) -> int: ...

    def lock(self, profile: Profile | None) -> None:
        """All that deciding about this profile may touch, in the order of locks. Before everything else."""

    def apply(self, sanction: Sanction) -> None:
        """This place's own action, inside the transaction of the decision, under `lock`. Raises `Forbidden`
        `captain_stays` where a captain would remove one."""

    def lift(self, sanction: Sanction) -> None:
        """Undoes `apply`, fully (R37). The sanction no longer stands. Raises `Conflict` when there is no room."""


class Subject(Protocol):
    """A thing that can be reported."""

    def load_for(self, reader: Person) -> Subject:
        """Raises `NotFound` unless the reader sees it, or could within `REPORTABLE_FOR`."""

    def place(self) -> Place: ...

    def author(self) -> Profile | None:
        """Whose it is; None for what is the brand's own."""

    def of_brand(self) -> bool:
        """Whether the brand's people made it: none of its team judges it (R33)."""

    def edition(self) -> str:
        """The state it is in: changed words are another."""

    def lock(self) -> None:
        """What hiding it touches. After `Place.lock`, before the case."""

    def snapshot(self, context: int = 5) -> Snapshot:
        """It, and at most `context` neighbours on either side (R9)."""

    def hide(self) -> Kept | None:
        """Out of everybody's sight, its place stays. What was taken away, for `restore`; None where nothing was."""

    def remove(self) -> Kept | None:
        """The same, after a decision."""

    def restore(self, kept: Kept) -> None:
        """As it was before `hide`; not what its author has taken back or changed meanwhile."""


@runtime_checkable
class Barring(Protocol):
    """A thing that may have shown something: it can be kept from being shown again. `Subject.restore` undoes it."""

    def bar(self) -> bool:
        """All its pictures, in every group of the brand (R29); whether there was one."""


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
        """`kind` is "group", "direct" or "brand". Raises `ImproperlyConfigured` when it is taken."""
        if self.places.setdefault(kind, finder) is not finder:
            raise ImproperlyConfigured(f"two packages want to find the place {kind}")

    def circumstance(self, kind: str, finder: CircumstancesFinder) -> None:
        """`kind` as for places. Raises `ImproperlyConfigured` when it is taken."""
        if self.circumstances.setdefault(kind, finder) is not finder:
            raise ImproperlyConfigured(f"two packages want to tell of the authors in the place {kind}")

    def find(self, kind: str, subject_id: UUID) -> Subject:
        """Raises `NotFound` for what is not there, and for kinds that nobody registered."""
        if kind not in self.subjects:
            raise NotFound
        return self.subjects[kind](subject_id)

    def place_of(self, space: UUID) -> Place:
        """Raises `NotFound`."""
        for finder in self.places.values():
            with suppress(NotFound):
                return finder(space)
        raise NotFound


registry = Registry({}, {})
