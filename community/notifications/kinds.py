"""What a kind of notification is, and the list of all kinds.

A kind is declared once, by the package that owns what it is about, in a module `notifications` there; delivery knows
it by name only (architecture.md, reminders.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.db.models.expressions import Combinable

from community import theming
from community.errors import Words
from community.models import Channel, Dispatch, Preference

Mode = Preference.Mode
ON, OFF, FALLBACK = Mode.ON, Mode.OFF, Mode.FALLBACK
CALM = {Channel.APP: ON, Channel.PUSH: ON, Channel.MAIL: FALLBACK}  # by push, or by mail where no push can reach
INBOX_ONLY = {Channel.APP: ON, Channel.PUSH: OFF, Channel.MAIL: OFF}
LETTER = {Channel.APP: ON, Channel.PUSH: ON, Channel.MAIL: ON}

Still = Q | Combinable


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that one person should hear of. Fields as `Dispatch` has them; `starts_at`: when what it is about
    begins, which quiet hours make way for: of another time whichever comes first of the two."""

    person_id: UUID | None
    subject: UUID
    due_at: datetime
    useful_until: datetime
    variant: int = 0
    moment: datetime | None = None
    space: UUID | None = None
    starts_at: datetime | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    address: str = ""  # instead of a person: by mail only


@dataclass(frozen=True, slots=True)
class File:
    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Said:
    """What one notification says, in its reader's language and on their clock: the language and the zone are active
    while a kind speaks. `title` and `line` stand in push, inbox and mail, so neither holds words or names of people;
    `lines` are the mail's. `url` is a path. `sign` and `colour` are the brand's."""

    title: str
    line: str
    url: str
    why: str
    lines: Sequence[str] = ()
    button: str = ""
    sign: str = "Snug"
    colour: str = theming.DEFAULT_BRAND
    file: Callable[[], File] | None = None  # made only for a mail


class Kind:
    """Base of all kinds. `name` is stable: it stands in rows and in people's switches."""

    name: str
    label: Words  # on the page with every switch
    section: Words
    channels: Mapping[Channel, Mode] = CALM
    can_switch = True  # what concerns safety cannot be switched off
    opt_in = ""  # the field of `Reach` by which one asks for it; such a kind has no switches besides
    gathers = False  # in quiet hours: one summary at their end instead of each by itself
    changes = False  # tells of a change: waits in quiet hours until three hours before the start at most
    urgent = False  # always passes quiet hours: safety, moderation, security

    def due(self, now: datetime, until: datetime) -> Iterable[Due]:
        """What has come due, or will before `until`, and has not been planned yet. Kinds that actions tell of have
        nothing here."""
        return ()

    def still_true(self) -> Still:
        """A condition on `Dispatch` rows, with `OuterRef` or plain: asked within the statement that lets one go."""
        raise NotImplementedError

    def on_sending(self, dispatches: Sequence[Dispatch]) -> set[UUID]:
        """What must happen in the transaction that lets them go. Ids that may not go after all: no longer true, or put
        off by it (pending again, without claim)."""
        return set()

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        """What each says, by its id; one that has nothing to say any more is missing. In few queries, for a page."""
        raise NotImplementedError


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    for kind in kinds:
        assert _kinds.get(kind.name, kind) is kind or type(_kinds[kind.name]) is type(kind), kind.name
        _kinds[kind.name] = kind


def all_kinds() -> list[Kind]:
    return list(_kinds.values())


def kind_of(name: str) -> Kind | None:
    """None for a kind of an older version, whose rows may still lie here."""
    return _kinds.get(name)
