"""What `messaging/serializers.py` gives, described for the published schema; tests hold the two together."""

from rest_framework import serializers

from messaging.api.shapes_polls import AskedPollShape, PollShape
from messaging.models import Mention, Room
from moderation.models import Objection


class ActorShape(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    badge = serializers.ChoiceField(choices=["captain", "brand"], allow_null=True)


class ReactionShape(serializers.Serializer):
    emoji = serializers.CharField()
    by = serializers.ListField(child=serializers.UUIDField(), help_text="Profiles, in the order they came.")


class AnsweredShape(serializers.Serializer):
    mid = serializers.UUIDField()
    seq = serializers.IntegerField()


class QuoteShape(serializers.Serializer):
    actor = ActorShape(allow_null=True, help_text="Null: a former member.")
    body = serializers.CharField(help_text="In one line, cut after 160 characters.")
    version = serializers.IntegerField(help_text="Of the quoted message.")


class MediaShape(serializers.Serializer):
    """A photo, or a file; which of the others are there depends on it."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=["photo", "file"])
    width = serializers.IntegerField(required=False, help_text="Of a photo's largest size.")
    height = serializers.IntegerField(required=False)
    blur = serializers.CharField(required=False, help_text="A picture of a few pixels, WebP in base64.")
    alt = serializers.CharField(required=False, allow_blank=True, help_text="What can be seen on a photo.")
    name = serializers.CharField(required=False, help_text="Of a file.")
    bytes = serializers.IntegerField(required=False, help_text="Of a file.")


class AddressShape(serializers.Serializer):
    """Paths under this site, of a photo in three sizes or of a file."""

    id = serializers.UUIDField()
    until = serializers.IntegerField(help_text="Good until then, seconds since 1970; then ask anew.")
    small = serializers.CharField(required=False, help_text="320 pixels at most, as WebP.")
    medium = serializers.CharField(required=False, help_text="960 pixels.")
    large = serializers.CharField(required=False, help_text="2048 pixels.")
    file = serializers.CharField(required=False)


class AddressesShape(serializers.Serializer):
    """Of what one does not see there is none."""

    items = AddressShape(many=True)


class UploadedShape(serializers.Serializer):
    media = MediaShape()
    address = AddressShape()


class MentionShape(serializers.Serializer):
    what = serializers.ChoiceField(choices=Mention.What.choices)
    profile = serializers.UUIDField(allow_null=True, help_text="Of a person; null: a former member.")
    span = serializers.ListField(
        child=serializers.IntegerField(), min_length=2, max_length=2, help_text="Where, in code points of `body`."
    )


class MessageShape(serializers.Serializer):
    room = serializers.UUIDField()
    seq = serializers.IntegerField(help_text="Its place in the log of the room.")
    mid = serializers.UUIDField()
    actor = ActorShape(allow_null=True, help_text="Null: a former member.")
    at = serializers.DateTimeField()
    body = serializers.CharField(allow_blank=True)
    deleted = serializers.BooleanField()
    cid = serializers.UUIDField(allow_null=True)
    version = serializers.IntegerField()
    edited_at = serializers.DateTimeField(allow_null=True)
    reactions = ReactionShape(many=True, help_text="In the order in which each emoji was first used.")
    reply_to = AnsweredShape(required=False, help_text="The earlier message that it answers.")
    quote = QuoteShape(
        required=False,
        allow_null=True,
        help_text="With `reply_to`: that message as its reader may see it now. Null: not, or no longer.",
    )
    poll = PollShape(required=False, help_text="What its words ask, where they are a poll.")
    handed_in = serializers.BooleanField(required=False, help_text="With a secret `poll`: one has voted in it.")
    mentions = MentionShape(many=True, required=False, help_text="Whom its words name, where they name somebody.")
    hidden = serializers.BooleanField(
        required=False,
        help_text="True: its words are out of sight after a report, and `body` says so in the language of the request.",
    )
    media = MediaShape(many=True, required=False, help_text="What comes with it; where one sees it says `listMedia`.")
    sites = serializers.DictField(
        child=serializers.CharField(),
        required=False,
        help_text="Where links really lead, for hosts that do not say it plainly: by the host as in the body, "
        "in small letters, the domain that somebody has registered. To be shown beside the link.",
    )


class HitShape(serializers.Serializer):
    room = serializers.UUIDField()
    group = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Room.Kind.choices, help_text="Of the room.")
    seq = serializers.IntegerField(help_text="Its place in the log of the room: `around` of the room's messages.")
    mid = serializers.UUIDField()
    actor = ActorShape(allow_null=True, help_text="Null: a former member.")
    at = serializers.DateTimeField()
    body = serializers.CharField()
    spans = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField()),
        help_text="Where the words were found: [start, end], code points of `body`, in order and apart.",
    )


class EventShape(serializers.Serializer):
    """As on the socket; what else an event carries depends on its kind and is described at /api/v1/realtime/."""

    op = serializers.ChoiceField(choices=["ev"])
    room = serializers.UUIDField()
    seq = serializers.IntegerField()
    kind = serializers.CharField()
    at = serializers.DateTimeField()
    actor = ActorShape(allow_null=True)


class MessagePageShape(serializers.Serializer):
    at_seq = serializers.IntegerField(help_text="Read before the messages: `sub` with `since` = this misses nothing.")
    messages = MessageShape(many=True, help_text="The oldest first.")
    events = EventShape(many=True, help_text="Comings and goings in the same stretch.")
    first_seq = serializers.IntegerField(allow_null=True)
    last_seq = serializers.IntegerField(allow_null=True)
    has_older = serializers.BooleanField()
    has_newer = serializers.BooleanField()


class StandingMuteShape(serializers.Serializer):
    until = serializers.DateTimeField(allow_null=True, help_text="Null: until one turns it on again.")


class RoomShape(serializers.Serializer):
    id = serializers.UUIDField()
    group = serializers.UUIDField(source="space")
    kind = serializers.ChoiceField(choices=Room.Kind.choices)
    last_seq = serializers.IntegerField()
    read_seq = serializers.IntegerField(help_text="How far one has read.")
    unread = serializers.IntegerField(max_value=100, help_text="Messages by others since then; 100 means at least 100.")
    muted = StandingMuteShape(allow_null=True, help_text="How one has muted it for oneself; null: one has not.")


class ChangedShape(serializers.Serializer):
    body = serializers.CharField()
    rule = serializers.CharField(allow_null=True)
    spans = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))


class AckShape(serializers.Serializer):
    """It is committed."""

    room = serializers.UUIDField()
    cid = serializers.UUIDField()
    seq = serializers.IntegerField()
    mid = serializers.UUIDField()
    dup = serializers.BooleanField(help_text="It was stored before.")
    changed = ChangedShape(required=False, help_text="Only where what was stored differs from what was sent.")


class HeldShape(serializers.Serializer):
    """Own words outside the log: only their author and who decides read them."""

    room = serializers.UUIDField()
    cid = serializers.UUIDField(help_text="As they were sent.")
    mid = serializers.UUIDField(allow_null=True, help_text="The message that they would change; null: a new one.")
    reply_to = AnsweredShape(required=False, help_text="The message that they answer.")
    body = serializers.CharField(help_text="Of a poll the question and its options, one a line.")
    poll = AskedPollShape(required=False, help_text="The poll, whole.")
    rule = serializers.CharField()
    why = serializers.CharField(help_text="The rule in plain language.")
    spans = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField()), help_text="[start, end], code points of `body`."
    )
    state = serializers.ChoiceField(choices=["held", "returned", "removed"])
    at = serializers.DateTimeField()
    until = serializers.DateTimeField(help_text="Undecided until then, they come back.")
    objected = serializers.BooleanField(help_text="One has said that the rule is wrong.")
    lost = serializers.BooleanField(required=False, help_text="True: no longer to be read, which `body` says instead.")
    media = MediaShape(many=True, required=False, help_text="What waits with it; where one sees it says `listMedia`.")


class ObjectionShape(serializers.Serializer):
    """It waits for somebody to look at it."""

    cid = serializers.UUIDField(source="ref")
    outcome = serializers.ChoiceField(choices=Objection.Outcome.choices)
    rule = serializers.CharField()
    spans = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))
    created_at = serializers.DateTimeField()


class ReadShape(serializers.Serializer):
    seq = serializers.IntegerField()


class TicketShape(serializers.Serializer):
    ticket = serializers.CharField(help_text="For `Authorization: Bearer` of the upgrade; good once.")
    expires_in_s = serializers.IntegerField()


class HandshakeShape(serializers.Serializer):
    protocol = serializers.CharField()


ROOM_ID = "aa1e2d3c-4b5a-4697-8877-665544332211"
MID = "1f2e3d4c-5b6a-4798-8970-a1b2c3d4e5f6"
CID = "6d9f0f3e-1a50-4e35-9c0a-4c2f5b1e7a90"
EMOJI = "\U0001f44d"
MESSAGE = {
    "room": ROOM_ID,
    "seq": 42,
    "mid": MID,
    "actor": {"id": "5a1c7c1e-6f0e-4d5b-9a53-2f6c1f0e9b11", "name": "Ana", "badge": None},
    "at": "2026-11-23T18:02:11.120Z",
    "body": "Tuesday at seven, by the crane?",
    "deleted": False,
    "cid": CID,
    "version": 1,
    "edited_at": None,
    "reactions": [{"emoji": EMOJI, "by": ["0b8f4a53-7a0e-4c1c-8a3d-9d0c6f1b2e44"]}],
}
MEDIA_ID = "3c9f1a52-7b1e-4f0e-9a44-0d3b6c8f2e11"
ADDRESSES = {
    "id": MEDIA_ID,
    "until": 1795543500,
    **{
        size: f"/api/v1/media/{MEDIA_ID}/{size}/6b05c5cc-Zk3uJ0c1w9q2s8Yd4TqS5g"
        for size in ("small", "medium", "large")
    },
}
UPLOADED = {
    "media": {"id": MEDIA_ID, "kind": "photo", "width": 2048, "height": 1536, "blur": "UklGRg==", "alt": ""},
    "address": ADDRESSES,
}
HISTORY = {
    "at_seq": 42,
    "messages": [MESSAGE],
    "events": [],
    "first_seq": 42,
    "last_seq": 42,
    "has_older": True,
    "has_newer": False,
}
ROOM = {
    "id": ROOM_ID,
    "group": "0d2f3f86-33c1-4f7a-8f3e-3a3a0a6f6f10",
    "kind": "talk",
    "last_seq": 42,
    "read_seq": 39,
    "unread": 2,
    "muted": None,
}
ACK = {"room": ROOM_ID, "cid": CID, "seq": 43, "mid": MID, "dup": False}
HELD = {
    "room": ROOM_ID,
    "cid": CID,
    "mid": None,
    "body": "Her number is 0171 2345678",
    "rule": "phone_of_another",
    "why": "It looks like somebody else's phone number.",
    "spans": [[14, 26]],
    "state": "held",
    "at": "2026-11-23T18:02:11.120Z",
    "until": "2026-11-24T18:02:11.120Z",
    "objected": False,
}
OBJECTION = {
    "cid": CID,
    "outcome": "hold",
    "rule": "phone_of_another",
    "spans": [[14, 26]],
    "created_at": "2026-11-23T18:05:00Z",
}
HIT = {
    "room": ROOM_ID,
    "group": "0d2f3f86-33c1-4f7a-8f3e-3a3a0a6f6f10",
    "kind": "talk",
    "seq": 42,
    "mid": MID,
    "actor": MESSAGE["actor"],
    "at": "2026-11-23T18:02:11.120Z",
    "body": "Tuesday at seven, by the crane?",
    "spans": [[25, 30]],
}
