"""The published description of the socket."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.surface import Action, surface
from messaging.realtime.document import document


@surface(get=Action.READ_PUBLIC)
class RealtimeDocument(ApiView):
    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        return Response(document())
