"""What stands at the top of a room."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.schema import page_shape, says
from community.surface import Action, surface
from messaging import serializers as shapes_of
from messaging.access import load_room
from messaging.access.pins import pins
from messaging.actions import pins as pinning
from messaging.api import shapes


@surface(get=Action.READ_MESSAGES)
class Pins(ApiView):
    @says(
        "listPins",
        "What captains have pinned, as far as one may see it: three messages at most, the latest pinned first",
        gives=page_shape("PinPage", shapes.MessageShape),
        example={"items": [shapes.MESSAGE], "next": None},
    )
    def get(self, request: Request, room: UUID) -> Response:
        seat = load_room(self.person, room, Action.READ_MESSAGES)
        return Response({"items": [shapes_of.message(line) for line in pins(seat)], "next": None})


@surface(put=Action.PIN, delete=Action.PIN)
class OnePin(ApiView):
    @says("pinMessage", "Pin a message (captain); doing it twice is once", status=204)
    def put(self, request: Request, room: UUID, mid: UUID) -> Response:
        pinning.pin(self.person, room, mid)
        return Response(status=204)

    @says("unpinMessage", "Take a pinned message down (captain); doing it twice is once", status=204)
    def delete(self, request: Request, room: UUID, mid: UUID) -> Response:
        pinning.unpin(self.person, room, mid)
        return Response(status=204)
