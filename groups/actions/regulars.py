"""A standing yes: put down on every new day of a series, gone with its owner."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from community.models import Profile
from groups.actions.event_rooms import come_in
from groups.actions.plans import members_among
from groups.models import Occurrence, PaceGroup, Regular, Rsvp, RsvpMove


def put_down_regulars(occurrence: Occurrence) -> None:
    """Everybody with a standing yes to the series, the longest standing first: going while there is a place, then
    waitlisted. Who has answered already keeps that answer. The caller holds the occurrence, or has just made it."""
    regulars = Regular.objects.filter(event=occurrence.event_id).select_related("profile").order_by("since", "pk")
    answered = set(occurrence.rsvps.values_list("profile", flat=True))
    current = members_among(occurrence.group, [one.profile_id for one in regulars])
    for one in regulars:
        if one.profile_id in current and one.profile_id not in answered:
            _put_down(occurrence, one)


def gone(profile: Profile, now: datetime) -> None:
    """Somebody has left the group: what is still to come has their place back. The caller holds the occurrences."""
    Regular.objects.filter(profile=profile).delete()
    coming = Rsvp.objects.filter(profile=profile, occurrence__starts_at__gt=now).exclude(state=Rsvp.State.DECLINED)
    for rsvp in coming.order_by("occurrence"):
        before = rsvp.state
        rsvp.state, rsvp.place, rsvp.offer_until = Rsvp.State.DECLINED, None, None
        rsvp.answer, rsvp.since = "", now
        rsvp.save(update_fields=["state", "place", "offer_until", "answer", "since"])
        _note(rsvp, before, RsvpMove.Why.LEFT_GROUP)


def _put_down(occurrence: Occurrence, regular: Regular) -> None:
    pace = PaceGroup.objects.filter(occurrence=occurrence, name=regular.pace).first() if regular.pace else None
    rsvp = Rsvp(occurrence=occurrence, profile=regular.profile, pace=pace, seen=regular.seen)
    if _has_place(occurrence, pace):
        rsvp.state = Rsvp.State.GOING
    else:
        last = occurrence.rsvps.aggregate(last=Max("place"))["last"]
        rsvp.state, rsvp.place = Rsvp.State.WAITLISTED, (last or 0) + 1
    rsvp.save(force_insert=True)
    _note(rsvp, "", RsvpMove.Why.REGULAR)
    if rsvp.state == Rsvp.State.GOING:
        come_in(occurrence, regular.profile)


def _has_place(occurrence: Occurrence, pace: PaceGroup | None) -> bool:
    """The count is the database's: its trigger has moved it since."""
    taken = Occurrence.objects.values_list("taken", flat=True).get(pk=occurrence.pk)
    whole = occurrence.capacity is None or taken < occurrence.capacity
    return whole and (pace is None or pace.cap is None or pace.taken < pace.cap)


def _note(rsvp: Rsvp, before: str, why: str) -> None:
    RsvpMove.objects.create(
        occurrence_id=rsvp.occurrence_id, profile_id=rsvp.profile_id, before=before, after=rsvp.state, why=why
    )
