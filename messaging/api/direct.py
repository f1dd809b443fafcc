"""Conversations of two: one's own, asking for one, the answer, and whether one may be asked."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.parsing import Id, Text, read
from community.api.schema import says
from community.surface import Action, surface
from messaging import serializers as shapes_of
from messaging.access.direct import Line, State, directs_of, load_switch
from messaging.actions import direct as actions
from messaging.api import shapes
from messaging.api.rooms import Words, acked
from messaging.models import BODY_LENGTH, DirectOff

_STATES = ("asked", "waiting", "unanswered", "open", "blocked", "over")


class OtherShape(serializers.Serializer):
    id = serializers.UUIDField(help_text="Their profile in this group.")
    name = serializers.CharField()


class LastShape(serializers.Serializer):
    seq = serializers.IntegerField()
    at = serializers.DateTimeField()
    body = serializers.CharField()
    own = serializers.BooleanField()


class DirectShape(serializers.Serializer):
    """One conversation. Its messages are those of its room."""

    room = serializers.UUIDField()
    group = serializers.UUIDField()
    state = serializers.ChoiceField(
        choices=_STATES,
        help_text="`asked`: waits for one's own answer. `waiting`, `unanswered`: one's own request; the second when "
        "its fourteen days are over. `blocked`: by oneself. `over`: the other one has left.",
    )
    other = OtherShape(allow_null=True, help_text="Null: a former member.")
    asked_at = serializers.DateTimeField()
    until = serializers.DateTimeField(help_text="When an unanswered request lapses.")
    unread = serializers.IntegerField(max_value=100)
    last = LastShape(allow_null=True)


class DirectsShape(serializers.Serializer):
    items = DirectShape(many=True, help_text="Requests to oneself first, then what was said last.")


class NewDirect(Words):
    cid = Id(help_text="Made once per message and kept through retries: it makes at most one message.")
    body = Text(most=BODY_LENGTH, multiline=True)
    profile = Id(help_text="Whom to write to: a member of a group that one is a member of.")


class DirectReply(serializers.Serializer):
    accept = serializers.BooleanField()


class SwitchShape(serializers.Serializer):
    open_to = serializers.ChoiceField(choices=["people", "nobody"], help_text="Who of this group may ask one.")


ONE = {
    "room": "c3a6f1de-52d8-4a55-8d8e-0a2c1f6b7d94",
    "group": shapes.ROOM["group"],
    "state": "open",
    "other": {"id": "0b8f4a53-7a0e-4c1c-8a3d-9d0c6f1b2e44", "name": "Ben"},
    "asked_at": "2026-11-22T17:40:00.000Z",
    "until": "2026-12-06T17:40:00.000Z",
    "unread": 1,
    "last": {"seq": 5, "at": "2026-11-23T18:02:11.120Z", "body": "See you at the crane.", "own": False},
}


@surface(get=Action.LIST_DIRECT, post=Action.LIST_DIRECT)
class Directs(ApiView):
    @says(
        "listDirects",
        "One's conversations of two. A request that one has declined, or that has lapsed, is in nobody's list but the "
        "asker's, where both look alike",
        gives=DirectsShape,
        example={"items": [ONE]},
    )
    def get(self, request: Request) -> Response:
        return Response({"items": [_shown(state, line) for state, line in directs_of(self.person)]})

    @says(
        "writeTo",
        "Say something to somebody of a group. The first words are a request: without links, and alone until the other "
        "one says yes. To who has asked oneself, it is a yes. The `cid` is the idempotency key",
        takes=NewDirect,
        gives=shapes.AckShape,
        status=201,
        more={200: shapes.AckShape},
        sends={"profile": ONE["other"]["id"], "cid": shapes.CID, "body": "Are you the one with the red bike?"},  # type: ignore[index]
        example=shapes.ACK,
    )
    def post(self, request: Request) -> Response:
        said = read(NewDirect, request.data)
        ack = actions.ask(self.person, said["profile"], said["cid"], said["body"], confirm=said.get("confirm", ()))
        return Response(acked(ack), status=200 if ack.dup else 201)


@surface(put=Action.ANSWER_DIRECT)
class DirectAnswer(ApiView):
    @says(
        "answerDirect",
        "Say yes or no to a request. A no is told to nobody. 409 `direct_lapsed` where it waits no longer, "
        "`direct_open` for a no after a yes",
        takes=DirectReply,
        status=204,
        sends={"accept": True},
    )
    def put(self, request: Request, direct: UUID) -> Response:
        answer = actions.accept if read(DirectReply, request.data)["accept"] else actions.decline
        answer(self.person, direct)
        return Response(status=204)


@surface(get=Action.SET_DIRECT, put=Action.SET_DIRECT)
class DirectSwitch(ApiView):
    @says(
        "getDirectSwitch",
        "Who of this group may ask one for a conversation",
        gives=SwitchShape,
        example={"open_to": "people"},
    )
    def get(self, request: Request, group: UUID) -> Response:
        profile = load_switch(self.person, group, Action.SET_DIRECT)
        return Response(_switch(not DirectOff.objects.filter(profile=profile).exists()))

    @says(
        "setDirectSwitch",
        "Say who of this group may ask one. Whoever tries is told so; what has begun goes on",
        takes=SwitchShape,
        gives=SwitchShape,
        sends={"open_to": "nobody"},
        example={"open_to": "nobody"},
    )
    def put(self, request: Request, group: UUID) -> Response:
        to = read(SwitchShape, request.data)["open_to"] == "people"
        actions.set_open(self.person, group, to=to)
        return Response(_switch(to))


def _switch(to: bool) -> shapes_of.Json:
    return {"open_to": "people" if to else "nobody"}


def _shown(state: State, line: Line) -> shapes_of.Json:
    return {
        "room": str(line.room_id),
        "group": str(line.space),
        "state": state,
        "other": {"id": str(line.other_id), "name": line.other_name} if line.other_person else None,
        "asked_at": shapes_of.time(line.asked_at),
        "until": shapes_of.time(line.until),
        "unread": line.unread,
        "last": _last(line),
    }


def _last(line: Line) -> shapes_of.Json | None:
    if line.body is None or line.at is None:
        return None
    own = line.actor_id == line.profile_id
    return {"seq": line.seq, "at": shapes_of.time(line.at), "body": line.shown, "own": own}
