"""What a person has allowed: their own, and nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from community.errors import NotFound, Words
from community.models import Brand, Person
from moderation.actions.consents import Shown, shown, wordings
from moderation.models import Consent, Purpose

_WHERE: Mapping[str, Words] = {"join": _("when you joined"), "me": _("on this page"), "api": _("in an app")}


@dataclass(frozen=True, slots=True)
class Said:
    """One row of the ledger. `text` is what was read; None when it reads otherwise by now, in every language."""

    consent: Consent
    text: str | None

    @property
    def where(self) -> Words:
        return _WHERE.get(self.consent.surface, _WHERE["join"])


@dataclass(frozen=True, slots=True)
class Answer:
    """A purpose as its text reads now, and what was said to it, the latest first; no row means no (trust.md R13)."""

    shown: Shown
    said: list[Said]

    @property
    def latest(self) -> Consent | None:
        return self.said[0].consent if self.said else None

    @property
    def given(self) -> bool:
        return self.latest is not None and self.latest.given


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a person has allowed one brand, or not."""

    brand: Brand
    answers: list[Answer]


def sheets_of(person: Person) -> list[Sheet]:
    """Of every brand that the person has ever said something to, by name: who joins says yes to running the group."""
    rows = Consent.objects.filter(person=person).latest_first().select_related("brand")
    said: dict[Brand, dict[str, list[Consent]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        said[row.brand][row.purpose].append(row)
    return [_sheet(brand, said[brand]) for brand in sorted(said, key=lambda one: one.name)]


def load_brand(person: Person, brand_id: UUID) -> Brand:
    """A brand the person has to do with. Raises `NotFound`, as for one that does not exist (trust.md R1)."""
    brand = Brand.objects.filter(pk=brand_id, pk__in=Consent.objects.filter(person=person).values("brand")).first()
    if brand is None:
        raise NotFound
    return brand


def _sheet(brand: Brand, said: Mapping[str, list[Consent]]) -> Sheet:
    return Sheet(brand, [_answer(brand, purpose, said.get(purpose, [])) for purpose in Purpose])


def _answer(brand: Brand, purpose: Purpose, rows: list[Consent]) -> Answer:
    texts = wordings(brand, purpose)
    return Answer(shown(brand, purpose), [Said(row, texts.get(bytes(row.text_hash))) for row in rows])
