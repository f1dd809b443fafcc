"""A captain takes a message out of sight."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.parsing import Text, read
from community.api.schema import says
from community.surface import Action, surface
from messaging.actions import hiding
from moderation.models.decisions import REASON_LENGTH


class Hiding(serializers.Serializer):
    reason = Text(most=REASON_LENGTH, multiline=True, help_text="Its author reads it, and can appeal to somebody else.")


@surface(put=Action.HIDE_MESSAGE)
class Hidden(ApiView):
    @says(
        "hideMessage",
        "Take somebody's message out of sight, for everybody (captain); not one's own. 409 `hidden`: it is already",
        takes=Hiding,
        status=204,
        sends={"reason": "This was unkind to Ben. Say it differently."},
    )
    def put(self, request: Request, room: UUID, mid: UUID) -> Response:
        hiding.hide(self.person, room, mid, read(Hiding, request.data)["reason"])
        return Response(status=204)
