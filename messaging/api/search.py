"""Looking for words over all the rooms that one is in."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.parsing import Id, Text, read
from community.api.problem import MEDIA_TYPE
from community.api.schema import Problem, page_shape, says
from community.errors import Invalid
from community.surface import Action, surface
from messaging import searching
from messaging import serializers as shapes_of
from messaging.api import shapes


class Moment(serializers.DateTimeField):
    """With its offset from UTC: a clock on a wall is nobody's in particular here."""

    def to_internal_value(self, value: Any) -> Any:
        found = super().to_internal_value(value)
        if timezone.is_naive(found):
            raise Invalid(_("Say the time with its offset, as in 2026-11-23T18:00:00Z."), field=self.field_name)
        return found

    def enforce_timezone(self, value: Any) -> Any:
        return value


class SearchQuery(serializers.Serializer):
    q = Text(
        most=searching.LENGTH,
        help_text="Words, all of which occur, in whole or as parts; “in quotes” as they stand there. Case, accents and "
        "forms of the same letter make no difference.",
    )
    group = Id(required=False, help_text="Only in this group.")
    room = Id(required=False, help_text="Only in this room.")
    author = Id(required=False, help_text="Only by this profile.")
    since = Moment(required=False, help_text="Not before.")
    until = Moment(required=False, help_text="Before.")
    cursor = serializers.CharField(required=False, max_length=200, help_text="`next` of the page before.")
    limit = serializers.IntegerField(required=False, min_value=1, max_value=100, default=25)


@surface(get=Action.SEARCH_ALL)
class Search(ApiView):
    @says(
        "searchMessages",
        "What was said and holds these words, of all that one may read, the newest first",
        gives=page_shape("HitPage", shapes.HitShape),
        query=[SearchQuery],
        more={(413, MEDIA_TYPE): OpenApiResponse(Problem, description="Too long.")},
        example={"items": [shapes.HIT], "next": None},
    )
    def get(self, request: Request) -> Response:
        asked = read(SearchQuery, request.query_params)
        where = searching.Where(*(asked.get(name) for name in ("group", "room", "author", "since", "until")))
        found = searching.look(self.person, asked["q"], where, asked["limit"], asked.get("cursor"))
        return Response({"items": [shapes_of.hit(match) for match in found.matches], "next": found.next})
