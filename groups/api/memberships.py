"""Who belongs: the list of people, leaving, removing, handing over."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.idempotency import idempotent
from community.api.paging import page_of
from community.api.parsing import Choice, Flag, Id, Text, read
from community.api.schema import PAGED, page_shape, says
from community.errors import NotFound
from community.surface import Action, surface
from groups.access import load_group, load_membership, members_of
from groups.actions import leaving
from groups.api import examples
from groups.serializers import MemberShape, MembershipShape

WORDS = ("keep", "anonymise", "delete")


class Leaving(serializers.Serializer):
    words = Choice(choices=WORDS, help_text="What becomes of one's messages here.")


class Removing(serializers.Serializer):
    reason = Text(most=500, multiline=True, help_text="Kept with the decision; the removed person reads it.")
    ban = Flag(required=False, default=False, help_text="The same verified address is not let in again.")


class Handing(serializers.Serializer):
    profile = Id(help_text="The member who becomes captain.")


class RemovedShape(serializers.Serializer):
    profile = serializers.UUIDField()
    reason = serializers.CharField()
    ban = serializers.BooleanField()


@surface(get=Action.SEE_PEOPLE)
class Memberships(ApiView):
    @says(
        "listMembers",
        "The people of a group, those who have been there longest first",
        gives=page_shape("MemberPage", MemberShape),
        query=PAGED,
        example={"items": [examples.MEMBER], "next": None},
    )
    def get(self, request: Request, group: UUID) -> Response:
        place = load_group(self.person, group, Action.SEE_PEOPLE)
        items, beyond = page_of(members_of(place), request.query_params, by="joined_at")
        return Response({"items": MemberShape(items, many=True).data, "next": beyond})


@surface(get=Action.SEE_GROUP_CARD, delete=Action.LEAVE)
class OwnMembership(ApiView):
    @says("getMembership", "One's own membership", gives=MembershipShape, example=examples.MEMBERSHIP)
    def get(self, request: Request, group: UUID) -> Response:
        place = load_group(self.person, group, Action.SEE_GROUP_CARD)
        if place.membership is None:
            raise NotFound
        return Response(MembershipShape(place.membership).data)

    @says("leaveGroup", "Leave, and say what becomes of one's words", status=204, query=[Leaving])
    def delete(self, request: Request, group: UUID) -> Response:
        place = load_group(self.person, group, Action.LEAVE)
        leaving.leave(place, words=read(Leaving, request.query_params)["words"])
        return Response(status=204)


@surface(post=Action.REMOVE_MEMBER)
class Removals(ApiView):
    @says(
        "removeMember",
        "Remove somebody, with a reason (captain)",
        takes=Removing,
        gives=RemovedShape,
        status=201,
        sends={"reason": "Sold tickets in the group after being asked not to.", "ban": False},
        example={"profile": examples.PROFILE["id"], "reason": "Sold tickets in the group.", "ban": False},
    )
    @idempotent
    def post(self, request: Request, group: UUID, profile: UUID) -> Response:
        place = load_group(self.person, group, Action.REMOVE_MEMBER)
        membership = load_membership(place, profile, Action.REMOVE_MEMBER)
        asked = read(Removing, request.data)
        leaving.remove(place, membership, **asked)
        return Response({"profile": profile, **asked}, status=201)


@surface(post=Action.HAND_OVER)
class HandOvers(ApiView):
    @says(
        "handOver",
        "Make another member captain in one's place (captain)",
        takes=Handing,
        gives=MemberShape,
        status=201,
        sends={"profile": examples.PROFILE["id"]},
        example={**examples.MEMBER, "role": "captain"},
    )
    @idempotent
    def post(self, request: Request, group: UUID) -> Response:
        place = load_group(self.person, group, Action.HAND_OVER)
        membership = load_membership(place, read(Handing, request.data)["profile"], Action.HAND_OVER)
        leaving.hand_over(place, membership)
        membership.refresh_from_db()
        return Response(MemberShape(membership).data, status=201)
