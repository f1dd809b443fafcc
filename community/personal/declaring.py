"""The form of a declaration, and the list of all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from community.errors import Words
from community.models import Person


class Audience(TextChoices):
    """Who gets to see it inside the application."""

    YOU = "you", _("You alone")
    MACHINE = "machine", _("Nobody; the server works with it")
    GROUP = "group", _("You and the people in that group")
    HOSTS = "hosts", _("You and who hosts that event")
    CAPTAINS = "captains", _("You and the captains of that group")
    BRAND = "brand", _("You, that group, and the brand's managers")
    REVIEWERS = "reviewers", _("You and who decides about it")
    OPERATORS = "operators", _("You and who runs this server")
    CASES = "cases", _("Reviewers of a case about it, each look on record")


class Export(TextChoices):
    """How it stands in one's export."""

    GIVEN = "given", _("As it is")
    HOSTED = "hosted", _("As it is, for as long as you host it")
    PSEUDONYM = "pseudonym", _("With other people as “person 1”, “person 2”")
    SECRET = "secret", _("Not given: it opens a door, or is a mark that nobody can read")
    NOT_YOURS = "not_yours", _("Not given: it is about somebody else")
    TELLS_ON_OTHERS = "tells_on_others", _("Not given: it could tell who reported; you get what was decided, and why")


class Erase(TextChoices):
    """What erasing the account makes of it."""

    GONE = "gone", _("Deleted")
    BLANK = "blank", _("Emptied")
    CUT = "cut", _("Stays, and leads to nobody any more")
    UNREADABLE = "unreadable", _("Nobody can read it any more: its key is destroyed")
    KEPT = "kept", _("Stays as it is")


@dataclass(frozen=True, slots=True)
class Kept:
    """Columns that are kept for one purpose and alike in everything else. `fields`: their names, spaces between."""

    fields: str
    purpose: Words
    lifetime: Words
    audience: Audience
    export: Export
    erase: Erase

    @property
    def names(self) -> list[str]:
        return self.fields.split()


Reader = Callable[[Any, Any], str]
Beside = Callable[[Sequence[Any]], Mapping[Any, Any]]  # by the keys of rows, in one statement
Files = Callable[[Person], Iterator[tuple[str, bytes]]]  # of one person, by names for them


@dataclass(frozen=True, slots=True)
class Table:
    """`of`: the way from a row to its person, as a lookup; blank where rows belong to nobody in particular. `by_id`: it
    ends at the bare id of the account or of a profile. `plain`: the columns that say nothing about anybody. `reads`:
    what is encrypted in a column, from the row's key and what stands there. `beside`: what stands elsewhere and belongs
    to a row that one takes along, each under a name of its own. `only`: what must be true of a row besides
    before it is told to its person: what others have made of it may be no longer for them. `files`: what the person may
    take along that lies beside the database."""

    model: type[Model]
    what: Words
    of: str
    kept: Sequence[Kept]
    plain: Sequence[str]
    reads: Mapping[str, Reader] = field(default_factory=dict)
    by_id: bool = False
    only: Mapping[str, Any] = field(default_factory=dict)
    beside: Mapping[str, Beside] = field(default_factory=dict)
    files: Files | None = None

    @property
    def name(self) -> str:
        return self.model._meta.label_lower

    @property
    def given(self) -> list[str]:
        """The columns that one may take along."""
        forms = (Export.GIVEN, Export.HOSTED, Export.PSEUDONYM)
        return [name for kept in self.kept if kept.export in forms for name in kept.names]

    def rows(self, person: Person) -> QuerySet[Model]:
        """What this table keeps about the person."""
        rows: QuerySet[Model] = self.model._base_manager.all()
        if self.by_id:
            return rows.filter(**{f"{self.of}__in": [person.pk, *person.profiles.values_list("pk", flat=True)]})
        return rows.filter(**{self.of: person.pk}) if self.of else rows.none()

    def told(self, person: Person) -> QuerySet[Model]:
        """Those of them that the person may take along."""
        rows = self.rows(person)
        return rows.filter(pk__in=rows.filter(**self.only).values("pk")) if self.only else rows


_tables: dict[type[Model], Table] = {}


def declare(
    model: type[Model],
    what: Words,
    *kept: Kept,
    of: str = "",
    but: str = "",
    reads: Mapping[str, Reader] | None = None,
    by_id: bool = False,
    only: Mapping[str, Any] | None = None,
    beside: Mapping[str, Beside] | None = None,
    files: Files | None = None,
) -> None:
    """Declares a table with personal columns; `but`: the names of those that are not."""
    _tables[model] = Table(model, what, of, kept, but.split(), reads or {}, by_id, only or {}, beside or {}, files)


def plain(*models: type[Model]) -> None:
    """Tables of which no column says anything about anybody."""
    for model in models:
        _tables[model] = Table(model, "", "", (), [one.name for one in model._meta.concrete_fields])


def all_tables() -> list[Table]:
    """Those that keep something about people, the ground floor first."""
    return [table for table in _tables.values() if table.kept]


def faults(models: Iterable[type[Model]] | None = None) -> Iterator[str]:
    """Columns that nobody declared, that were declared twice, or that are not there any more."""
    for model in apps.get_models(include_auto_created=True) if models is None else models:
        table = _tables.get(model)
        if table is None:
            yield f"{model._meta.label} is not declared"
            continue
        said = Counter([*table.plain, *(name for kept in table.kept for name in kept.names)])
        there = {one.name for one in model._meta.concrete_fields}
        yield from (f"{model._meta.label}.{name} is not declared" for name in sorted(there - set(said)))
        yield from (f"{model._meta.label}.{name} is declared and not there" for name in sorted(set(said) - there))
        yield from (f"{model._meta.label}.{name} is declared twice" for name, times in said.items() if times > 1)
