"""Who hosts an occurrence: named, helped, handed over, taken over."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.idempotency import idempotent
from community.api.parsing import read
from community.api.schema import says
from community.surface import Action, surface
from groups.access import Seat, load_membership, load_occurrence
from groups.access.sights import hosts_of
from groups.actions import hosting
from groups.api.events import examples
from groups.api.events.bodies import Hosting, Scoped
from groups.api.events.shapes import HostsShape, look_anew
from groups.serializers import HostShape


@surface(get=Action.SEE_EVENTS, post=Action.MANAGE_EVENT)
class Hosts(ApiView):
    @says(
        "listHosts",
        "Who hosts it; who leads comes first",
        gives=HostsShape,
        example=examples.HOSTS,
    )
    def get(self, request: Request, group: UUID, occurrence: UUID) -> Response:
        return Response(_hosts(load_occurrence(self.person, group, occurrence, Action.SEE_EVENTS)))

    @says(
        "addHost",
        "A member helps hosting, or leads in the place of who does (who hosts)",
        takes=Hosting,
        gives=HostsShape,
        status=201,
        sends={"profile": examples.ANA["id"], "lead": False, "scope": "this"},
        example=examples.HOSTS,
    )
    @idempotent
    def post(self, request: Request, group: UUID, occurrence: UUID) -> Response:
        seat = load_occurrence(self.person, group, occurrence, Action.MANAGE_EVENT)
        asked = read(Hosting, request.data)
        member = load_membership(seat.place, asked["profile"], Action.MANAGE_EVENT).profile
        put = hosting.hand_over if asked["lead"] else hosting.add_cohost
        put(seat, member, scope=asked.get("scope", "this"))
        return Response(_hosts(look_anew(self.person, group, occurrence)), status=201)


@surface(delete=Action.MANAGE_EVENT)
class OneHost(ApiView):
    @says(
        "removeHost",
        "They help no more (who hosts). Who leads is not removed: hand over instead",
        status=204,
        query=[Scoped],
    )
    def delete(self, request: Request, group: UUID, occurrence: UUID, profile: UUID) -> Response:
        seat = load_occurrence(self.person, group, occurrence, Action.MANAGE_EVENT)
        asked = read(Scoped, request.query_params)
        hosting.remove_cohost(seat, load_membership(seat.place, profile, Action.MANAGE_EVENT).profile, **asked)
        return Response(status=204)


@surface(put=Action.MANAGE_EVENT, delete=Action.MANAGE_EVENT)
class OwnHosting(ApiView):
    @says(
        "takeOver",
        "Lead what nobody leads (a helper or a captain). 409 `has_host` where somebody does",
        gives=HostsShape,
        example=examples.HOSTS,
    )
    def put(self, request: Request, group: UUID, occurrence: UUID) -> Response:
        hosting.take_over(load_occurrence(self.person, group, occurrence, Action.MANAGE_EVENT))
        return Response(_hosts(look_anew(self.person, group, occurrence)))

    @says(
        "cannotHost",
        "Say that one cannot. After who leads, helpers and captains are asked at once whether somebody takes over",
        status=204,
    )
    def delete(self, request: Request, group: UUID, occurrence: UUID) -> Response:
        hosting.cannot(load_occurrence(self.person, group, occurrence, Action.MANAGE_EVENT))
        return Response(status=204)


def _hosts(seat: Seat) -> dict[str, object]:
    return {"items": HostShape(hosts_of(seat), many=True).data}
