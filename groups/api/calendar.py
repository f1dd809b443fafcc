"""The address of one's calendar, for apps."""

from typing import Any

from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.idempotency import idempotent
from community.api.schema import says
from community.models import Person
from community.surface import Action, surface
from groups.access import own_feed
from groups.actions import calendars
from groups.api import examples
from groups.serializers import FeedShape, NewFeedShape


@surface(Action.KEEP_CALENDAR)
class CalendarFeeds(ApiView):
    @says(
        "getCalendarFeed",
        "Whether one's calendar has an address, and when it was last used; the address itself is not kept",
        gives=FeedShape,
        example=examples.FEED,
    )
    def get(self, request: Request) -> Response:
        return Response(FeedShape(_state(self.person)).data)

    @says(
        "makeCalendarFeed",
        "Make an address for one's calendar, in the place of an earlier one. Its link is in this answer only",
        gives=NewFeedShape,
        status=201,
        example=examples.NEW_FEED,
    )
    @idempotent
    def post(self, request: Request) -> Response:
        link = f"{settings.SITE_URL}/calendar/{calendars.make(self.person)}.ics"
        return Response(NewFeedShape(_state(self.person) | {"link": link}).data, status=201)

    @says("revokeCalendarFeed", "Take the address back; calendars that use it get nothing any more", status=204)
    def delete(self, request: Request) -> Response:
        calendars.revoke(self.person)
        return Response(status=204)


def _state(person: Person) -> dict[str, Any]:
    feed = own_feed(person)
    if feed is None:
        return {"made": False, "created_at": None, "read_at": None}
    return {"made": True, "created_at": feed.created_at, "read_at": feed.read_at}
