"""Coming, going and changing one's voice: each is an event of the room, totally ordered with what is said there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from community.errors import Conflict, SnugError
from community.models import Profile
from community.notifications import inbox
from messaging import log
from messaging.actions.announce import announce
from messaging.log import Draft, Facts, Kind, Stored
from messaging.models import Participant, Pending, Room, RoomDraft, RoomEvent

Reason = Literal["left", "removed", "closed"]


@transaction.atomic
def enter(space: UUID, profile: Profile, voice: str, *, at: datetime | None = None) -> list[Participant]:
    """Takes the profile into all standing rooms of the space. Who is in a room already stays as they are. `at`: for the
    seed commands only."""
    rooms = {room.pk: room for room in log.lock_space(space)}
    drafts = [Draft(pk, Kind.JOINED, profile_id=profile.pk, data={"voice": voice}, at=at) for pk in rooms]
    return [_let_in(rooms[entry.draft.room_id], profile, entry, voice) for entry in _append(drafts, _not_yet_in)]


@transaction.atomic
def fill(space: UUID, profiles: Sequence[Profile], voices: Sequence[str]) -> None:
    """As `enter` for each in turn, in few statements: into a space that nobody is in yet (seed_rooms)."""
    for room in log.lock_space(space):
        drafts = [
            Draft(room.pk, Kind.JOINED, profile_id=profile.pk, data={"voice": voice})
            for profile, voice in zip(profiles, voices, strict=True)
        ]
        entries = [entry for entry in log.write(drafts, _not_yet_in) if isinstance(entry, Stored)]
        seats = zip(entries, profiles, strict=True)
        Participant.objects.bulk_create(
            [
                Participant(
                    room=room,
                    profile=profile,
                    voice=entry.draft.data["voice"],
                    visible_from_seq=_window(room, entry),
                    read_seq=entry.seq,
                    joined_at=entry.at,
                )
                for entry, profile in seats
            ],
            batch_size=2000,
        )


def _window(room: Room, entry: Stored) -> int:
    """It begins with the stretch that the charter shared, else with their own join."""
    return entry.seq - 1 if room.shared_from_seq is None else room.shared_from_seq


def _let_in(room: Room, profile: Profile, entry: Stored, voice: str) -> Participant:
    participant, _ = Participant.objects.update_or_create(
        room=room,
        profile=profile,
        defaults={
            "voice": voice,
            "active": True,
            "left_seq": None,
            "visible_from_seq": _window(room, entry),
            "read_seq": entry.seq,
            "joined_at": entry.at,
        },
    )
    return participant


@transaction.atomic
def depart(space: UUID, profile: Profile, *, reason: Reason) -> None:
    """Ends the profile's part in all rooms of the space, events' and direct ones too: nothing committed later there
    reaches them. What their inbox holds of it is shown to those inside alone, and waits for them no longer."""
    _end(_drafts(space, Kind.LEFT, profile, {"reason": reason}))
    if profile.person_id is not None:
        inbox.read_space(profile.person_id, space)  # after the seats: whoever reads a room locks in this order


@transaction.atomic
def enter_room(room: Room, profiles: Mapping[Profile, str]) -> None:
    """Takes profiles, each with its voice, into one room beside the standing ones. Who is in already stays."""
    drafts = [
        Draft(room.pk, Kind.JOINED, profile_id=profile.pk, data={"voice": voice}) for profile, voice in profiles.items()
    ]
    by_key = {profile.pk: profile for profile in profiles}
    for entry in _append(drafts, _not_yet_in):
        assert entry.draft.profile_id is not None
        _let_in(room, by_key[entry.draft.profile_id], entry, entry.draft.data["voice"])


@transaction.atomic
def enter_again(space: UUID, profile: Profile, since: datetime, voice: str) -> None:
    """Back into the direct rooms that they have left since then: whoever went by mistake has gone from none. Under the
    locks of `log.lock_open`."""
    left = Participant.objects.filter(profile=profile, active=False, room__space=space, room__kind=Room.Kind.DIRECT)
    then = RoomEvent.objects.filter(room=OuterRef("room"), seq=OuterRef("left_seq"), created_at__gte=since)
    for seat in left.filter(Exists(then)).select_related("room").order_by("room"):
        enter_room(seat.room, {profile: voice})


@transaction.atomic
def depart_room(room_id: UUID, profile: Profile, *, reason: Reason) -> None:
    """Ends the profile's part in this one room. Who is not in it stays out."""
    _end([Draft(room_id, Kind.LEFT, profile_id=profile.pk, data={"reason": reason})])


