"""The secret address of one's calendar: making it, taking it back (product.md "Meeting")."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from community.models import Person
from community.tokens import new_token, token_hash
from community.whole import whole
from groups.models import CalendarFeed

_READ_NOTED = timedelta(hours=1)  # programs come again and again; one line a person reads needs no more


@whole
def make(person: Person) -> str:
    """A new address, by its token, which is shown once and kept nowhere. The one before leads nowhere from now on."""
    token = new_token()
    fresh = {"token_hash": token_hash(token), "created_at": timezone.now(), "read_at": None}
    CalendarFeed.objects.update_or_create(person=person, defaults=fresh)
    return token


@whole
def revoke(person: Person) -> None:
    """No address leads to the calendar any more. Doing it twice is once."""
    CalendarFeed.objects.filter(person=person).delete()


def note_reading(feed: CalendarFeed, now: datetime) -> None:
    """Keeps when the address was last used, to the hour, so that its owner sees whether anybody does."""
    before = now - _READ_NOTED
    if feed.read_at is None or feed.read_at < before:
        same = CalendarFeed.objects.filter(pk=feed.pk, token_hash=feed.token_hash)
        same.filter(Q(read_at=None) | Q(read_at__lt=before)).update(read_at=now)
