"""One's own words that a rule held, and saying that a rule was wrong."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.idempotency import idempotent
from community.api.parsing import Id, Text, read
from community.api.schema import page_shape, says
from community.surface import Action, surface
from messaging import serializers as shapes_of
from messaging.access import load_room
from messaging.access.held import own_held
from messaging.actions import held
from messaging.api import shapes
from messaging.models import BODY_LENGTH


class Objecting(serializers.Serializer):
    cid = Id(help_text="Under which the words were sent.")
    body = Text(
        most=BODY_LENGTH,
        multiline=True,
        required=False,
        help_text="The words as they were sent: of what was refused, changed or nudged the server keeps none.",
    )


@surface(get=Action.OWN_HELD)
class OwnHeld(ApiView):
    @says(
        "listOwnHeld",
        "What waits of one's own in a room, and how the rest ended, until it is put away; all of it, the oldest first",
        gives=page_shape("OwnHeldPage", shapes.HeldShape),
        example={"items": [shapes.HELD], "next": None},
    )
    def get(self, request: Request, room: UUID) -> Response:
        seat = load_room(self.person, room, Action.OWN_HELD)
        return Response({"items": [shapes_of.held(one) for one in own_held(seat)], "next": None})


@surface(delete=Action.OWN_HELD)
class OneHeld(ApiView):
    @says("putAwayHeld", "Take back what waits, or put away what was given back or removed; twice is once", status=204)
    def delete(self, request: Request, room: UUID, cid: UUID) -> Response:
        held.put_away(self.person, room, cid)
        return Response(status=204)


@surface(post=Action.OWN_HELD)
class Objections(ApiView):
    @says(
        "object",
        "Say that a rule was wrong about one's own words; saying it again is once",
        takes=Objecting,
        gives=shapes.ObjectionShape,
        status=201,
        sends={"cid": shapes.CID},
        example=shapes.OBJECTION,
    )
    @idempotent
    def post(self, request: Request, room: UUID) -> Response:
        asked = read(Objecting, request.data)
        objection = held.object_to(self.person, room, asked["cid"], asked.get("body", ""))
        return Response(shapes.ObjectionShape(objection).data, status=201)