@transaction.atomic
def close_room(room_id: UUID) -> None:
    """Ends everybody's part: from now on nobody reads or writes there."""
    log.lock_rooms([room_id])
    inside = Participant.objects.filter(room=room_id, active=True).order_by("pk").values_list("profile", flat=True)
    # One by one: a seat is given up under the room's last number, which must be that of its own leaving.
    for pk in inside:
        _end([Draft(room_id, Kind.LEFT, profile_id=pk, data={"reason": "closed"})])


def _end(drafts: list[Draft]) -> None:
    for entry in _append(drafts, _still_in):
        seat = Participant.objects.filter(room=entry.draft.room_id, profile=entry.draft.profile_id)
        seat.update(active=False, left_seq=entry.seq, hushed_at=None, hushed_until=None)
        RoomDraft.objects.filter(participant__in=seat).delete()
        Pending.objects.filter(room=entry.draft.room_id, actor=entry.draft.profile_id).go(entry.at)


@transaction.atomic
def set_voice(space: UUID, profile: Profile, voice: str) -> None:
    """Member, captain or brand: how they are badged, and where they may post."""
    drafts = _drafts(space, Kind.UPDATED, profile, {})
    seats = Participant.objects.filter(room__in=[draft.room_id for draft in drafts], profile=profile, active=True)
    # Under the rooms' locks, before the events: the facts read next show the new voice.
    if seats.exclude(voice=voice).update(voice=voice):
        _append(drafts, _still_in)


@transaction.atomic
def tell_renamed(space: UUID, profile: Profile) -> None:
    """The profile has another name: whoever shows it in these rooms hears of it."""
    _append(_drafts(space, Kind.UPDATED, profile, {}), _still_in)


def window_again(profile: Profile, seen: Mapping[UUID, int]) -> None:
    """Whoever was out by mistake sees from where they saw before, by room."""
    for room, floor in seen.items():
        Participant.objects.filter(room=room, profile=profile, active=True).update(visible_from_seq=floor)


@transaction.atomic
def quieten(space: UUID, profile: Profile, *, muted_until: datetime | None, slow_until: datetime | None) -> None:
    """How long this profile says nothing in the space's rooms, and how long little. Under the rooms' locks: what is
    judged after this is judged by it. Rooms entered later take the same from the database's own rule."""
    rooms = [room.pk for room in log.lock_open(space, profile)]
    seats = Participant.objects.filter(room__space=space, profile=profile)
    seats.filter(Q(room__in=rooms) | Q(active=False)).update(muted_until=muted_until, slow_until=slow_until)


def _drafts(space: UUID, kind: Kind, profile: Profile, data: dict[str, Any]) -> list[Draft]:
    return [Draft(room.pk, kind, profile_id=profile.pk, data=data) for room in log.lock_open(space, profile)]


def _append(drafts: list[Draft], decide: log.Decide) -> list[Stored]:
    entries = [outcome for outcome in log.write(drafts, decide) if isinstance(outcome, Stored)]
    transaction.on_commit(lambda: announce(entries))
    return entries


def _not_yet_in(draft: Draft, facts: Facts) -> SnugError | None:
    return Conflict(code="already_in") if facts.active else None


def _still_in(draft: Draft, facts: Facts) -> SnugError | None:
    return None if facts.active else Conflict(code="not_in")
