"""Polls as `messaging/polling.py` tells them, described for the published schema."""

from rest_framework import serializers


class OptionShape(serializers.Serializer):
    text = serializers.CharField()
    count = serializers.IntegerField(required=False, help_text="Not of a secret poll that is not over.")
    by = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        help_text="Profiles, in the order they came; not of a secret poll.",
    )


class PollShape(serializers.Serializer):
    """What a message asks, as it stands now."""

    options = OptionShape(many=True)
    multiple = serializers.BooleanField(help_text="More than one may be chosen.")
    secret = serializers.BooleanField(help_text="Nobody learns who chose what. A ballot is handed in once.")
    ends_at = serializers.DateTimeField(allow_null=True, help_text="It is over from then on.")
    closed = serializers.BooleanField()
    version = serializers.IntegerField(help_text="Grows with each vote that everybody sees.")
    voted = serializers.IntegerField()
    people = serializers.IntegerField(help_text="Who could vote.")
    few = serializers.BooleanField(
        required=False, help_text="True: a secret poll is over, and too few have voted to show what."
    )
    lost = serializers.BooleanField(
        required=False, help_text="True: a secret poll is over, and what was chosen can no longer be read."
    )


class OwnPollShape(PollShape):
    handed_in = serializers.BooleanField(required=False, help_text="In a secret poll: one has voted.")


class AskedPollShape(serializers.Serializer):
    question = serializers.CharField()
    options = serializers.ListField(child=serializers.CharField())
    multiple = serializers.BooleanField()
    secret = serializers.BooleanField()
    ends_at = serializers.DateTimeField(allow_null=True)


POLL = {
    "options": [
        {"text": "Tuesday", "count": 1, "by": ["0b8f4a53-7a0e-4c1c-8a3d-9d0c6f1b2e44"]},
        {"text": "Wednesday", "count": 0, "by": []},
    ],
    "multiple": False,
    "secret": False,
    "ends_at": "2026-11-26T17:00:00.000Z",
    "closed": False,
    "version": 2,
    "voted": 1,
    "people": 12,
}
