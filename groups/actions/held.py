"""Looking at what the rules held in a group's rooms, and deciding about it (trust.md R23, R24, R33)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from uuid import UUID

from django.utils.translation import gettext as _

from community import audit
from community.models import Profile
from community.surface import Action
from community.whole import whole
from groups.access import Place
from groups.actions.locks import look_again
from messaging.access.held import Held, opened, with_media
from messaging.actions import held
from messaging.models import Pending

WAYS: Mapping[str, Callable[[UUID, UUID, Profile], Pending]] = MappingProxyType(
    {"release": held.release, "return": held.give_back, "remove": held.remove}
)


@whole
def look_at(place: Place, pending: Iterable[Pending]) -> list[Held]:
    """These with their words and what came with them; whose they are can see who read them, and why (trust.md R43)."""
    found = list(pending)
    others = {one.actor_id for one in found} - {place.profile.pk}
    audit.looked_at(others, place.person, role=place.standing, reason=_("To decide about a message that was held"))
    return with_media(place.group.pk, opened(found))


def door(place: Place) -> str:
    """Where photos and files that wait are asked for, as `messaging.media.tickets` takes it."""
    return f"/api/v1/groups/{place.group.pk}/held/media"


@whole
def decide(place: Place, pending: UUID, way: str) -> Pending:
    """`way`: release, return or remove. What was to be released and may no longer be said is given back: the answer's
    `state` tells. Raises `NotFound`, `Conflict` (decided already), `Forbidden` `own_cause`."""
    place = look_again(place, Action.DECIDE_HELD)
    done = WAYS[way](place.group.pk, pending, place.profile)
    audit.record(
        f"held.{done.state}",
        actor=place.person,
        brand=place.group.brand,
        subject=place.group.pk,
        data={"pending": str(done.pk), "rule": done.rule},
    )
    return done
