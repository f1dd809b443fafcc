"""Saying how old one is (trust.md R41)."""

from community.models import AgeSaid, Person


def say(person: Person, band: int) -> None:
    """The person says that they are at least `band` years old, one of `AgeSaid.Band`. Twice is once."""
    AgeSaid.objects.bulk_create([AgeSaid(person=person, band=band)], ignore_conflicts=True)
