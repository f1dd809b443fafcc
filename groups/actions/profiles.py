"""How one appears in a group."""

from __future__ import annotations

from community.actions.people import BIO_LENGTH, rename
from community.models import Profile
from community.surface import Action
from community.whole import whole
from groups.access import Place
from groups.actions.locks import look_again
from groups.actions.words import checked, person_name
from messaging.actions.participants import tell_renamed


@whole
def edit(place: Place, *, name: str, bio: str) -> Profile:
    """Name and line of oneself, in this group only (trust.md R4). Raises `Invalid` or `TooLarge` on `name`, `bio`."""
    place = look_again(place, Action.EDIT_PROFILE)
    before = place.profile.name
    profile = rename(
        place.profile,
        person_name(name, place.group, place.standing),
        checked(bio, "bio", place.group, place.standing, field="bio", most=BIO_LENGTH, need=False),
    )
    if profile.name != before:
        tell_renamed(place.group.pk, profile)
    return profile
