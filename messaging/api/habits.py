"""How one keeps a room for oneself: muted, or unread again from some message on."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.parsing import Whole, read
from community.api.schema import says
from community.surface import Action, surface
from messaging.access import load_room
from messaging.access.hushed import Mute, mute_of
from messaging.actions import hushing, reading
from messaging.api.shapes import ReadShape


class Muting(serializers.Serializer):
    hours = serializers.IntegerField(
        allow_null=True, min_value=1, max_value=8, help_text="1 or 8; null: until one turns it on again."
    )


class MuteShape(serializers.Serializer):
    muted = serializers.BooleanField(help_text="Nobody tells one of what the room says.")
    until = serializers.DateTimeField(allow_null=True, help_text="When it ends by itself.")


MUTE = {"muted": True, "until": "2026-11-24T02:02:11.120Z"}


class UnreadFrom(serializers.Serializer):
    seq = Whole(least=1, help_text="Of the message from which on all is unread again.")


@surface(put=Action.MARK_READ)
class UnreadState(ApiView):
    @says(
        "markUnread",
        "Say that all is unread again from a message on; answers how far one has read",
        takes=UnreadFrom,
        gives=ReadShape,
        sends={"seq": 42},
        example={"seq": 41},
    )
    def put(self, request: Request, room: UUID) -> Response:
        return Response({"seq": reading.mark_unread(self.person, room, read(UnreadFrom, request.data)["seq"])})


@surface(get=Action.MUTE_ROOM, put=Action.MUTE_ROOM, delete=Action.MUTE_ROOM)
class RoomMute(ApiView):
    @says("getMute", "Whether one has muted a room", gives=MuteShape, example=MUTE)
    def get(self, request: Request, room: UUID) -> Response:
        return Response(_muted(mute_of(load_room(self.person, room, Action.MUTE_ROOM).participant)))

    @says(
        "muteRoom",
        "Mute a room for oneself: for an hour, for eight, or until one turns it on again",
        takes=Muting,
        gives=MuteShape,
        sends={"hours": 8},
        example=MUTE,
    )
    def put(self, request: Request, room: UUID) -> Response:
        return Response(_muted(hushing.hush(self.person, room, read(Muting, request.data)["hours"])))

    @says("unmuteRoom", "Hear of a room again; twice is once", status=204)
    def delete(self, request: Request, room: UUID) -> Response:
        hushing.hear_again(self.person, room)
        return Response(status=204)


def _muted(mute: Mute | None) -> dict[str, Any]:
    return dict(MuteShape({"muted": mute is not None, "until": mute.until if mute else None}).data)
