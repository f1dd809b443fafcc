"""Saying yes or no to a purpose, with the very text that was shown (trust.md R13, R14)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypedDict

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from community.errors import Conflict
from community.models import Brand, Person
from community.whole import whole
from moderation.actions import contact
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

    @property
    def mark(self) -> str:
        """The hash as a page or an app sends it back, in hex."""
        return self.hash.hex()


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


def wordings(brand: Brand, purpose: Purpose) -> dict[bytes, str]:
    """The text of a purpose as it reads now in each language of the installation, by hash."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            text = shown(brand, purpose)
        found[text.hash] = text.text
    return found


def say(brand: Brand, purpose: Purpose, surface: str) -> Said:
    """A yes, bound to the text as the reader's language shows it at this moment."""
    return Said(purpose=purpose.value, text_version=TEXT_VERSION, text_hash=shown(brand, purpose).mark, surface=surface)


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


@whole
def give(person: Person, brand: Brand, purpose: Purpose, *, seen: str, surface: str) -> Consent:
    """A yes to the very text that was read, which counts from now on. `seen` is its hash, in hex.

    Raises `Conflict`: `text_changed` when the text reads otherwise by now, `leave_instead` for `service`, to which
    one says yes by joining.
    """
    _demand_free(purpose)
    if seen not in {text.hex() for text in wordings(brand, purpose)}:
        raise Conflict(_("The text has changed meanwhile. Read it again."), code="text_changed")
    return _write(person, brand, purpose, given=True, text_hash=bytes.fromhex(seen), surface=surface)


@whole
def withdraw(person: Person, brand: Brand, purpose: Purpose, *, surface: str) -> Consent:
    """A no, which counts from now on, also against a yes that was said before and waits at a group's door. Held
    against whoever spends from their budget right now: what is sent, is sent before.

    Raises `Conflict` `leave_instead` for `service`: taking it back means leaving the brand's groups.
    """
    _demand_free(purpose)
    contact.lock([person.pk], brand)
    return _write(person, brand, purpose, given=False, text_hash=shown(brand, purpose).hash, surface=surface)


def _demand_free(purpose: Purpose) -> None:
    if purpose == Purpose.SERVICE:
        raise Conflict(_("No group can run without this. To end it, leave the brand’s groups."), code="leave_instead")


def _write(person: Person, brand: Brand, purpose: Purpose, *, given: bool, text_hash: bytes, surface: str) -> Consent:
    """Never earlier than what it answers, whatever the clocks of two machines say, because the latest counts."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    latest = Consent.objects.latest_first().filter(person=person, brand=brand, purpose=purpose).first()
    now = timezone.now()
    return Consent.objects.create(
        person=person,
        brand=brand,
        purpose=purpose,
        given=given,
        text_version=TEXT_VERSION,
        text_hash=text_hash,
        surface=surface,
        created_at=max(now, latest.created_at + timedelta(microseconds=1)) if latest else now,
    )
