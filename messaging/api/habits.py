"""How one keeps a room for oneself: muted, unread again from some message on, and what one is writing there."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.parsing import Text, Whole, read
from community.api.schema import says
from community.surface import Action, surface
from messaging.access import load_room
from messaging.access.hushed import Mute, mute_of
from messaging.actions import hushing, reading, unsent
from messaging.api.shapes import ReadShape
from messaging.models import BODY_LENGTH


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


class Writing(serializers.Serializer):
    body = Text(most=BODY_LENGTH, multiline=True, allow_blank=True, help_text="Empty: nothing is being written.")
    by = serializers.RegexField(
        r"^[0-9A-Za-z_-]{1,64}\Z",
        required=False,
        help_text="What this client calls itself: its own `draft` frames bear it.",
    )


class DraftShape(serializers.Serializer):
    body = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField(help_text="Grows with every change, on whatever device; 0: there was none.")


class KeptShape(serializers.Serializer):
    version = serializers.IntegerField()


@surface(get=Action.KEEP_DRAFT, put=Action.KEEP_DRAFT, delete=Action.KEEP_DRAFT)
class Draft(ApiView):
    @says(
        "getDraft",
        "What one is writing in a room, on whatever device",
        gives=DraftShape,
        example={"body": "Tuesday at sev", "version": 1732471331120},
    )
    def get(self, request: Request, room: UUID) -> Response:
        return Response(unsent.draft_of(self.person, room)._asdict())

    @says(
        "keepDraft",
        "Keep what one is writing, for one's own other devices; nobody else reads it, and the last one to write wins",
        takes=Writing,
        gives=KeptShape,
        sends={"body": "Tuesday at sev", "by": "phone-7f3a"},
        example={"version": 1732471331120},
    )
    def put(self, request: Request, room: UUID) -> Response:
        said = read(Writing, request.data)
        return Response({"version": unsent.keep(self.person, room, said["body"], said.get("by", ""))})

    @says("dropDraft", "It is sent, or no longer wanted; on all one's devices. Twice is once", status=204)
    def delete(self, request: Request, room: UUID) -> Response:
        unsent.keep(self.person, room, "")
        return Response(status=204)
