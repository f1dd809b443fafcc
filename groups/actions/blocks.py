"""Not wanting to hear somebody in this group (trust.md R39). Whoever is blocked is told nothing and sees no difference:
nothing here writes, locks or announces anything of theirs."""

from __future__ import annotations

from community.models import Profile
from community.whole import whole
from groups.access import Place
from groups.rates import take_block
from messaging.actions.folding import fold_anew, put_away
from moderation.actions import blocks
from moderation.models import Block


def block(place: Place, profile: Profile) -> Block:
    """Folds what they say, for the person of `place` alone, in all rooms of the group but Notices. Doing so twice
    changes nothing. What the person's inbox holds of them is put away. Raises `RateLimited`, `NotFound`, and `Conflict`
    (`too_many_blocks`)."""
    take_block(place)
    return _block(place, profile)


def unblock(place: Place, profile: Profile) -> None:
    """What they have said meanwhile is there again. Raises `RateLimited`."""
    take_block(place)
    _unblock(place, profile)


@whole
def _block(place: Place, profile: Profile) -> Block:
    made = blocks.block(place.profile, profile)
    fold_anew(place.profile)
    put_away(place.profile, profile)
    return made


@whole
def _unblock(place: Place, profile: Profile) -> None:
    blocks.unblock(place.profile, profile)
    fold_anew(place.profile)
