"""Rooms, their messages, and how far one has read."""

from typing import Any
from uuid import UUID, uuid4

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.paging import page_of
from community.api.parsing import Id, Text, Whole, read
from community.api.schema import PAGED, page_shape, says
from community.models import Person
from community.surface import Action, surface
from community.tokens import keyed_mac
from messaging import serializers as shapes_of
from messaging.access import history, load_room, rooms_of, unread_counts
from messaging.access.hushed import standing_mute
from messaging.access.reading import with_reading
from messaging.actions import messages, reading
from messaging.api import shapes
from messaging.media.sizes import PER_MESSAGE
from messaging.models import BODY_LENGTH
from messaging.models.polls import FEWEST_OPTIONS, MOST_OPTIONS, OPTION_LENGTH
from messaging.polling import Asked


class Seq(serializers.IntegerField):
    """A place in the log that need not exist."""

    def __init__(self, help_text: str) -> None:
        super().__init__(min_value=0, max_value=2**62, required=False, help_text=help_text)


class HistoryQuery(serializers.Serializer):
    """At most one of the three bounds; without one, the newest."""

    before = Seq("Messages with a smaller seq.")
    after = Seq("Messages with a greater seq.")
    around = Seq("Messages on both sides of this seq.")
    limit = serializers.IntegerField(min_value=1, max_value=100, required=False)


class Words(serializers.Serializer):
    confirm = serializers.ListField(
        child=serializers.CharField(max_length=40), required=False, max_length=10, help_text="Rules a nudge has named."
    )


class NewPoll(serializers.Serializer):
    options = serializers.ListField(
        child=Text(most=OPTION_LENGTH), min_length=FEWEST_OPTIONS, max_length=MOST_OPTIONS, help_text="No two alike."
    )
    multiple = serializers.BooleanField(required=False)
    secret = serializers.BooleanField(required=False, help_text="Needs `ends_at`.")
    ends_at = serializers.DateTimeField(
        required=False, allow_null=True, help_text="Ahead, at most thirty days; it is over from then on."
    )


class NewMessage(Words):
    cid = Id(help_text="Made once per message and kept through retries: it makes at most one message.")
    body = Text(most=BODY_LENGTH, multiline=True, required=False, help_text="No duty where there are `media`.")
    reply_to = Id(
        required=False, allow_null=True, help_text="The message of this room that it answers, one that the writer sees."
    )
    poll = NewPoll(required=False, allow_null=True, help_text="What the words ask.")
    media = serializers.ListField(
        child=Id(), required=False, max_length=PER_MESSAGE, help_text="What was uploaded before, in this order."
    )


class OtherWords(Words):
    cid = Id(help_text="Made once per edit and kept through retries: it edits at most once.")
    body = Text(most=BODY_LENGTH, multiline=True)


class ReadTo(serializers.Serializer):
    seq = Whole(help_text="Goes forward only, and not beyond the last.")


@surface(get=Action.LIST_GROUPS)
class Rooms(ApiView):
    @says(
        "listRooms",
        "The rooms one is in, with what is unread",
        gives=page_shape("RoomPage", shapes.RoomShape),
        query=PAGED,
        example={"items": [shapes.ROOM], "next": None},
    )
    def get(self, request: Request) -> Response:
        items, beyond = page_of(with_reading(rooms_of(self.person)), request.query_params, by="created_at")
        unread = unread_counts(self.person)
        for room in items:
            room.unread = unread.get(room.pk, 0)  # type: ignore[attr-defined]
            room.muted = standing_mute(room.hushed_at, room.hushed_until)  # type: ignore[attr-defined]
        return Response({"items": shapes.RoomShape(items, many=True).data, "next": beyond})


