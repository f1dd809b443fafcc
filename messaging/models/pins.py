"""What a captain has put at the top of a room."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from community.models import Profile
from messaging.models.log import Message
from messaging.models.rooms import Room

MOST_PINS = 3


class Pin(models.Model):
    """A message in one of the few places at the top. One that was deleted, or is out of sight, is no longer shown, and
    its place is free."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="pins", db_index=False)  # the constraint begins with it
    message = models.OneToOneField(Message, models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField()
    by = models.ForeignKey(Profile, models.PROTECT, related_name="+")
    pinned_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "place"], name="pin_place_once"),
            models.CheckConstraint(name="pin_three_at_most", condition=models.Q(place__gte=1, place__lte=MOST_PINS)),
        ]
