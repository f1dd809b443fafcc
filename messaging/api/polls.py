"""Polls: how one stands, choosing in it, closing it. Asking is saying something: `POST …/messages` with `poll`."""

from uuid import UUID, uuid4

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.parsing import Id, read
from community.api.schema import says
from community.surface import Action, surface
from messaging.access import load_room
from messaging.access.polls import load_poll
from messaging.actions import messages
from messaging.api import shapes
from messaging.api.rooms import acked
from messaging.api.shapes_polls import POLL, OwnPollShape
from messaging.models.polls import MOST_OPTIONS


class Choice(serializers.Serializer):
    cid = Id(help_text="Made once per choice and kept through retries.")
    choices = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=MOST_OPTIONS - 1),
        min_length=1,
        max_length=MOST_OPTIONS,
        help_text="Places of options, from 0; more than one only where the poll is `multiple`.",
    )


@surface(get=Action.READ_MESSAGES)
class OnePoll(ApiView):
    @says("getPoll", "A poll as it stands now", gives=OwnPollShape, example=POLL)
    def get(self, request: Request, room: UUID, mid: UUID) -> Response:
        seat = load_room(self.person, room, Action.READ_MESSAGES)
        return Response(load_poll(seat, mid, Action.READ_MESSAGES)[1])


@surface(put=Action.VOTE, delete=Action.VOTE)
class Ballot(ApiView):
    @says(
        "vote",
        "Choose in a poll, instead of what one chose before. A secret ballot is handed in once: nobody can change it",
        takes=Choice,
        gives=shapes.AckShape,
        sends={"cid": shapes.CID, "choices": [0]},
        example=shapes.ACK,
    )
    def put(self, request: Request, room: UUID, mid: UUID) -> Response:
        asked = read(Choice, request.data)
        return Response(acked(messages.vote(self.person, room, mid, asked["cid"], asked["choices"])))

    @says("takeVoteBack", "Take back what one chose, where the ballot is visible; doing it twice is once", status=204)
    def delete(self, request: Request, room: UUID, mid: UUID) -> Response:
        messages.vote(self.person, room, mid, uuid4(), ())
        return Response(status=204)


@surface(put=Action.CLOSE_POLL)
class ClosedPoll(ApiView):
    @says(
        "closePoll",
        "End a poll before its time: one's own, or as captain any",
        gives=shapes.AckShape,
        example=shapes.ACK,
    )
    def put(self, request: Request, room: UUID, mid: UUID) -> Response:
        return Response(acked(messages.close(self.person, room, mid, uuid4())))
