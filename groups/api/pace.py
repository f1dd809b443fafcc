"""How fast Talk goes (trust.md R28)."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.parsing import Whole, read
from community.api.schema import says
from community.surface import Action, surface
from groups.access import load_group
from groups.access.restraint import slow_of
from groups.actions import pace
from groups.api import examples


class Slowing(serializers.Serializer):
    pace_s = Whole(least=10, most=300, help_text="10, 60 or 300 seconds.")


class TalkPaceShape(serializers.Serializer):
    """Everybody says one thing in `pace_s` seconds in Talk, until then; both null where Talk goes as it likes."""

    pace_s = serializers.IntegerField(allow_null=True)
    until = serializers.DateTimeField(allow_null=True)


@surface(get=Action.SEE_TRUST, put=Action.SLOW_TALK, delete=Action.SLOW_TALK)
class TalkPace(ApiView):
    @says("getPace", "How fast Talk goes", gives=TalkPaceShape, example=examples.PACE)
    def get(self, request: Request, group: UUID) -> Response:
        found = slow_of(load_group(self.person, group, Action.SEE_TRUST).group)
        return Response(TalkPaceShape(found or {"pace_s": None, "until": None}).data)

    @says(
        "slowTalk",
        "Slow Talk down for everybody, for a day at most (captain)",
        takes=Slowing,
        gives=TalkPaceShape,
        sends={"pace_s": 60},
        example=examples.PACE,
    )
    def put(self, request: Request, group: UUID) -> Response:
        place = load_group(self.person, group, Action.SLOW_TALK)
        return Response(TalkPaceShape(pace.slow(place, read(Slowing, request.data)["pace_s"])).data)

    @says("quickenTalk", "Let Talk go as it likes again (captain)", status=204)
    def delete(self, request: Request, group: UUID) -> Response:
        pace.quicken(load_group(self.person, group, Action.SLOW_TALK))
        return Response(status=204)
