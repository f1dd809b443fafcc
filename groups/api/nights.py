"""Talk locked for the night."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.parsing import read
from community.api.schema import says
from community.surface import Action, surface
from groups.access import load_group
from groups.access.restraint import night_of
from groups.actions import nights


class Locking(serializers.Serializer):
    until = serializers.DateTimeField(
        required=False, help_text="Within twelve hours; without it: the next seven o'clock by the group's clock."
    )


class NightShape(serializers.Serializer):
    """Captains alone speak in Talk, until then; null where Talk is open."""

    until = serializers.DateTimeField(allow_null=True)


NIGHT = {"until": "2026-11-24T06:00:00Z"}


@surface(get=Action.SEE_TRUST, put=Action.LOCK_TALK, delete=Action.LOCK_TALK)
class Night(ApiView):
    @says("getNight", "Whether Talk is locked for the night", gives=NightShape, example=NIGHT)
    def get(self, request: Request, group: UUID) -> Response:
        found = night_of(load_group(self.person, group, Action.SEE_TRUST).group)
        return Response(NightShape(found or {"until": None}).data)

    @says(
        "lockTalk",
        "Lock Talk for the night: captains alone speak, for twelve hours of any twenty-four at most (captain)",
        takes=Locking,
        gives=NightShape,
        sends={},
        example=NIGHT,
    )
    def put(self, request: Request, group: UUID) -> Response:
        place = load_group(self.person, group, Action.LOCK_TALK)
        return Response(NightShape(nights.lock(place, read(Locking, request.data).get("until"))).data)

    @says("unlockTalk", "Open Talk again (captain)", status=204)
    def delete(self, request: Request, group: UUID) -> Response:
        nights.unlock(load_group(self.person, group, Action.LOCK_TALK))
        return Response(status=204)
