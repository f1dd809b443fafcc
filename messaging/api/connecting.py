"""Getting a socket: the ticket of an app, and the question why a handshake failed (realtime.md "Connecting")."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.parsing import read
from community.api.problem import MEDIA_TYPE
from community.api.schema import Problem, says
from community.api_auth import session_key_of
from community.errors import SnugError
from community.surface import Action, surface
from messaging import rates
from messaging.actions import tickets
from messaging.api import shapes

PROTOCOL = "snug.v1"


class UpdateRequired(SnugError):
    code, status = "update_required", 426
    words = _("This app is too old to talk with us. Update it.")


class SessionQuery(serializers.Serializer):
    protocol = serializers.CharField(
        max_length=40, required=False, default=PROTOCOL, help_text="The subprotocol that the client speaks."
    )


@surface(post=Action.CONNECT)
class Tickets(ApiView):
    @says(
        "createTicket",
        "A ticket for one socket of an app, good once, for a minute",
        gives=shapes.TicketShape,
        status=201,
        example={"ticket": "Zr0nWm3p2J1hQy6bXc8vKd5fTg7sLa9eUiOoPqRtYwA", "expires_in_s": 60},
    )
    def post(self, request: Request) -> Response:
        ticket = tickets.issue(self.person, session_key_of(request))
        return Response({"ticket": ticket, "expires_in_s": tickets.TTL_S}, status=201)


@surface(get=Action.CONNECT)
class SessionState(ApiView):
    @says(
        "getSession",
        "Why a handshake failed: 401 sign in, 426 update, 429 wait, 200 nothing is wrong: back off",
        gives=shapes.HandshakeShape,
        query=[SessionQuery],
        more={(426, MEDIA_TYPE): OpenApiResponse(Problem, description="The client is too old.")},
        example={"protocol": PROTOCOL},
    )
    def get(self, request: Request) -> Response:
        if read(SessionQuery, request.query_params)["protocol"] != PROTOCOL:
            raise UpdateRequired
        rates.require_handshake(self.person.pk)
        return Response({"protocol": PROTOCOL})