@surface(get=Action.READ_MESSAGES, post=Action.SEND_MESSAGE)
class Messages(ApiView):
    @says(
        "listMessages",
        "A page of what was said, the oldest first",
        gives=shapes.MessagePageShape,
        query=[HistoryQuery],
        example=shapes.HISTORY,
    )
    def get(self, request: Request, room: UUID) -> Response:
        seat = load_room(self.person, room, Action.READ_MESSAGES)
        page = history(seat, **read(HistoryQuery, request.query_params))
        return Response(
            {
                "at_seq": page.at_seq,
                "messages": shapes_of.page(page),
                "events": [shapes_of.event(line) for line in page.events],
                "first_seq": page.first_seq,
                "last_seq": page.last_seq,
                "has_older": page.has_older,
                "has_newer": page.has_newer,
            }
        )

    @says(
        "sendMessage",
        "Say something. The `cid` is its idempotency key: 201 the first time, 200 when it was stored before",
        takes=NewMessage,
        gives=shapes.AckShape,
        status=201,
        more={200: shapes.AckShape},
        sends={"cid": shapes.CID, "body": "Tuesday at seven, by the crane?"},
        example=shapes.ACK,
    )
    def post(self, request: Request, room: UUID) -> Response:
        said = read(NewMessage, request.data)
        more: dict[str, Any] = {name: said[name] for name in ("confirm", "reply_to", "media") if name in said}
        more |= {"poll": _asked(said["poll"])} if said.get("poll") else {}
        ack = messages.send(self.person, room, said["cid"], said.get("body", ""), **more)
        return Response(acked(ack), status=200 if ack.dup else 201)


@surface(patch=Action.EDIT_OWN, delete=Action.DELETE_OWN)
class OneMessage(ApiView):
    @says(
        "editMessage",
        "Give one's own words others, within fifteen minutes. The `cid` is the idempotency key of this edit",
        takes=OtherWords,
        gives=shapes.AckShape,
        sends={"cid": shapes.CID, "body": "Wednesday at seven, by the crane?"},
        example=shapes.ACK,
    )
    def patch(self, request: Request, room: UUID, mid: UUID) -> Response:
        said = read(OtherWords, request.data)
        ack = messages.edit(self.person, room, mid, said["cid"], said["body"], confirm=said.get("confirm", ()))
        return Response(acked(ack))

    @says("deleteMessage", "Take back one's own words; doing it twice is once", status=204)
    def delete(self, request: Request, room: UUID, mid: UUID) -> Response:
        messages.delete(self.person, room, mid, _cid_of_deletion(self.person, mid))
        return Response(status=204)


@surface(put=Action.REACT, delete=Action.REACT)
class OneReaction(ApiView):
    """One's own emoji: it is there or it is not, so a repeat changes nothing."""

    @says(
        "addReaction",
        "Put one's emoji on a message; doing it twice is once",
        gives=shapes.AckShape,
        example=shapes.ACK,
    )
    def put(self, request: Request, room: UUID, mid: UUID, emoji: str) -> Response:
        return Response(acked(messages.react(self.person, room, mid, uuid4(), emoji, on=True)))

    @says("removeReaction", "Take one's emoji off a message; doing it twice is once", status=204)
    def delete(self, request: Request, room: UUID, mid: UUID, emoji: str) -> Response:
        messages.react(self.person, room, mid, uuid4(), emoji, on=False)
        return Response(status=204)


@surface(put=Action.MARK_READ)
class ReadState(ApiView):
    @says(
        "markRead",
        "Say how far one has read; answers where it stands",
        takes=ReadTo,
        gives=shapes.ReadShape,
        sends={"seq": 42},
        example={"seq": 42},
    )
    def put(self, request: Request, room: UUID) -> Response:
        return Response({"seq": reading.mark_read(self.person, room, read(ReadTo, request.data)["seq"])})


def _asked(poll: dict[str, Any]) -> Asked:
    flags = bool(poll.get("multiple")), bool(poll.get("secret"))
    return Asked(tuple(poll["options"]), *flags, poll.get("ends_at"))


def _cid_of_deletion(person: Person, mid: UUID) -> UUID:
    """One for every try: a repeat finds the first one done and gets the same answer. Keyed: nobody else can name it."""
    return UUID(bytes=keyed_mac("deletion", person.pk.bytes, mid.bytes)[:16], version=4)


def acked(ack: messages.Ack) -> dict[str, Any]:
    """As `AckShape` describes it."""
    answer: dict[str, Any] = {"room": ack.room, "cid": ack.cid, "seq": ack.seq, "mid": ack.mid, "dup": ack.dup}
    return answer if ack.changed is None else answer | {"changed": ack.changed}
