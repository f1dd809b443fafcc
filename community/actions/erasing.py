"""The account's end: closed when erasing begins, gone when it is done (trust.md R42)."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from community import keys, outbox
from community.actions import roles, sessions
from community.actions.signin import UNUSED_AFTER
from community.models import Dispatch, Person, Profile, StaffInvite

FORMER = "former member"


def close(person: Person) -> None:
    """Nobody signs in to it any more, its sockets close, its duties end. Within the caller's transaction. Raises
    `Conflict` for the last operator."""
    for role in person.roles.current().order_by("pk"):
        roles.end(role, by=person)
    Person.objects.filter(pk=person.pk).update(is_active=False)
    sessions.end_all(person)


def addresses_of(person: Person) -> list[str]:
    """All that the account ever had here, confirmed or not, lower case."""
    others = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    return sorted({person.email.lower(), *(address.lower() for address in others)})


def finish(person: Person) -> None:
    """The account and all that hangs on it, and whatever names its addresses. What was said and done in its groups
    leads to nobody from here on. Within the caller's transaction, which holds the account; call it after all other
    verbs."""
    profiles = list(Profile.objects.filter(person=person).values_list("pk", flat=True))
    keys.destroy(profiles)
    Profile.objects.filter(pk__in=profiles).update(person=None, name=FORMER, bio="")
    _forget(addresses_of(person))
    Person.objects.get(pk=person.pk).delete()


def _forget(addresses: list[str]) -> None:
    now = timezone.now()
    StaffInvite.objects.filter(email__in=addresses, accepted_at=None, revoked_at=None).update(revoked_at=now)
    StaffInvite.objects.filter(email__in=addresses).update(email="")
    Dispatch.objects.filter(address__in=addresses).delete()
    _forget_asking(addresses)
    if settings.EMAIL_BACKEND.endswith("Outbox"):
        outbox.forget(addresses)


def _forget_asking(addresses: list[str]) -> None:
    """Sessions of nobody in which one of these addresses waits for a code: they live an hour."""
    soon = timezone.now() + timedelta(seconds=UNUSED_AFTER)
    for session in Session.objects.filter(expire_date__lte=soon).iterator():
        if any(address in str(session.get_decoded()) for address in addresses):
            session.delete()
