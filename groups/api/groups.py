"""Groups, their charter, and oneself in them."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.idempotency import idempotent
from community.api.paging import page_of
from community.api.parsing import Choice, Text, Whole, read, read_some
from community.api.schema import PAGED, page_shape, says
from community.models import NAME_LENGTH
from community.serializers import ProfileShape
from community.surface import Action, surface
from groups.access import load_group
from groups.access.reading import groups_of
from groups.actions import charters, profiles
from groups.api import examples
from groups.models import CEILING, Charter
from groups.serializers import CharterShape, GroupShape, PlaceShape


class Terms(serializers.Serializer):
    """Terms to change; those not sent stay as they are."""

    inviters = Choice(choices=Charter.Inviters.choices, required=False)
    approval = Choice(choices=Charter.Approval.choices, required=False)
    history = Choice(choices=Charter.History.choices, required=False)
    retention_days = Whole(least=1, most=365, required=False)
    size_cap = Whole(least=2, most=CEILING, required=False)
    brand_presence = Choice(choices=Charter.BrandPresence.choices, required=False)


class ProfileWords(serializers.Serializer):
    name = Text(most=NAME_LENGTH)
    bio = Text(most=160, required=False, allow_blank=True)


@surface(get=Action.LIST_GROUPS)
class Groups(ApiView):
    @says(
        "listGroups",
        "The groups one belongs to, the oldest first",
        gives=page_shape("GroupPage", GroupShape),
        query=PAGED,
        example={"items": [examples.GROUP], "next": None},
    )
    def get(self, request: Request) -> Response:
        items, beyond = page_of(groups_of(self.person), request.query_params, by="created_at")
        return Response({"items": GroupShape(items, many=True).data, "next": beyond})


@surface(get=Action.SEE_GROUP_CARD)
class OneGroup(ApiView):
    @says(
        "getGroup",
        "A group's card, and what one is there",
        gives=PlaceShape,
        example={"group": examples.GROUP, "standing": "member", "profile": examples.PROFILE},
    )
    def get(self, request: Request, group: UUID) -> Response:
        return Response(PlaceShape(load_group(self.person, group, Action.SEE_GROUP_CARD)).data)


@surface(get=Action.SEE_TRUST, post=Action.CHANGE_CHARTER)
class GroupCharter(ApiView):
    @says("getCharter", "The promises in effect", gives=CharterShape, example=examples.CHARTER)
    def get(self, request: Request, group: UUID) -> Response:
        return Response(CharterShape(load_group(self.person, group, Action.SEE_TRUST).charter).data)

    @says(
        "changeCharter",
        "Make a new version of the promises (captain). Loosening is refused with `charter_loosening`: announce it",
        takes=Terms,
        gives=CharterShape,
        status=201,
        sends={"approval": "captain"},
        example=examples.CHARTER,
    )
    @idempotent
    def post(self, request: Request, group: UUID) -> Response:
        place = load_group(self.person, group, Action.CHANGE_CHARTER)
        return Response(CharterShape(charters.change(place, **read_some(Terms, request.data))).data, status=201)


@surface(get=Action.SEE_GROUP_CARD, put=Action.EDIT_PROFILE)
class OwnProfile(ApiView):
    @says("getProfile", "How one appears in this group", gives=ProfileShape, example=examples.PROFILE)
    def get(self, request: Request, group: UUID) -> Response:
        return Response(ProfileShape(load_group(self.person, group, Action.SEE_GROUP_CARD).profile).data)

    @says(
        "changeProfile",
        "Change how one appears in this group",
        takes=ProfileWords,
        gives=ProfileShape,
        sends={"name": "Ana", "bio": "Slow on hills"},
        example=examples.PROFILE,
    )
    def put(self, request: Request, group: UUID) -> Response:
        place = load_group(self.person, group, Action.EDIT_PROFILE)
        words = read(ProfileWords, request.data)
        profiles.edit(place, name=words["name"], bio=words.get("bio", ""))
        place.profile.refresh_from_db()
        return Response(ProfileShape(place.profile).data)
