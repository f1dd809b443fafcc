"""Where one is signed in, for apps: the list, ending one, signing out."""

import uuid

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community.actions import sessions
from community.api.base import ApiView
from community.api.schema import says
from community.api_auth import session_key_of
from community.devices import described
from community.errors import NotFound
from community.surface import Action, surface


class SessionShape(serializers.Serializer):
    id = serializers.UUIDField()
    device = serializers.CharField(
        source="name", help_text="Browser and system in words, or what the app calls itself."
    )
    here = serializers.BooleanField(source="is_here", help_text="Whether this very request came from it.")
    since = serializers.DateTimeField()


@surface(Action.MANAGE_DEVICES)
class Sessions(ApiView):
    @says(
        "listSessions",
        "Where one is signed in, newest first",
        gives=SessionShape(many=True),
        example={
            "id": "3c9f0e52-6b7a-4c55-9a4d-0a1b2c3d4e5f",
            "device": "Firefox, Linux",
            "here": True,
            "since": "2026-11-23T18:00:00Z",
        },
    )
    def get(self, request: Request) -> Response:
        rows = sessions.of(self.person)
        here = session_key_of(request)
        return Response(SessionShape([described(row, here) for row in rows], many=True).data)


@surface(Action.MANAGE_DEVICES)
class Session(ApiView):
    @says("endSession", "Sign that device out; its sockets close", status=204)
    def delete(self, request: Request, session: uuid.UUID) -> Response:
        rows = [row for row in sessions.of(self.person) if sessions.public_id(row.session_key) == session]
        if not sessions.end(self.person, [row.pk for row in rows]):
            raise NotFound
        return Response(status=204)


@surface(Action.SIGN_OUT)
class Here(ApiView):
    @says("signOut", "End the session of this token", status=204)
    def delete(self, request: Request) -> Response:
        sessions.end_key(self.person, session_key_of(request))
        return Response(status=204)
