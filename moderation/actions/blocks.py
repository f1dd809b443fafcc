"""Writing blocks down. What follows from one is the place's own business: it calls these from its own actions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from community.errors import Conflict, NotFound
from community.models import Profile
from moderation.models import Block

MOST = 150  # as many as a group can have members


def block(blocker: Profile, blocked: Profile) -> Block:
    """Once, however often it is asked for. In the caller's transaction. Raises `NotFound` where one of the two is
    nobody's any more, `Conflict` (`too_many_blocks`) beyond `MOST`."""
    # Only the blocker's own row is locked: nobody else ever waits for it because of this.
    held = Profile.objects.select_for_update(no_key=True).filter(pk=blocker.pk, person__isnull=False)
    if not held.exists() or not Profile.objects.filter(pk=blocked.pk, person__isnull=False).exists():
        raise NotFound
    own = Block.objects.of(blocker)
    found = own.filter(blocked=blocked).first()
    if found is not None:
        return found
    if own.count() >= MOST:
        raise Conflict(
            _("You have blocked as many people as one can here. Take a block back first."), code="too_many_blocks"
        )
    return Block.objects.create(space=blocker.space, blocker=blocker, blocked=blocked)


def unblock(blocker: Profile, blocked: Profile) -> None:
    """Also where there is no block."""
    Block.objects.of(blocker).filter(blocked=blocked).delete()
