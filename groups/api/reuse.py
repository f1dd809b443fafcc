"""Using members' words elsewhere: asked for each, answered by its author (trust.md R6)."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.idempotency import idempotent
from community.api.paging import page_of
from community.api.parsing import Flag, Text, read
from community.api.schema import PAGED, page_shape, says
from community.serializers import ProfileShape
from community.surface import Action, surface
from groups.access import load_group
from groups.access.reuse import asks_of, load_ask
from groups.actions import reuse
from groups.api import examples
from groups.models import ReuseAsk
from groups.models.reuse import PURPOSE_LENGTH


class ReuseWish(serializers.Serializer):
    item = serializers.UUIDField(help_text="A message in Talk, by a member.")
    purpose = Text(most=PURPOSE_LENGTH)


class ReuseWord(serializers.Serializer):
    given = Flag()


class ReuseShape(serializers.ModelSerializer):
    """`given`: the author's latest word, null where there is none, which is a no. `stands`: the words are still there,
    as they were asked about, and so is the question; if not, the yes is for nothing any more."""

    asked_by = ProfileShape()
    purpose = serializers.CharField(source="shown_purpose")
    given = serializers.BooleanField(allow_null=True)
    stands = serializers.BooleanField()

    class Meta:
        model = ReuseAsk
        fields = ["id", "item", "asked_by", "purpose", "asked_at", "given", "stands"]


@surface(get=Action.READ_MESSAGES, post=Action.ASK_REUSE)
class Reuses(ApiView):
    @says(
        "listReuse",
        "What the brand asked about one's own words; for the brand's seat, all that it asked here",
        gives=page_shape("ReusePage", ReuseShape),
        query=PAGED,
        example={"items": [examples.REUSE], "next": None},
    )
    def get(self, request: Request, group: UUID) -> Response:
        place = load_group(self.person, group, Action.READ_MESSAGES)
        items, beyond = page_of(asks_of(place), request.query_params, by="asked_at")
        return Response({"items": ReuseShape(items, many=True).data, "next": beyond})

    @says(
        "askReuse",
        "Ask a message's author whether the brand may use it, once (brand seat)",
        takes=ReuseWish,
        gives=ReuseShape,
        status=201,
        sends={"item": examples.REUSE["item"], "purpose": "On the poster for the spring run"},
        example=examples.REUSE,
    )
    @idempotent
    def post(self, request: Request, group: UUID) -> Response:
        place = load_group(self.person, group, Action.ASK_REUSE)
        wish = read(ReuseWish, request.data)
        made = reuse.ask(place, wish["item"], purpose=wish["purpose"])
        return Response(ReuseShape(asks_of(place).get(pk=made.pk)).data, status=201)


@surface(put=Action.ANSWER_REUSE)
class ReuseAnswers(ApiView):
    @says(
        "answerReuse",
        "Say yes to this one use, or no; what was said last counts (author)",
        takes=ReuseWord,
        gives=ReuseShape,
        sends={"given": True},
        example={**examples.REUSE, "given": True},
    )
    def put(self, request: Request, group: UUID, ask: UUID) -> Response:
        place = load_group(self.person, group, Action.ANSWER_REUSE)
        found = load_ask(place, ask)
        reuse.answer(place, found, given=read(ReuseWord, request.data)["given"])
        return Response(ReuseShape(load_ask(place, ask)).data)
