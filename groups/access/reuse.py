"""What was asked about whose words: the author and the brand's seat see it, nobody else."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from community.errors import NotFound
from community.surface import Action
from groups.access.places import Place, as_uuid
from groups.models import ReuseAsk
from messaging.access import history
from messaging.access.lines import Line
from messaging.access.standing import load_standing
from messaging.models import Message, Room

_LATEST = 20


def asks_of(place: Place) -> QuerySet[ReuseAsk]:
    """The newest first: of the brand's seat all that the brand asked here, of a member those about their own words."""
    asks = ReuseAsk.objects.filter(group=place.group).with_answer().select_related("author", "asked_by")
    return (asks if place.seat is not None else asks.filter(author=place.profile)).order_by("-asked_at")


def load_ask(place: Place, ask_id: str | UUID) -> ReuseAsk:
    """One about the person's own words. Raises `NotFound`."""
    found = asks_of(place).filter(pk=as_uuid(ask_id), author=place.profile).first()
    if found is None:
        raise NotFound
    return found


def load_words(place: Place, mid: UUID) -> Message:
    """A member's message in Talk that the brand's seat can see. Raises `NotFound`, also for the brand's own."""
    place.require(Action.ASK_REUSE)
    seat = load_standing(place.person, place.group.pk, Room.Kind.TALK).seat
    seen = Message.objects.filter(room=seat.room, seq__gt=seat.participant.visible_from_seq, deleted_at=None)
    found = seen.filter(pk=mid, actor__person__isnull=False, actor__memberships__group=place.group).first()
    if found is None:
        raise NotFound
    return found


def latest_words(place: Place) -> list[Line]:
    """What members said of late, and nobody has asked about yet: for the brand's seat to choose from."""
    seat = load_standing(place.person, place.group.pk, Room.Kind.TALK).seat
    stand = (line for line in history(seat, limit=_LATEST).messages if not (line.deleted or line.hidden))
    said = [line for line in stand if line.voice != "brand"]
    asked = set(ReuseAsk.objects.filter(item__in=[line.mid for line in said]).values_list("item", flat=True))
    return [line for line in said if line.mid not in asked and line.person_id is not None][::-1]
