"""What was decided about oneself, why, and the appeal against it (trust.md R36, R37)."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.idempotency import idempotent
from community.api.paging import page_of
from community.api.parsing import Text, read
from community.api.schema import PAGED, page_shape, says
from community.surface import Action, surface
from moderation import access
from moderation.actions import appeals, decisions
from moderation.api import examples
from moderation.models import Sanction
from moderation.ports import registry
from moderation.serializers_cases import OwnAppealShape, OwnDecisionShape, OwnReasonsShape


class Appealing(serializers.Serializer):
    words = Text(most=appeals.APPEAL_LENGTH, multiline=True, help_text="Why it should be undone.")


@surface(get=Action.SEE_DECISIONS)
class OwnDecisions(ApiView):
    @says(
        "listOwnDecisions",
        "What was decided about one, newest first",
        gives=page_shape("OwnDecisionPage", OwnDecisionShape),
        query=PAGED,
        example={"items": [examples.DECISION], "next": None},
    )
    def get(self, request: Request) -> Response:
        found = access.sanctions_of(self.person)
        items, beyond = page_of(found, request.query_params, by="created_at", newest_first=True)
        return Response({"items": OwnDecisionShape(items, many=True, context=_places(items)).data, "next": beyond})


@surface(get=Action.SEE_DECISIONS)
class OwnDecision(ApiView):
    @says(
        "getOwnDecision",
        "One of them with its reasons; once they are read it is not taken back any more, there is the appeal",
        gives=OwnReasonsShape,
        example=examples.REASONS,
    )
    def get(self, request: Request, sanction: UUID) -> Response:
        found = access.load_sanction(self.person, sanction)
        if request.method == "GET":
            decisions.read(found)
        return Response(OwnReasonsShape(found, context=_places([found])).data)


@surface(post=Action.APPEAL)
class OwnAppeal(ApiView):
    @says(
        "appeal",
        "Ask somebody else to look again, once, within six months. Refused with `no_appeal`",
        takes=Appealing,
        gives=OwnAppealShape,
        status=201,
        sends={"words": examples.APPEAL["words"]},
        example=examples.APPEAL,
    )
    @idempotent
    def post(self, request: Request, sanction: UUID) -> Response:
        made = appeals.file(self.person, sanction, read(Appealing, request.data)["words"])
        return Response(OwnAppealShape(made).data, status=201)


def _places(found: list[Sanction]) -> dict[str, Any]:
    return {"places": {space: registry.place_of(space) for space in {one.space for one in found}}}
