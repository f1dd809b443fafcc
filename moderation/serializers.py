"""The one JSON shape of each thing that the rules keep."""

from rest_framework import serializers

from moderation.models import Purpose


class ConsentBrandShape(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()


class AllowedShape(serializers.Serializer):
    """A purpose, its text in the reader's language now, and what was said last. Never asked is no."""

    purpose = serializers.ChoiceField(source="shown.purpose", choices=Purpose.choices)
    text = serializers.CharField(source="shown.text")
    text_hash = serializers.CharField(source="shown.mark", help_text="Send it along with a yes.")
    required = serializers.BooleanField(source="shown.required", help_text="Ends by leaving the brand's groups.")  # type: ignore[assignment]
    given = serializers.BooleanField()
    said_at = serializers.DateTimeField(source="latest.created_at", default=None, allow_null=True)
    surface = serializers.CharField(
        source="latest.surface", default=None, allow_null=True, help_text="Where it was said."
    )


class ConsentSheetShape(serializers.Serializer):
    brand = ConsentBrandShape()
    purposes = AllowedShape(source="answers", many=True)
