"""What the rules held in a group, for the captain to decide about."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.idempotency import idempotent
from community.api.paging import page_of
from community.api.parsing import Choice, read
from community.api.schema import PAGED, page_shape, says
from community.surface import Action, surface
from groups.access import Place, load_group
from groups.actions import held
from groups.api import examples
from messaging.access.held import Held, media_in, waiting_in
from messaging.access.media import addressed, opened
from messaging.api.media import BytesView, bytes_of, gives_bytes
from messaging.api.shapes import UploadedShape
from messaging.models import Pending, Room
from moderation.screening import sentence


class DecidingHeld(serializers.Serializer):
    decision = Choice(choices=[*held.WAYS], help_text="`release`: let it in; `return`: to its author; or `remove`.")


class HeldAuthorShape(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()


class WaitingShape(serializers.Serializer):
    id = serializers.UUIDField()
    room = serializers.ChoiceField(choices=Room.Kind.choices, help_text="Which of the group's rooms.")
    author = HeldAuthorShape()
    own = serializers.BooleanField(help_text="One's own: somebody else decides.")
    edit = serializers.BooleanField(help_text="Other words for a message that stands.")
    body = serializers.CharField()
    media = UploadedShape(many=True, help_text="What came with the words; the addresses are good while they wait.")
    rule = serializers.CharField()
    why = serializers.CharField(help_text="The rule in plain language.")
    spans = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))
    at = serializers.DateTimeField()
    until = serializers.DateTimeField(help_text="Undecided until then, it goes back to its author.")
    objected = serializers.BooleanField(help_text="Its author says that the rule is wrong.")


class HeldDecisionShape(serializers.Serializer):
    id = serializers.UUIDField()
    state = serializers.ChoiceField(
        choices=["released", "returned", "removed"],
        help_text="`returned` also where it was to be let in and its author may no longer say it.",
    )
    seq = serializers.IntegerField(allow_null=True, help_text="Its place in the room's log, once it is let in.")
    ended_at = serializers.DateTimeField()


@surface(get=Action.DECIDE_HELD)
class Waiting(ApiView):
    @says(
        "listHeld",
        "Held messages that wait for a decision, the longest waiting first (captain)",
        gives=page_shape("HeldPage", WaitingShape),
        query=PAGED,
        example={"items": [examples.HELD], "next": None},
    )
    def get(self, request: Request, group: UUID) -> Response:
        place = load_group(self.person, group, Action.DECIDE_HELD)
        pending, beyond = page_of(waiting_in(place.group.pk), request.query_params, by="held_at")
        items = [_waiting(one, place) for one in held.look_at(place, pending)]
        return Response({"items": WaitingShape(items, many=True).data, "next": beyond})


@surface(post=Action.DECIDE_HELD)
class HeldDecisions(ApiView):
    @says(
        "decideHeld",
        "Let a held message in, give it back to its author, or remove it (captain)",
        takes=DecidingHeld,
        gives=HeldDecisionShape,
        status=201,
        sends={"decision": "release"},
        example=examples.HELD_DECISION,
    )
    @idempotent
    def post(self, request: Request, group: UUID, pending: UUID) -> Response:
        place = load_group(self.person, group, Action.DECIDE_HELD)
        done = held.decide(place, pending, read(DecidingHeld, request.data)["decision"])
        return Response(HeldDecisionShape(done).data, status=201)


@surface(get=Action.DECIDE_HELD)
class HeldMedia(BytesView):
    """The addresses that `listHeld` gives, while the words wait and the reader may decide about them."""

    @gives_bytes("getHeldMedia", "A photo in one of its sizes, or a file, that waits with held words (captain)")
    def get(self, request: Request, group: UUID, media: UUID, part: str, ticket: str) -> HttpResponse:
        place = load_group(self.person, group, Action.DECIDE_HELD)
        return bytes_of(*opened(media_in(place.group.pk), self.person, media, part, ticket))


def _waiting(one: Held, place: Place) -> dict[str, Any]:
    pending: Pending = one.pending
    door = held.door(place)
    return {
        "id": pending.pk,
        "room": pending.room.kind,
        "author": {"id": pending.actor_id, "name": pending.actor.name},
        "own": pending.actor_id == place.profile.pk,
        "edit": pending.message_id is not None,
        "body": one.body,
        "media": [{"media": it.shape, "address": addressed(it.pk, it.kind, place.person, door)} for it in one.media],
        "rule": pending.rule,
        "why": sentence(pending.rule),
        "spans": one.spans,
        "at": pending.held_at,
        "until": pending.until,
        "objected": one.objected,
    }
