"""Invites of a group, and the requests of those who came by them."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.idempotency import idempotent
from community.api.paging import page_of
from community.api.parsing import Choice, Text, Whole, read
from community.api.schema import PAGED, page_shape, says
from community.surface import Action, surface
from groups.access import invites_of, load_group, load_own_invite, load_request, requests_of
from groups.actions import invites, joining
from groups.api import examples
from groups.models import MOST_USES
from groups.serializers import InviteShape, NewInviteShape, RequestShape


class NewInvite(serializers.Serializer):
    vouch = Text(most=140, required=False, allow_blank=True, help_text="A line about them, which they read.")
    email = Text(most=254, required=False, allow_blank=True, help_text="Only this verified address may use it.")
    uses = Whole(least=1, most=MOST_USES, required=False)
    days = Whole(least=1, most=7, required=False)


class Deciding(serializers.Serializer):
    decision = Choice(choices=["admit", "refuse"])


@surface(get=Action.SEE_INVITES, post=Action.INVITE)
class Invites(ApiView):
    @says(
        "listInvites",
        "Invites of a group, newest first: a captain sees all, others their own",
        gives=page_shape("InvitePage", InviteShape),
        query=PAGED,
        example={"items": [examples.INVITE], "next": None},
    )
    def get(self, request: Request, group: UUID) -> Response:
        place = load_group(self.person, group, Action.SEE_INVITES)
        items, beyond = page_of(invites_of(place), request.query_params, by="created_at", newest_first=True)
        shape = InviteShape(items, many=True, context={"place": place})
        return Response({"items": shape.data, "next": beyond})

    @says(
        "createInvite",
        "Make an invite. Its token and link are in this answer only",
        takes=NewInvite,
        gives=NewInviteShape,
        status=201,
        sends={"vouch": "Runs with me on Tuesdays"},
        example=examples.NEW_INVITE,
    )
    @idempotent
    def post(self, request: Request, group: UUID) -> Response:
        place = load_group(self.person, group, Action.INVITE)
        invite, token = invites.create(place, **read(NewInvite, request.data))
        return Response(NewInviteShape(invite, context={"place": place, "token": token}).data, status=201)


@surface(delete=Action.REVOKE_INVITE)
class OneInvite(ApiView):
    @says("revokeInvite", "Revoke an invite; who came in by it stays", status=204)
    def delete(self, request: Request, group: UUID, invite: UUID) -> Response:
        place = load_group(self.person, group, Action.REVOKE_INVITE)
        invites.revoke(place, load_own_invite(place, invite))
        return Response(status=204)


@surface(get=Action.DECIDE_REQUEST)
class Requests(ApiView):
    @says(
        "listRequests",
        "Who waits to be let in, the longest waiting first (captain)",
        gives=page_shape("RequestPage", RequestShape),
        query=PAGED,
        example={"items": [examples.REQUEST], "next": None},
    )
    def get(self, request: Request, group: UUID) -> Response:
        place = load_group(self.person, group, Action.DECIDE_REQUEST)
        items, beyond = page_of(requests_of(place), request.query_params, by="created_at")
        return Response({"items": RequestShape(items, many=True).data, "next": beyond})


@surface(post=Action.DECIDE_REQUEST)
class Decisions(ApiView):
    @says(
        "decideRequest",
        "Let somebody in, or not (captain)",
        takes=Deciding,
        gives=RequestShape,
        status=201,
        sends={"decision": "admit"},
        example={**examples.REQUEST, "state": "admitted", "decided_at": "2026-11-23T18:05:00Z"},
    )
    @idempotent
    def post(self, request: Request, group: UUID, asked: UUID) -> Response:
        place = load_group(self.person, group, Action.DECIDE_REQUEST)
        waiting = load_request(place, asked)
        decide = joining.admit if read(Deciding, request.data)["decision"] == "admit" else joining.refuse
        decide(place, waiting)
        return Response(RequestShape(load_request(place, asked)).data, status=201)
