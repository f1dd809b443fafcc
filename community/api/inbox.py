"""What reached the person, inside Snug: the list, and reading it."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.paging import PageQuery, page_of
from community.api.parsing import Flag, Id, read
from community.api.schema import says
from community.errors import Invalid
from community.notifications import inbox
from community.surface import Action, surface

MOST_IDS = 100
_ITEM = {
    "id": "0d2f3f86-33c1-4f7a-8f3e-3a3a0a6f6f10",
    "kind": "event.reminder",
    "group": "5a1c7c1e-6f0e-4d5b-9a53-2f6c1f0e9b11",
    "title": "Easy harbour loop",
    "line": "Harbour Runners: Thursday 11 June, 18:30",
    "why": "You get this because you said that you come.",
    "url": "/g/harbour-runners/events/7b0e8d0c-2b52-4c1b-9d58-6f1f1df0a0c2/",
    "at": "2026-06-10T16:30:00Z",
    "read": False,
}


class InboxQuery(PageQuery):
    unread = serializers.BooleanField(required=False, default=False, help_text="Only what is new.")


class ItemShape(serializers.Serializer):
    id = serializers.UUIDField(source="dispatch.pk")
    kind = serializers.CharField(source="dispatch.kind", help_text="Names the switch that this came by.")
    group = serializers.UUIDField(source="dispatch.space", allow_null=True)
    title = serializers.CharField(source="said.title")
    line = serializers.CharField(source="said.line", help_text="Never the words of other people.")
    why = serializers.CharField(source="said.why")
    url = serializers.CharField(source="said.url", help_text="A path of the web app: what it is about.")
    at = serializers.DateTimeField(source="dispatch.sent_at")
    read = serializers.SerializerMethodField()

    def get_read(self, item: inbox.Item) -> bool:
        return not item.unread


class InboxPage(serializers.Serializer):
    items = ItemShape(many=True)
    next = serializers.CharField(allow_null=True, help_text="Cursor of the next page; null at the end.")
    unread = serializers.IntegerField(
        max_value=inbox.MOST_COUNTED, help_text="How much is new in all; a hundred means a hundred or more."
    )


class Reading(serializers.Serializer):
    """Either of the two."""

    ids = serializers.ListField(child=Id(), required=False, max_length=MOST_IDS, help_text="Of items.")
    all = Flag(required=False, default=False)


class StillUnreadShape(serializers.Serializer):
    unread = serializers.IntegerField(max_value=inbox.MOST_COUNTED, help_text="How much is still new.")


@surface(get=Action.SEE_INBOX)
class Inbox(ApiView):
    @says(
        "listInbox",
        "What came, newest first, in one's own language",
        gives=InboxPage,
        query=[InboxQuery],
        example={"items": [_ITEM], "next": None, "unread": 1},
    )
    def get(self, request: Request) -> Response:
        rows = inbox.of(self.person)
        if read(InboxQuery, request.query_params)["unread"]:
            rows = rows.filter(read_at=None)
        found, beyond = page_of(rows, request.query_params, by="sent_at", newest_first=True)
        items = ItemShape(inbox.heard(self.person, found), many=True)
        return Response({"items": items.data, "next": beyond, "unread": inbox.unread(self.person)})


@surface(post=Action.SEE_INBOX)
class ReadInbox(ApiView):
    @says(
        "readInbox",
        "Mark items as read, on all devices. Unknown ids are passed over",
        takes=Reading,
        gives=StillUnreadShape,
        sends={"ids": [_ITEM["id"]]},
        example={"unread": 0},
    )
    def post(self, request: Request) -> Response:
        asked = read(Reading, request.data)
        if ("ids" in asked) == asked["all"]:
            raise Invalid(_("Say which, or all."), field="ids")
        inbox.read(self.person, asked.get("ids"))
        return Response({"unread": inbox.unread(self.person)})
