"""Accounts and the faces they show: one account per installation, one profile per space."""

import unicodedata
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community import audit
from community.actions import sessions
from community.errors import Invalid
from community.models import NAME_LENGTH, IdempotencyKey, Person, Profile
from community.notifications import planning
from community.surface import Standing
from community.text import clean_text
from community.whole import whole
from community.zones import find_zone

ADDRESS_LENGTH = 254
BIO_LENGTH = 160


def normal_address(value: str) -> str:
    """An e-mail address as it is stored: NFC, lower case. Raises `Invalid` (field `email`)."""
    address = unicodedata.normalize("NFC", value.strip()).lower()
    try:
        if len(address) > ADDRESS_LENGTH:
            raise ValidationError("")
        validate_email(address)
        address.encode()
    except (ValidationError, UnicodeEncodeError):
        raise Invalid(_("That does not look like an e-mail address."), field="email")
    return address


def known_language(value: str) -> str:
    """The language if it is one of ours, else the installation's."""
    return value if value in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def known_zone(value: str) -> str:
    """The IANA zone if this machine knows it, else UTC."""
    return find_zone(value) or "UTC"


def register(address: str, *, language: str = "en", time_zone: str = "UTC") -> Person:
    """The account of an address that was proven to be its holder's, made if there is none. Raises `Invalid`."""
    person, _made = Person.objects.get_or_create(
        email=normal_address(address),
        defaults={
            "language": known_language(language),
            "time_zone": known_zone(time_zone),
            "password": make_password(None),
        },
    )
    return person


@whole
def settle(person: Person, *, language: str, time_zone: str) -> Person:
    """The reader's language and zone; what waits for their morning follows. Raises `Invalid` (fields `language`,
    `time_zone`)."""
    if language not in dict(settings.LANGUAGES):
        raise Invalid(_("Choose one of the languages."), field="language")
    zone = find_zone(time_zone)
    if zone is None:
        raise Invalid(_("Choose one of the time zones."), field="time_zone")
    person.language, person.time_zone = language, zone
    person.save(update_fields=["language", "time_zone"])
    planning.again(person.pk)
    return person


@whole
def note_zone(person: Person, zone: str) -> None:
    """The zone of a device that they look at, for who has chosen none; what waits for their morning follows."""
    if zone == "UTC" or person.time_zone != "UTC":
        return
    if Person.objects.filter(pk=person.pk, time_zone="UTC").update(time_zone=zone):
        planning.again(person.pk)
    person.refresh_from_db(fields=["time_zone"])  # as it is said to them, also where another page was faster


def forget_answers_in(space: UUID, person_id: UUID | None) -> None:
    """What the API answered this person behind the doors of a space they are no longer in: who repeats a request is
    asked anew, and refused like any stranger (trust.md R1)."""
    IdempotencyKey.objects.filter(person=person_id, space=space).delete()


def profile_for(person: Person, space: UUID, name: str) -> Profile:
    """The person's profile in a space, made with `name` if there is none. Raises `Invalid`, `TooLarge` (`name`)."""
    cleaned = clean_text(name, most=NAME_LENGTH, field="name")
    profile, _made = Profile.objects.get_or_create(person=person, space=space, defaults={"name": cleaned})
    return profile


def rename(profile: Profile, name: str, bio: str) -> Profile:
    """Name and line of a profile. Raises `Invalid` or `TooLarge` (fields `name`, `bio`). Screening is the caller's."""
    profile.name = clean_text(name, most=NAME_LENGTH, field="name")
    profile.bio = clean_text(bio, most=BIO_LENGTH, field="bio", required=False)
    profile.save(update_fields=["name", "bio"])
    return profile


@whole
def note_look(by: Person, found: Iterable[Person]) -> None:
    """An operator is about to be shown these accounts: each of them reads of it (trust.md R43)."""
    for person in found:
        with translation.override(person.language):
            reason = gettext("Your account was shown at the operators’ desk: its address, and whether it is open.")
        audit.looked_at([person.pk], by, role=Standing.OPERATOR, reason=reason)


@whole
def disable(by: Person, person: Person) -> None:
    """Closes an account: no sign-in, every session ended, its sockets told (trust.md R2); it hosts nothing any more."""
    import_string(settings.SNUG_ACCOUNT_CLOSED)(person.pk)
    Person.objects.filter(pk=person.pk).update(is_active=False)
    sessions.end_all(person)
    audit.record("person.disabled", actor=by, subject=person.pk)


@whole
def enable(by: Person, person: Person) -> None:
    """Opens it again; the sessions that were ended stay ended."""
    Person.objects.filter(pk=person.pk).update(is_active=True)
    audit.record("person.enabled", actor=by, subject=person.pk)
