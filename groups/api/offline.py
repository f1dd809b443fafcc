"""What a device of one's own may keep, to be read without a network."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community import theming
from community.api.base import ApiView
from community.api.schema import says
from community.surface import Action, surface
from community.templatetags.look import brand_key
from groups.offline import Kept, kept_by, owner_of
from messaging import serializers as shapes_of
from messaging.api.shapes import CID, MESSAGE, ROOM, ActorShape
from messaging.models import Room


class WearingShape(serializers.Serializer):
    name = serializers.CharField()
    key = serializers.CharField(help_text="Its colour, as the pages' stylesheets call it.")
    colours = serializers.CharField(help_text="The stylesheet of that colour: without a network there is no other.")


class OfflineRoomShape(serializers.Serializer):
    id = serializers.UUIDField()
    group = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Room.Kind.choices)
    title = serializers.CharField(help_text="The group, or with whom one speaks.")
    name = serializers.CharField(help_text="Of the room within it.")
    prompt = serializers.CharField(help_text="For the field that one writes in.")
    url = serializers.CharField(help_text="Path of its page.")
    emblem = serializers.CharField()
    brand = WearingShape()
    me = ActorShape(help_text="As whom one speaks there.")
    last_seq = serializers.IntegerField(help_text="Where the log stands: what is kept up to there is as it is.")
    read_seq = serializers.IntegerField()
    unread = serializers.IntegerField(max_value=100)
    muted = serializers.BooleanField()
    at = serializers.DateTimeField(allow_null=True, help_text="When something was said last.")
    closed = serializers.CharField(allow_null=True, help_text="Why one cannot write there now; null where one can.")
    keep_days = serializers.IntegerField(help_text="What was said longer ago is to be shown no more.")
    folded = serializers.ListField(child=serializers.UUIDField(), help_text="Profiles that one has blocked.")


class OfflineShape(serializers.Serializer):
    owner = serializers.CharField(help_text="Always the same for one account: what another's has left has to go.")
    language = serializers.CharField()
    unread = serializers.IntegerField(help_text="For the app's icon: in all rooms that one has not muted.")
    rooms = OfflineRoomShape(
        many=True, help_text="All of them, the one where something was said last first. What is missing has to go."
    )


EXAMPLE = {
    "owner": CID.replace("-", ""),
    "language": "en",
    "unread": 2,
    "rooms": [
        {
            **{name: ROOM[name] for name in ("id", "group", "kind", "last_seq", "read_seq", "unread")},
            "title": "Harbour Runners",
            "name": "Talk",
            "prompt": "Message Harbour Runners",
            "url": "/g/harbour-runners/",
            "emblem": "anchor",
            "brand": {"name": "Stride", "key": "c2410c", "colours": theming.stylesheet("c2410c")},
            "me": MESSAGE["actor"],
            "muted": False,
            "at": MESSAGE["at"],
            "closed": None,
            "keep_days": 365,
            "folded": [],
        }
    ],
}


@surface(get=Action.LIST_GROUPS)
class Offline(ApiView):
    @says(
        "whatToKeep",
        "What a device may keep for reading without a network, asked for at each contact. Messages come from each "
        "room's own door",
        gives=OfflineShape,
        example=EXAMPLE,
    )
    def get(self, request: Request) -> Response:
        rooms, unread = kept_by(self.person)
        told = {"owner": owner_of(self.person), "language": self.person.language, "unread": unread}
        return Response(told | {"rooms": [_told(room) for room in rooms]})


def _told(room: Kept) -> dict[str, Any]:
    stands, me, key = room.glance, room.seat.profile, brand_key(room.brand.colour)
    return {
        "id": str(stands.room_id),
        "group": str(room.group.pk),
        "kind": stands.kind,
        **{name: getattr(room, name) for name in ("title", "name", "prompt", "url", "keep_days")},
        "emblem": room.group.emblem,
        "brand": {"name": room.brand.name, "key": key, "colours": theming.stylesheet(key)},
        "me": shapes_of.actor(me.pk, me.person_id, me.name, room.seat.voice),
        **{name: getattr(stands, name) for name in ("last_seq", "read_seq", "unread", "muted")},
        "at": shapes_of.time(stands.at) if stands.at else None,
        "closed": str(room.closed) if room.closed else None,
        "folded": [str(one) for one in room.folded],
    }
