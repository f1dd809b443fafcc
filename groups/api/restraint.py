"""Holding the brand back (trust.md R12): its share, the captain's pause, the members' vote that nobody sees."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.schema import says
from community.surface import Action, surface
from groups.access import load_group, restraint_of
from groups.actions import restraint
from groups.api import examples


class ShareShape(serializers.Serializer):
    """Of the last `said` messages in Talk, fifty at most, `by_brand` are the brand's: one in five at most."""

    said = serializers.IntegerField()
    by_brand = serializers.IntegerField()


class RestraintShape(serializers.Serializer):
    """`paused_until`: by the captain; `quiet_until`: by the members' vote; null where neither is. `voted`: the reader's
    own vote stands. Nobody is told of anybody else's, nor how many there are."""

    share = ShareShape()
    paused_until = serializers.DateTimeField(allow_null=True)
    quiet_until = serializers.DateTimeField(allow_null=True)
    voted = serializers.BooleanField()


@surface(get=Action.SEE_TRUST)
class Restraints(ApiView):
    @says("getRestraint", "How the brand is held back here", gives=RestraintShape, example=examples.RESTRAINT)
    def get(self, request: Request, group: UUID) -> Response:
        return Response(RestraintShape(restraint_of(load_group(self.person, group, Action.SEE_TRUST))).data)


@surface(put=Action.PAUSE_BRAND, delete=Action.PAUSE_BRAND)
class BrandPauses(ApiView):
    @says("pauseBrand", "Pause the brand for seven days: it reads and says nothing (captain)", status=204)
    def put(self, request: Request, group: UUID) -> Response:
        restraint.pause(load_group(self.person, group, Action.PAUSE_BRAND))
        return Response(status=204)

    @says("resumeBrand", "Give the brand its voice back earlier (captain)", status=204)
    def delete(self, request: Request, group: UUID) -> Response:
        restraint.resume(load_group(self.person, group, Action.PAUSE_BRAND))
        return Response(status=204)


@surface(put=Action.VOTE_QUIET, delete=Action.VOTE_QUIET)
class OwnQuietVote(ApiView):
    @says("voteQuiet", "Wish that the brand step back; it counts for 14 days (members)", status=204)
    def put(self, request: Request, group: UUID) -> Response:
        restraint.vote(load_group(self.person, group, Action.VOTE_QUIET))
        return Response(status=204)

    @says("takeQuietVoteBack", "Take that wish back, while it has not carried", status=204)
    def delete(self, request: Request, group: UUID) -> Response:
        restraint.take_vote_back(load_group(self.person, group, Action.VOTE_QUIET))
        return Response(status=204)
