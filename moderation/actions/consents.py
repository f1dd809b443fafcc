"""Saying yes or no to a purpose, with the very text that was shown (trust.md R13, R14)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import Brand, Person
from moderation.models import Consent, Purpose

TEXT_VERSION = 1  # raise it whenever one of the texts below changes its meaning


class Said(TypedDict):
    """A yes on its way to the ledger, as a waiting request keeps it."""

    purpose: str
    text_version: int
    text_hash: str  # hex
    surface: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The text of a purpose in the language in which it is read now."""

    purpose: Purpose
    text: str
    required: bool

    @property
    def hash(self) -> bytes:
        return hashlib.sha256(self.text.encode()).digest()


def shown(brand: Brand, purpose: Purpose) -> Shown:
    """What stands beside the box that is ticked. Only running the group is needed to join (R14)."""
    texts = {
        Purpose.SERVICE: _(
            "%(brand)s and Snug keep your name, your words and your membership to run this group, "
            "as long as its charter says."
        ),
        Purpose.NEWS: _("%(brand)s may send you its news. You can stop this at any time."),
        Purpose.EVENTS: _("%(brand)s may invite you to its events. You can stop this at any time."),
    }
    return Shown(purpose, texts[purpose] % {"brand": brand.name}, required=purpose == Purpose.SERVICE)


def say(brand: Brand, purpose: Purpose, surface: str) -> Said:
    """A yes, bound to the text as the reader's language shows it at this moment."""
    return Said(
        purpose=purpose.value, text_version=TEXT_VERSION, text_hash=shown(brand, purpose).hash.hex(), surface=surface
    )


def record(person: Person, brand: Brand, said: list[Said], *, at: datetime | None = None) -> None:
    """Write yeses to the ledger. `at` is when they were said."""
    Consent.objects.bulk_create(
        Consent(
            person=person,
            brand=brand,
            purpose=one["purpose"],
            given=True,
            text_version=one["text_version"],
            text_hash=bytes.fromhex(one["text_hash"]),
            surface=one["surface"],
            created_at=at or timezone.now(),
        )
        for one in said
    )


def withdraw(person: Person, brand: Brand, purpose: Purpose, surface: str) -> Consent:
    """A no, which counts from now on. Taking back `service` means leaving the brand's groups, and is done there."""
    text = shown(brand, purpose)
    return Consent.objects.create(
        person=person,
        brand=brand,
        purpose=purpose,
        given=False,
        text_version=TEXT_VERSION,
        text_hash=text.hash,
        surface=surface,
    )
