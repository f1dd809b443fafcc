"""The one JSON shape of a week in counts."""

from rest_framework import serializers


class NumbersShape(serializers.Serializer):
    active = serializers.IntegerField(allow_null=True, help_text="People who wrote, came or answered.")
    messages = serializers.IntegerField(allow_null=True, help_text="At most ten of each person.")
    events = serializers.IntegerField(allow_null=True, help_text="Held; the only number that is exact.")
    came = serializers.IntegerField(allow_null=True, help_text="To events; at most twice each person.")
    answers = serializers.IntegerField(allow_null=True, help_text="To events; at most three of each person.")


class WeekShape(NumbersShape):
    """All numbers are null where the week is withheld, because too few were active."""

    week = serializers.DateField(help_text="Its Monday, UTC.")
    withheld = serializers.BooleanField()
    brand = NumbersShape(
        allow_null=True, default=None, read_only=True, help_text="The brand's groups that are shown, added up."
    )
