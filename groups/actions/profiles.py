"""How one appears in a group."""

from __future__ import annotations

from community.actions.people import BIO_LENGTH, rename
from community.models import Profile
from community.surface import Action
from community.whole import whole
from groups.access import Place
from groups.actions import hiding
from groups.actions.locks import look_again
from groups.actions.words import checked, person_name
from messaging.actions.participants import tell_renamed


@whole
def edit(place: Place, *, name: str, bio: str) -> Profile:
    """Name and line of oneself, in this group only (trust.md R4). Raises `Invalid` or `TooLarge` on `name`, `bio`,
    `Forbidden` `hidden` where they are out of sight after a report."""
    place = look_again(place, Action.EDIT_PROFILE)
    before = place.profile.name
    name = person_name(name, place.group, place.standing)
    bio = checked(bio, "bio", place.group, place.standing, field="bio", most=BIO_LENGTH, need=False)
    hiding.demand_other_words("profile", [place.profile.pk], name, bio)
    profile = rename(place.profile, name, bio)
    if profile.name != before:
        tell_renamed(place.group.pk, profile)
    return profile
