"""Conversations of two, as each of the two sees them. Strangers, a third of the same group, its captain and the brand
find in all of this what is not there (trust.md R1, R40)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community import prepared
from community.errors import Forbidden, NotFound
from community.models import Person, Profile
from community.surface import Action, Standing
from messaging.access.folding import is_folded
from messaging.access.rooms import MOST_UNREAD, UNREAD, Seat
from messaging.models import Direct, DirectOff, Participant, Room
from messaging.models.direct import AGAIN_AFTER, WAITS
from messaging.models.log import OUT_OF_SIGHT
from moderation import policy
from moderation.models import Block, Sanction
from moderation.ports import Place, registry

MEMBERS = frozenset({Standing.CAPTAIN, Standing.MEMBER, Standing.NEW_MEMBER})
_OFF = _("They take no direct messages here. It is the same for everybody.")
State = Literal["asked", "waiting", "unanswered", "open", "blocked", "over"]


@dataclass(frozen=True, slots=True)
class Pair:
    """Who wants to say something, and to whom; both are members of one space at the moment of loading."""

    person: Person
    me: Profile
    other: Profile
    place: Place

    @property
    def two(self) -> tuple[Profile, Profile]:
        """In the order in which a room knows them."""
        return (self.me, self.other) if self.me.pk < self.other.pk else (self.other, self.me)


class Line(NamedTuple):
    """One conversation in its reader's list. The last words are not those of whom they have blocked."""

    room_id: UUID
    space: UUID
    asker_id: UUID
    asked_at: datetime
    opened_at: datetime | None
    declined_at: datetime | None
    profile_id: UUID  # the reader's
    other_id: UUID
    other_person: UUID | None
    other_name: str
    other_there: bool
    blocked: bool
    unread: int
    body: str | None
    at: datetime | None
    actor_id: UUID | None
    seq: int | None
    hidden: bool | None
    read_seq: int
    last_seq: int

    def state(self, now: datetime) -> State | None:
        """How it stands for the reader; None where there is nothing for them: what they have declined, what has lapsed
        or was taken back. To who asked, a no and no answer are the same."""
        if self.opened_at is not None:
            return "over" if not self.other_there else "blocked" if self.blocked else "open"
        waits = now < self.asked_at + WAITS and self.other_there
        if self.asker_id == self.profile_id:
            return "waiting" if waits else "unanswered"
        gone = self.declined_at is not None or self.blocked or self.body is None
        return "asked" if waits and not gone else None

    @property
    def shown(self) -> str:
        """The last words to their reader, in whose language it stands where they are out of sight."""
        return str(OUT_OF_SIGHT) if self.hidden else self.body or ""

    @property
    def until(self) -> datetime:
        """Until when a request waits."""
        return self.asked_at + WAITS


_LINES = f"""
SELECT r.id, r.space, d.asker_id, d.asked_at, d.opened_at, d.declined_at, f.id, o.id, o.person_id, o.name,
       COALESCE(q.active, false), EXISTS (
           SELECT FROM moderation_block b WHERE b.blocker_id = f.id AND b.blocked_id = o.id
       ), {UNREAD}, l.body, l.created_at, l.actor_id, l.seq, l.hidden, p.read_seq, r.last_seq
FROM community_profile f
JOIN messaging_participant p ON p.profile_id = f.id AND p.active
JOIN messaging_room r ON r.id = p.room_id AND r.kind = 'direct'
JOIN messaging_direct d ON d.room_id = r.id
JOIN community_profile o ON o.id IN (d.low_id, d.high_id) AND o.id <> f.id
LEFT JOIN messaging_participant q ON q.room_id = r.id AND q.profile_id = o.id
LEFT JOIN LATERAL (
    SELECT m.body, m.created_at, m.actor_id, m.seq, m.hidden_at IS NOT NULL AS hidden FROM messaging_message m
    WHERE m.room_id = r.id AND m.seq > p.visible_from_seq AND m.deleted_at IS NULL AND NOT {is_folded("m.actor_id")}
    ORDER BY m.seq DESC LIMIT 1
) l ON true
WHERE f.person_id = %s
"""  # noqa: S608 - our own words only
_ORDER = {"asked": 0, "waiting": 2, "unanswered": 3, "open": 1, "blocked": 4, "over": 3}


