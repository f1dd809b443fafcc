"""The JSON of people: the account for its owner alone, the profile for those it shares a space with."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from community.access import roles_of
from community.models import Brand, Person, Profile, PushSubscription, Role


class BrandShape(serializers.ModelSerializer):
    class Meta:
        model = Brand
        fields = ["id", "name", "slug", "colour", "group_word"]


class ProfileShape(serializers.ModelSerializer):
    """How a person appears in one group. `name` is all that is left of somebody who was anonymised."""

    class Meta:
        model = Profile
        fields = ["id", "name", "bio"]


class OwnProfileShape(serializers.ModelSerializer):
    group = serializers.UUIDField(source="space", help_text="The group in which one appears like this.")

    class Meta:
        model = Profile
        fields = ["id", "group", "name", "bio"]


class DutyShape(serializers.Serializer):
    kind = serializers.ChoiceField(choices=Role.Kind.choices)
    brand = serializers.UUIDField(allow_null=True)


class AccountShape(serializers.ModelSerializer):
    """One's own account. No other answer of the API holds an account's id or address (trust.md R4)."""

    profiles = serializers.SerializerMethodField()
    duties = serializers.SerializerMethodField()

    class Meta:
        model = Person
        fields = ["email", "language", "time_zone", "profiles", "duties"]

    @extend_schema_field(OwnProfileShape(many=True))
    def get_profiles(self, person: Person) -> list[dict[str, Any]]:
        return [dict(OwnProfileShape(one).data) for one in person.profiles.order_by("created_at", "pk")]

    @extend_schema_field(DutyShape(many=True))
    def get_duties(self, person: Person) -> list[dict[str, Any]]:
        held = sorted(roles_of(person), key=lambda duty: (duty.kind, str(duty.brand)))
        return [dict(DutyShape(duty._asdict()).data) for duty in held]


class PushSubscriptionShape(serializers.ModelSerializer):
    """A browser that is pushed to. Its endpoint is a capability, and shown to nobody again."""

    here = serializers.SerializerMethodField(help_text="Whether this very session asked for it.")
    since = serializers.DateTimeField(source="created_at")

    class Meta:
        model = PushSubscription
        fields = ["id", "here", "since", "accepted_at"]
        extra_kwargs = {"accepted_at": {"help_text": "When its push service last took something."}}

    def get_here(self, row: PushSubscription) -> bool:
        return bool(row.session_key) and row.session_key == self.context["session_key"]
