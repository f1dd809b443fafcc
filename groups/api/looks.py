"""Who looked at one's data, for apps."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.paging import PageQuery, page_of
from community.api.parsing import read
from community.api.schema import page_shape, says
from community.surface import Action, surface
from groups.access.looks import entries_of, looks_of
from groups.api import examples
from groups.serializers import LookShape

_LOOK: dict[str, Any] = {
    "at": "2026-11-23T18:00:00Z",
    "role": "reviewer",
    "reason": "A case about a message in which you are quoted.",
    "group": examples.GROUP_ID,
}


class LooksQuery(PageQuery):
    group = serializers.UUIDField(required=False, help_text="One of one's groups, of those left as well.")


@surface(get=Action.SEE_LOOKS)
class Looks(ApiView):
    @says(
        "listLooks",
        "Who looked at one's data from outside, newest first: by role, with the reason",
        gives=page_shape("LookPage", LookShape),
        query=[LooksQuery],
        example={"items": [_LOOK], "next": None},
    )
    def get(self, request: Request) -> Response:
        rows = entries_of(self.person, read(LooksQuery, request.query_params).get("group"))
        found, beyond = page_of(rows, request.query_params, by="created_at", newest_first=True)
        return Response({"items": LookShape(looks_of(self.person, found), many=True).data, "next": beyond})
