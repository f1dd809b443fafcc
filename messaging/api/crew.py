"""What a captain asks before calling the whole crew."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.schema import says
from community.surface import Action, surface
from messaging.access import load_room
from messaging.access.crew import reach_of


class CrewShape(serializers.Serializer):
    reach = serializers.IntegerField(help_text="So many others are in the room.")
    left = serializers.IntegerField(help_text="So many times it can be called before one of the last two is a day old.")


@surface(get=Action.CALL_CREW)
class Crew(ApiView):
    @says(
        "crewReach",
        "How many people `@crew` in this room names, and how often its captain can still call them (captain)",
        gives=CrewShape,
        example={"reach": 22, "left": 2},
    )
    def get(self, request: Request, room: UUID) -> Response:
        reach = reach_of(load_room(self.person, room, Action.CALL_CREW))
        return Response({"reach": reach.people, "left": reach.left})
