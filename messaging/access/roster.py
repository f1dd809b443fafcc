"""Who is in some rooms, to be found by name in what is said there, and who of those named is there no more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from community import prepared
from community.models import Profile
from messaging.log.sql import uuids
from messaging.naming import Name, Named, may_name, named_in, without

# Nobody else: a name of whom is not here tells nothing, whoever they are elsewhere (trust.md R1, R4). Between two
# nobody has to be named, and no crew is there to be called.
_NAMES = """
SELECT p.room_id, f.name, f.id FROM messaging_participant p
JOIN messaging_room r ON r.id = p.room_id AND r.kind <> 'direct'
JOIN community_profile f ON f.id = p.profile_id AND f.person_id IS NOT NULL
WHERE p.room_id = ANY(%t::uuid[]) AND p.active ORDER BY p.id
"""


def names_in(said: Sequence[tuple[UUID, str]]) -> list[tuple[Named, ...]]:
    """Whom each text names, by the room it is for, in order. Where no text may name somebody nothing is asked."""
    rooms = {room for room, text in said if may_name(text)}
    people: defaultdict[UUID, list[Name]] = defaultdict(list)
    for room, name, profile in prepared.rows(_NAMES, [uuids(rooms)]) if rooms else ():
        people[room].append(Name(name, profile))
    return [named_in(text, people[room]) if room in people and may_name(text) else () for room, text in said]


def without_former(body: str, named: Iterable[tuple[str, int, int]]) -> str:
    """Whoever became a former member meanwhile is named no more: what was out of sight nothing could be taken out of.
    `named`: profile, start and end of each when it was written; none of what is older than that being kept."""
    spans = [(UUID(who), (start, end)) for who, start, end in named]
    here = Profile.objects.filter(pk__in=[who for who, _span in spans], person__isnull=False)
    there = set(here.values_list("pk", flat=True)) if spans else set()
    stay = {span for who, span in spans if who in there}
    return without(body, {span for _who, span in spans} - stay)
