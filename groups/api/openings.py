"""Announcing that a charter is to open further, seven days before it does (trust.md R7)."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.idempotency import idempotent
from community.api.paging import page_of
from community.api.parsing import Choice, Whole, read_some
from community.api.schema import PAGED, page_shape, says
from community.surface import Action, surface
from groups.access import load_group, load_opening
from groups.actions import openings
from groups.api import examples
from groups.models import Charter, CharterOpening
from groups.serializers import OpeningShape


class OpenTerms(serializers.Serializer):
    """Terms that are to be weaker than they are; those not sent stay."""

    history = Choice(choices=Charter.History.choices, required=False)
    retention_days = Whole(least=1, most=365, required=False)
    brand_presence = Choice(choices=Charter.BrandPresence.choices, required=False)


@surface(get=Action.SEE_TRUST, post=Action.CHANGE_CHARTER)
class Openings(ApiView):
    @says(
        "listCharterOpenings",
        "What was announced of this charter, the oldest first",
        gives=page_shape("OpeningPage", OpeningShape),
        query=PAGED,
        example={"items": [examples.OPENING], "next": None},
    )
    def get(self, request: Request, group: UUID) -> Response:
        place = load_group(self.person, group, Action.SEE_TRUST)
        items, beyond = page_of(
            CharterOpening.objects.filter(group=place.group), request.query_params, by="announced_at"
        )
        return Response({"items": OpeningShape(items, many=True).data, "next": beyond})

    @says(
        "announceCharterOpening",
        "Tell everybody that the charter opens further in seven days (captain)",
        takes=OpenTerms,
        gives=OpeningShape,
        status=201,
        sends={"history": "shared"},
        example=examples.OPENING,
    )
    @idempotent
    def post(self, request: Request, group: UUID) -> Response:
        place = load_group(self.person, group, Action.CHANGE_CHARTER)
        made = openings.announce(place, **read_some(OpenTerms, request.data))
        return Response(OpeningShape(made).data, status=201)


@surface(delete=Action.CHANGE_CHARTER)
class OneOpening(ApiView):
    @says("takeCharterOpeningBack", "The charter stays as it is after all (captain)", status=204)
    def delete(self, request: Request, group: UUID, opening: UUID) -> Response:
        place = load_group(self.person, group, Action.CHANGE_CHARTER)
        openings.take_back(place, load_opening(place, opening))
        return Response(status=204)
