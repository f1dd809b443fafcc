"""Stopping a kind of mail by the link in it, without signing in (RFC 8058). The link can do nothing else, so it need
not expire: an old mail's still works."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from community.errors import NotFound
from community.models import Dispatch, Person
from community.notifications.kinds import Kind, kind_of

_SALT = "snug.unsubscribe"


@dataclass(frozen=True, slots=True)
class Stop:
    person: Person
    kind: Kind


def url(dispatch: Dispatch) -> str:
    token = signing.dumps([str(dispatch.person_id), dispatch.kind], salt=_SALT, compress=True)
    return f"{settings.SITE_URL}{reverse('people:unsubscribe', args=[token])}"


def read(token: str) -> Stop:
    """Whom and what a link stops. Raises `NotFound` for what we never wrote, and for an account that is gone."""
    try:
        person_id, name = signing.loads(token, salt=_SALT)
        person, kind = Person.objects.filter(pk=UUID(person_id)).first(), kind_of(name)
    except (signing.BadSignature, ValueError, TypeError):
        raise NotFound
    if person is None or kind is None:
        raise NotFound
    return Stop(person, kind)
