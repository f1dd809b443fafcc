"""Whom one has blocked in a group. Only one's own are ever told."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.paging import page_of
from community.api.schema import PAGED, page_shape, says
from community.surface import Action, surface
from groups.access import blocks_of, load_blockable, load_group
from groups.actions import blocks
from groups.api import examples
from groups.serializers import BlockShape


@surface(get=Action.BLOCK)
class Blocks(ApiView):
    @says(
        "listBlocks",
        "Whom one has blocked here",
        gives=page_shape("BlockPage", BlockShape),
        query=PAGED,
        example={"items": [examples.BLOCK], "next": None},
    )
    def get(self, request: Request, group: UUID) -> Response:
        place = load_group(self.person, group, Action.BLOCK)
        items, beyond = page_of(blocks_of(place), request.query_params, by="created_at")
        return Response({"items": BlockShape(items, many=True).data, "next": beyond})


@surface(put=Action.BLOCK, delete=Action.BLOCK)
class OneBlock(ApiView):
    @says(
        "block",
        "Not hear somebody in this group. They are not told. 409 `too_many_blocks` beyond 150",
        gives=BlockShape,
        example=examples.BLOCK,
    )
    def put(self, request: Request, group: UUID, profile: UUID) -> Response:
        place = load_group(self.person, group, Action.BLOCK)
        return Response(BlockShape(blocks.block(place, load_blockable(place, profile))).data)

    @says("unblock", "Hear somebody again, also what they said meanwhile", status=204)
    def delete(self, request: Request, group: UUID, profile: UUID) -> Response:
        place = load_group(self.person, group, Action.BLOCK)
        blocks.unblock(place, load_blockable(place, profile))
        return Response(status=204)
