"""Coming in by an invite. Tokens travel in bodies, never in an address, so that no log keeps them."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.idempotency import idempotent
from community.api.paging import page_of
from community.api.parsing import Choice, Text, Token, Whole, read
from community.api.schema import PAGED, page_shape, says
from community.models import NAME_LENGTH, Person
from community.surface import Action, surface
from groups.access import my_requests
from groups.access.reading import invitation
from groups.actions import joining
from groups.api import examples
from groups.serializers import InvitationShape, OwnRequestShape
from moderation.models import Purpose


class Looking(serializers.Serializer):
    token = Token(help_text="The last part of the invite's link.")


class Joining(serializers.Serializer):
    token = Token()
    name = Text(most=NAME_LENGTH, help_text="How one appears in this group.")
    charter_version = Whole(least=1, most=2**31 - 1, help_text="The version that was shown; another one is refused.")
    age = Whole(
        least=0,
        most=150,
        required=False,
        help_text="The group's `lowest_age`, as it was shown: with it one says that one is that old. Not needed where "
        "it is 0, nor from who has said as much before. Never a birth date.",
    )
    consents = serializers.ListField(child=Choice(choices=Purpose.choices), required=False, max_length=10)


@surface(post=Action.SEE_INVITE)
class Preview(ApiView):
    @says(
        "previewInvite",
        "What the join screen shows. Spends nothing; invalid, expired, used up and revoked look the same",
        takes=Looking,
        gives=InvitationShape,
        sends={"token": examples.TOKEN},
        example=examples.INVITATION,
    )
    def post(self, request: Request) -> Response:
        person = request.user if isinstance(request.user, Person) else None
        return Response(InvitationShape(invitation(read(Looking, request.data)["token"], person)).data)


@surface(get=Action.LIST_GROUPS, post=Action.JOIN)
class Join(ApiView):
    @says(
        "listOwnRequests",
        "Where one waits to be let in",
        gives=page_shape("OwnRequestPage", OwnRequestShape),
        query=PAGED,
        example={"items": [examples.OWN_REQUEST], "next": None},
    )
    def get(self, request: Request) -> Response:
        items, beyond = page_of(my_requests(self.person), request.query_params, by="created_at")
        return Response({"items": OwnRequestShape(items, many=True).data, "next": beyond})

    @says(
        "join",
        "Accept an invite and its charter. `asked` waits for the captain, `admitted` is in",
        takes=Joining,
        gives=OwnRequestShape,
        status=201,
        sends={"token": examples.TOKEN, "name": "Ana", "charter_version": 1, "age": 16, "consents": ["service"]},
        example={**examples.OWN_REQUEST, "state": "admitted"},
    )
    @idempotent
    def post(self, request: Request) -> Response:
        asked = joining.ask(self.person, **read(Joining, request.data), surface="api")
        return Response(OwnRequestShape(asked).data, status=201)