def directs_of(person: Person) -> list[tuple[State, Line]]:
    """The person's conversations of two: requests to them first, then what was said last, then the others."""
    now = timezone.now()
    found = [Line._make(row) for row in prepared.rows(_LINES, [MOST_UNREAD, person.pk])]
    shown = [(state, line) for line in found if (state := line.state(now)) is not None]
    return sorted(shown, key=lambda one: (_ORDER[one[0]], -(one[1].at or one[1].asked_at).timestamp()))


def load_pair(person: Person, profile_id: UUID) -> Pair:
    """The person and a member of a group that they are a member of. `NotFound` for all others, oneself included;
    `Forbidden` `direct_brand` where one of the two is there for the brand."""
    other = Profile.objects.filter(pk=profile_id, person__isnull=False).select_related("person").first()
    if other is None or other.person is None or other.person_id == person.pk:
        raise NotFound
    place = registry.place_of(other.space)
    mine, theirs = place.standing(person), place.standing(other.person)
    policy.require(Action.ANSWER_DIRECT, mine)
    me = place.profile_of(person)
    if me is None or not theirs & policy.INSIDERS:
        raise NotFound
    if not theirs & MEMBERS:
        raise policy.refusal("direct_brand")
    return Pair(person, me, other, place)


def demand_may_begin(pair: Pair) -> None:
    """Whether the person may ask the other one, nothing having been said between them yet. The switch is told to
    everybody alike, and before all else: so it tells nothing of a block."""
    policy.require(Action.ASK_DIRECT, pair.place.standing(pair.person), paused(pair.me, timezone.now()))
    if DirectOff.objects.filter(profile=pair.other).exists():
        raise Forbidden(_OFF, code="direct_off")
    if has_blocked(pair.me, pair.other):
        raise policy.refusal("direct_blocked")


def begins_anew(direct: Direct, me: Profile, now: datetime) -> bool:
    """Whether words by this one would be another request: after one of the two had left, when the other's has lapsed,
    or one's own is long enough ago."""
    if direct.asker_id == me.pk and not direct.is_open:
        return now >= direct.asked_at + AGAIN_AFTER
    inside = Participant.objects.filter(room=direct.room_id, active=True).count()
    return inside < 2 or not (direct.is_open or direct.waits(now))


def paused(me: Profile, now: datetime) -> frozenset[policy.State]:
    """Whether somebody is to do nothing else here than read (trust.md R36)."""
    standing = Sanction.objects.standing(now).filter(kind=Sanction.Kind.SUSPEND, profile=me)
    return frozenset({policy.State.PAUSED} if standing.exists() else ())


def has_blocked(me: Profile, other: Profile) -> bool:
    """Asked of one's own blocks alone."""
    return Block.objects.filter(blocker=me, blocked=other).exists()


def direct_between(pair: Pair) -> Direct | None:
    low, high = pair.two
    return Direct.objects.filter(low=low, high=high).first()


def load_direct(person: Person, room_id: UUID, action: Action) -> tuple[Direct, Seat]:
    """The room and the person's seat in it. `NotFound` for who is none of the two, or is no longer in the group."""
    mine = Participant.objects.filter(room=room_id, room__kind=Room.Kind.DIRECT, profile__person=person, active=True)
    seat = mine.select_related("room__direct", "profile").first()
    if seat is None:
        raise NotFound
    policy.require(action, [Standing.MEMBER])
    return seat.room.direct, Seat(seat.room, seat, seat.profile, person)


def other_of(direct: Direct, me: Profile) -> Profile:
    return Profile.objects.get(pk=direct.high_id if direct.low_id == me.pk else direct.low_id)


def spaces_of(person: Person) -> list[UUID]:
    """Where the person could be asked: what they are a member of, as its standing rooms know them."""
    seats = Participant.objects.filter(profile__person=person, active=True, room__kind=Room.Kind.TALK)
    return list(seats.exclude(voice=Participant.Voice.BRAND).values_list("room__space", flat=True))


def offs_of(person: Person, spaces: Collection[UUID]) -> set[UUID]:
    """In which of these nobody may ask them, as they have said."""
    return set(
        DirectOff.objects.filter(profile__person=person, profile__space__in=spaces).values_list(
            "profile__space", flat=True
        )
    )


def load_switch(person: Person, space: UUID, action: Action) -> Profile:
    """The person's own profile in the group. `NotFound` to outsiders."""
    place = registry.place_of(space)
    policy.require(action, place.standing(person))
    profile = place.profile_of(person)
    if profile is None:
        raise NotFound
    return profile
