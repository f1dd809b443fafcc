"""Browsers that one is pushed to (Web Push): the key to subscribe with, the list, one more, one less."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community import vapid
from community.actions import push
from community.api.base import ApiView
from community.api.parsing import Token, read
from community.api.schema import says
from community.api_auth import session_key_of
from community.models import PushSubscription
from community.serializers import PushSubscriptionShape
from community.surface import Action, surface

_KEY = "BEl62iUYgUivxIkv69yViEuiBIa-Ib9-SkvMeAtA3LFgDzkrxZJjSgSnfckjBJuBkr3qBUYIHBQFLXYp5Nksh8U"
_EXAMPLE = {
    "id": "7b0f9a52-1c1e-4f06-9d59-6a2f3f1f8e21",
    "here": True,
    "since": "2026-11-23T18:00:00Z",
    "accepted_at": None,
}
_SENT = {
    "endpoint": "https://push.example.org/wpush/v2/gAAAAABn",
    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
}


class Subscribing(serializers.Serializer):
    endpoint = Token(most=1000, help_text="As `PushSubscription.endpoint`: https, on a public host.")
    p256dh = Token(most=120, help_text="As `PushSubscription.toJSON().keys.p256dh`: 65 bytes, base64url.")
    auth = Token(most=60, help_text="As `PushSubscription.toJSON().keys.auth`: 16 bytes, base64url.")


class SubscriptionsShape(serializers.Serializer):
    public_key = serializers.CharField(
        help_text="The `applicationServerKey` to subscribe with, base64url; empty where push is not set up."
    )
    items = PushSubscriptionShape(many=True)


@surface(Action.SET_REACH)
class Subscriptions(ApiView):
    @says(
        "listPushSubscriptions",
        "The browsers one is pushed to, newest first",
        gives=SubscriptionsShape,
        example={"public_key": _KEY, "items": [_EXAMPLE]},
    )
    def get(self, request: Request) -> Response:
        rows = self.person.push_subscriptions.order_by("-created_at", "-pk")
        public_key = vapid.public_key() if vapid.has_key() else ""
        return Response({"public_key": public_key, "items": [_shown(row, request) for row in rows]})

    @says(
        "subscribeToPush",
        "Be pushed to in this browser, as long as this session lasts; the same endpoint again only renews it",
        takes=Subscribing,
        gives=PushSubscriptionShape,
        sends=_SENT,
        example=_EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        row = push.subscribe(self.person, session_key_of(request), **read(Subscribing, request.data))
        return Response(_shown(row, request))


@surface(Action.SET_REACH)
class Subscription(ApiView):
    @says("unsubscribeFromPush", "No more pushes to that browser", status=204)
    def delete(self, request: Request, subscription: UUID) -> Response:
        push.unsubscribe(self.person, subscription)
        return Response(status=204)


def _shown(row: PushSubscription, request: Request) -> dict[str, object]:
    return dict(PushSubscriptionShape(row, context={"session_key": session_key_of(request)}).data)
